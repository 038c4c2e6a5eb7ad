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
import { searchRoles } from '../shared/roles';
import { storeIsReachable } from '../shared/storeIsReachable';
import { description, operations, type OperationName } from './actions/case/Case.resource';
import { getCaseFields } from './actions/case/open.operation';
import { otherOutput, type OperationContext } from './actions/operation';

const operationNames = Object.keys(operations) as OperationName[];

interface Prepared extends OperationContext {
	operation: OperationName;
}

export class TriageCase implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Triage Case',
		name: 'triageCase',
		icon: { light: 'file:triageCase.svg', dark: 'file:triageCase.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { changeState: "Change State", get: "Get", getMany: "Get Many", open: "Open", resolve: "Resolve", setStep: "Set Step", transfer: "Transfer", update: "Update" }[$parameter["operation"]] }}',
		description: 'Open, find, change, transfer and resolve the cases of tickets',
		defaults: { name: 'Triage Case' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs:
			'={{ [{ type: "main", displayName: "Case" }, { type: "main", displayName: ["get", "getMany"].includes($parameter["operation"]) ? "Not Found" : "Conflict" }] }}',
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		properties: [
			introduction('Keeps one case per ticket, with its state, owner and trail', 'triage-case'),
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'case',
				options: [{ name: 'Case', value: 'case' }],
			},
			...description,
		],
	};

	methods = {
		credentialTest: { storeIsReachable },
		listSearch: { searchRoles },
		localResourceMapping: { getCaseFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await forEachItem<Prepared>(this, {
			outputCount: 2,
			badOutput: otherOutput,
			resultField: ({ field }) => field,
			prepare: () => prepare(this),
			judge: async (item, index, prepared) => await operations[prepared.operation].execute(prepared, item, index),
			report: (judgedCounts, prepared) => report(this, judgedCounts, prepared),
		});
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

function report(context: IExecuteFunctions, judgedCounts: readonly number[], { operation, field }: Prepared) {
	const others = judgedCounts[otherOutput] ?? 0;
	if (others === 0) return;
	const isSearch = operation === 'get' || operation === 'getMany';
	showHint(
		context,
		isSearch
			? `${count(others, 'item')} found no case`
			: `${count(others, 'item')} changed nothing: the reason is in ${field}.refusal`,
		'warning',
	);
}
