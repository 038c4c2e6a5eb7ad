import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { forEachItem } from '../shared/forEachItem';
import { count, showHint } from '../shared/hints';
import { introduction } from '../shared/introduction';
import { openStore } from '../shared/openStore';
import { readOption } from '../shared/readOption';
import { defaultResultField } from '../shared/resultField';
import { signingKeyIsUsable } from '../shared/signingKey';
import { storeIsReachable } from '../shared/storeIsReachable';
import { badOutput, type Operation, type OperationContext } from './actions/operation';
import {
	description,
	operations,
	operationTitles,
	outputNames,
	unjudgedOutput,
	type OperationName,
} from './actions/operations';

const operationNames = Object.keys(operations) as OperationName[];
const namesOfOutputs = JSON.stringify(outputNames);

interface Prepared extends OperationContext {
	operation: OperationName;
}

export class AuditEvidence implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Audit Evidence',
		name: 'auditEvidence',
		icon: { light: 'file:auditEvidence.svg', dark: 'file:auditEvidence.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: `={{ (${JSON.stringify(operationTitles)})[$parameter["operation"]] }}`,
		description:
			'Keep evidence of every step, sign it, verify it, prove and export it, and erase personal data from it',
		defaults: { name: 'Audit Evidence' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ (${namesOfOutputs}[$parameter["operation"]] ?? ["Done", "Not Done"]).map((displayName) => ({ type: "main", displayName })) }}`,
		credentials: [
			{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' },
			{
				name: 'triageSigningKeyApi',
				required: false,
				testedBy: 'signingKeyIsUsable',
				displayOptions: { show: { operation: ['checkpoint'] } },
			},
		],
		properties: [
			introduction('Keeps what every step did as evidence that shows tampering', 'audit-evidence'),
			...description,
		],
	};

	methods = { credentialTest: { signingKeyIsUsable, storeIsReachable } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = peekOperation(this);
		return await forEachItem<Prepared>(this, {
			outputCount: operation === null ? 2 : outputNames[operation].length,
			badOutput: operation === null ? badOutput : unjudgedOutput[operation],
			resultField: ({ field }) => field,
			prepare: () => prepare(this),
			judge: async (item, index, prepared) => await operations[prepared.operation].execute(prepared, item, index),
			report: (judgedCounts, prepared, outputs) => report(this, judgedCounts, prepared, outputs),
		});
	}
}

/** The operation, which decides how many outputs there are; null when it cannot be read, which `prepare` reports. */
function peekOperation(context: IExecuteFunctions): OperationName | null {
	try {
		const found = context.getNodeParameter('operation', 0);
		return operationNames.find((name) => name === found) ?? null;
	} catch {
		return null;
	}
}

async function prepare(context: IExecuteFunctions): Promise<Prepared> {
	const { resultField } = context.getNodeParameter('options', 0, {}) as { resultField?: string };
	return {
		context,
		operation: readOption('Operation', context.getNodeParameter('operation', 0), operationNames),
		store: await openStore(context),
		field: resultField || defaultResultField,
	};
}

function report(
	context: IExecuteFunctions,
	judgedCounts: readonly number[],
	{ operation, field }: Prepared,
	outputs: ReadonlyArray<readonly INodeExecutionData[]>,
) {
	const { hints } = operations[operation] as Operation;
	for (const { message, type } of hints?.(outputs, field) ?? []) showHint(context, message, type);
	for (const [output, name] of outputNames[operation].entries()) {
		const left = judgedCounts[output] ?? 0;
		if (output === 0 || left === 0) continue;
		showHint(context, `${count(left, 'item')} left by ${name}`, operation === 'verify' ? 'warning' : 'info');
	}
}
