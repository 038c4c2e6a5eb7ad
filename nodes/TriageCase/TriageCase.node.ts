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
import * as cases from './actions/case/Case.resource';
import { getCaseFields } from './actions/case/open.operation';
import { caseOutput, otherOutput, scheduledOutput, type Operation, type OperationContext } from './actions/operation';
import * as exceptions from './actions/exception/Exception.resource';
import * as tasks from './actions/task/Task.resource';

const resources = { case: cases, exception: exceptions, task: tasks };
const resourceNames = Object.keys(resources) as Array<keyof typeof resources>;

interface Prepared extends OperationContext {
	operation: Operation;
	isSearch: boolean;
}

export class TriageCase implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Triage Case',
		name: 'triageCase',
		icon: { light: 'file:triageCase.svg', dark: 'file:triageCase.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { acknowledge: "Acknowledge", assign: "Assign", changeState: "Change State", complete: "Complete", create: "Create", get: "Get", getMany: "Get Many", merge: "Merge", open: "Open", redrive: "Redrive", reopen: "Reopen", repairClocks: "Repair Clocks", resolve: "Resolve", scheduleRetry: "Schedule Retry", setRootCause: "Set Root Cause", setStep: "Set Step", tickRemediation: "Tick Remediation", transfer: "Transfer", update: "Update" }[$parameter["operation"]] + ({ exception: " Exception", task: " Task" }[$parameter["resource"]] ?? "") }}',
		description: 'Open, find, change and resolve the cases of tickets, what is to be done about them, and exceptions',
		defaults: { name: 'Triage Case' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs:
			'={{ $parameter["operation"] === "scheduleRetry" ? [{ type: "main", displayName: "Scheduled" }, { type: "main", displayName: "Gave Up" }] : [{ type: "main", displayName: $parameter["resource"] === "exception" ? "Exception" : "Case" }, { type: "main", displayName: ["get", "getMany"].includes($parameter["operation"]) ? "Not Found" : "Conflict" }, ...($parameter["resource"] === "exception" && $parameter["operation"] === "redrive" ? [{ type: "main", displayName: "Scheduled" }] : [])] }}',
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		properties: [
			introduction(
				'Keeps one case per ticket with its state, owner, tasks and trail, and what a person has to see to',
				'triage-case',
			),
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'case',
				options: [
					{ name: 'Case', value: 'case' },
					{ name: 'Exception', value: 'exception' },
					{ name: 'Task', value: 'task' },
				],
			},
			...cases.description,
			...exceptions.description,
			...tasks.description,
		],
	};

	methods = {
		credentialTest: { storeIsReachable },
		listSearch: { searchRoles },
		localResourceMapping: { getCaseFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await forEachItem<Prepared>(this, {
			outputCount: outputCountOf(this),
			badOutput: otherOutput,
			resultField: ({ field }) => field,
			prepare: () => prepare(this),
			judge: async (item, index, prepared) => await prepared.operation.execute(prepared, item, index),
			report: (judgedCounts, prepared, outputs) => report(this, judgedCounts, prepared, outputs),
		});
	}
}

/** As the outputs of the description say, which have neither of both as an expression. */
function outputCountOf(context: IExecuteFunctions): number {
	const { resource, operation } = context.getNode().parameters;
	return resource === 'exception' && operation === 'redrive' ? 3 : 2;
}

async function prepare(context: IExecuteFunctions): Promise<Prepared> {
	const { resultField } = context.getNodeParameter('options', 0, {}) as { resultField?: string };
	const resource = readOption('Resource', context.getNodeParameter('resource', 0, 'case'), resourceNames);
	const operations: Readonly<Record<string, Operation>> = resources[resource].operations;
	const name = readOption('Operation', context.getNodeParameter('operation', 0), Object.keys(operations));
	return {
		context,
		operation: operations[name]!,
		isSearch: name === 'get' || name === 'getMany',
		store: await openStore(context),
		field: resultField || defaultResultField,
	};
}

function report(
	context: IExecuteFunctions,
	judgedCounts: readonly number[],
	{ isSearch, operation, field }: Prepared,
	outputs: readonly INodeExecutionData[][],
) {
	const done = outputs[caseOutput] ?? [];
	const told = operation.tellDone?.(done, field) ?? null;
	if (told !== null) showHint(context, told);
	const later = judgedCounts[scheduledOutput] ?? 0;
	if (later > 0) showHint(context, `${count(later, 'item')} ${operation.tellScheduled}`, 'warning');
	const others = judgedCounts[otherOutput] ?? 0;
	if (others === 0) return;
	const nothing = isSearch ? 'found nothing' : tellUnchanged(outputs[otherOutput] ?? [], field);
	showHint(context, `${count(others, 'item')} ${operation.tellOthers?.(field) ?? nothing}`, 'warning');
}

/** Why nothing was changed, by the first item that says so. */
function tellUnchanged(others: readonly INodeExecutionData[], field: string): string {
	const reasons = others.flatMap(({ json }) => {
		const { refusal } = (json[field] ?? {}) as { refusal?: { message: string } };
		return refusal === undefined ? [] : [refusal.message];
	});
	const [first] = reasons;
	if (first === undefined) return `changed nothing: the reason is in ${field}.refusal`;
	return others.length === 1 ? `changed nothing: ${first}` : `changed nothing. The first: ${first}`;
}
