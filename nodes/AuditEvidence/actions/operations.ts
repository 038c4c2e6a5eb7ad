import type { INodeProperties } from 'n8n-workflow';

import { resultFieldOption } from '../../shared/resultField';
import { capture } from './capture.operation';
import { checkpoint } from './checkpoint.operation';
import { getMany } from './getMany.operation';
import { badOutput, openOutput, type Operation } from './operation';
import { redact } from './redact.operation';
import { verify } from './verify.operation';

export const operations = { capture, checkpoint, getMany, redact, verify } satisfies Record<string, Operation>;
export type OperationName = keyof typeof operations;

/** Names of the outputs of each operation, the good path first. */
export const outputNames: Record<OperationName, string[]> = {
	capture: ['Recorded', 'Not Recorded'],
	checkpoint: ['Signed', 'Not Signed', 'Not Due'],
	getMany: ['Entry', 'Not Found'],
	redact: ['Redacted', 'Not Redacted'],
	verify: ['Intact', 'Broken', 'Inconclusive'],
};

/** Where an item leaves that could not be judged. A log that could not be verified is not one that is broken. */
export const unjudgedOutput: Record<OperationName, number> = {
	capture: badOutput,
	checkpoint: badOutput,
	getMany: badOutput,
	redact: badOutput,
	verify: openOutput,
};

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'capture',
		options: [
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
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many entries',
				description: 'Retrieve a list of entries of the log',
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
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { operation: ['checkpoint', 'getMany', 'redact', 'verify'] } },
		options: [resultFieldOption],
	},
];
