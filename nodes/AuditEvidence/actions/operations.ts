import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { resultFieldOption } from '../../shared/resultField';
import { capture } from './capture.operation';
import { checkpoint } from './checkpoint.operation';
import { exportBundle } from './export.operation';
import { getMany } from './getMany.operation';
import { badOutput, openOutput, type Operation } from './operation';
import { prove } from './prove.operation';
import { redact } from './redact.operation';
import { verify } from './verify.operation';

export const operations = {
	capture,
	checkpoint,
	export: exportBundle,
	getMany,
	prove,
	redact,
	verify,
} satisfies Record<string, Operation>;
export type OperationName = keyof typeof operations;

/** Names of the outputs of each operation, the good path first. */
export const outputNames: Record<OperationName, string[]> = {
	capture: ['Recorded', 'Not Recorded'],
	checkpoint: ['Signed', 'Not Signed', 'Not Due'],
	export: ['Exported', 'Not Exported'],
	getMany: ['Entry', 'Not Found'],
	prove: ['Proved', 'Not Proved', 'Pending'],
	redact: ['Redacted', 'Not Redacted'],
	verify: ['Intact', 'Broken', 'Inconclusive'],
};

/** Where an item leaves that could not be judged. A log that could not be verified is not one that is broken. */
export const unjudgedOutput: Record<OperationName, number> = {
	capture: badOutput,
	checkpoint: badOutput,
	export: badOutput,
	getMany: badOutput,
	prove: badOutput,
	redact: badOutput,
	verify: openOutput,
};

const operationOptions = [
	{
		name: 'Capture',
		value: 'capture',
		action: 'Capture evidence',
		description: 'Keep what a step did as evidence of a case',
	},
	{
		name: 'Checkpoint',
		value: 'checkpoint',
		action: 'Sign checkpoint',
		description: 'Verify the log and sign its size and root, to be kept by somebody outside',
	},
	{
		name: 'Export',
		value: 'export',
		action: 'Export evidence',
		description: 'Write a file with entries and their proofs, which anybody can verify without n8n',
	},
	{
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many entries',
		description: 'Retrieve a list of entries of the log',
	},
	{
		name: 'Prove',
		value: 'prove',
		action: 'Prove entry',
		description: 'Prove that one entry is in the newest checkpoint',
	},
	{
		name: 'Redact',
		value: 'redact',
		action: 'Redact parts',
		description: 'Erase personal data, and record that it was erased',
	},
	{
		name: 'Verify',
		value: 'verify',
		action: 'Verify log',
		description: 'Recompute the log and compare it with checkpoints from outside',
	},
] satisfies Array<INodePropertyOptions & { value: OperationName }>;

/** Names of the operations as the canvas shows them. */
export const operationTitles = Object.fromEntries(operationOptions.map(({ name, value }) => [value, name]));

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'capture',
		options: operationOptions,
	},
	...Object.values(operations).flatMap((operation) => operation.description),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { operation: ['checkpoint', 'getMany', 'prove', 'redact', 'verify'] } },
		options: [resultFieldOption],
	},
];
