import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { searchCalendars, searchChains } from '../shared/definitions';
import { forEachItem } from '../shared/forEachItem';
import { count, showHint } from '../shared/hints';
import { introduction } from '../shared/introduction';
import { openStore } from '../shared/openStore';
import { readOption } from '../shared/readOption';
import { defaultResultField } from '../shared/resultField';
import { searchRoles } from '../shared/roles';
import { storeIsReachable } from '../shared/storeIsReachable';
import { StepInspection } from './actions/inspection';
import { otherOutput, type OperationContext } from './actions/operation';
import { description, operations, type OperationName } from './actions/operations';
import { SavedDefinitions } from './actions/saved';

const operationNames = Object.keys(operations) as OperationName[];

interface Prepared extends OperationContext {
	operation: OperationName;
}

export class TtlEscalation implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'TTL Escalation',
		name: 'ttlEscalation',
		icon: { light: 'file:ttlEscalation.svg', dark: 'file:ttlEscalation.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { acknowledge: "Acknowledge", force: "Force", get: "Get", pause: "Pause", resume: "Resume", start: "Start", stop: "Stop" }[$parameter["operation"]] }}',
		description: 'Give a case a deadline, and decide who is told when nobody acts',
		defaults: { name: 'TTL Escalation' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs:
			'={{ [{ type: "main", displayName: "Timer" }, { type: "main", displayName: $parameter["operation"] === "get" ? "Not Found" : "Refused" }] }}',
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		properties: [
			introduction(
				'Starts, pauses and ends the timers of cases. One workflow with a TTL Escalation Trigger hears of what is due',
				'ttl-escalation',
			),
			...description,
		],
	};

	methods = {
		credentialTest: { storeIsReachable },
		listSearch: { searchCalendars, searchChains, searchRoles },
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
	const store = await openStore(context);
	return {
		context,
		operation: readOption('Operation', context.getNodeParameter('operation', 0), operationNames),
		store,
		saved: new SavedDefinitions(store),
		inspection: new StepInspection(),
		field: resultField || defaultResultField,
	};
}

function report(
	context: IExecuteFunctions,
	judgedCounts: readonly number[],
	{ operation, field, inspection, saved }: Prepared,
) {
	for (const { message, type } of [...saved.hints, ...inspection.hints()]) showHint(context, message, type);
	const others = judgedCounts[otherOutput] ?? 0;
	if (others === 0) return;
	const found = `${count(others, 'item')} found no timer`;
	const refused = `${count(others, 'item')} changed no timer: the reason is in ${field}.refusal`;
	showHint(context, operation === 'get' ? found : refused, 'warning');
}
