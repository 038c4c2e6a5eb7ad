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
import type { OperationContext } from './actions/operation';
import {
	description,
	operations,
	operationTitles,
	outputNames,
	unjudgedOutput,
	type OperationName,
} from './actions/operations';
import { searchRuleSets, searchVersions } from './actions/ruleSet';

const operationNames = Object.keys(operations) as OperationName[];
const namesOfOutputs = JSON.stringify(outputNames);

interface Prepared extends OperationContext {
	operation: OperationName;
}

export class RoutingRules implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Routing Rules',
		name: 'routingRules',
		icon: { light: 'file:routingRules.svg', dark: 'file:routingRules.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: `={{ (${JSON.stringify(operationTitles)})[$parameter["operation"]] }}`,
		description: 'Propose, check, review and activate the rules that say who owns a case',
		defaults: { name: 'Routing Rules' },
		usableAsTool: true,
		parameterPane: 'wide',
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ (${namesOfOutputs}[$parameter["operation"]] ?? ["Done", "Not Done"]).map((displayName) => ({ type: "main", displayName })) }}`,
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		properties: [
			introduction('Keeps rule sets in versions that are checked and reviewed before they count', 'routing-rules'),
			...description,
		],
	};

	methods = { credentialTest: { storeIsReachable }, listSearch: { searchRoles, searchRuleSets, searchVersions } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = peekOperation(this);
		return await forEachItem<Prepared>(this, {
			outputCount: operation === null ? 2 : outputNames[operation].length,
			badOutput: operation === null ? 1 : unjudgedOutput(operation),
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
		now: new Date().toISOString(),
	};
}

interface Told {
	refusal?: { message: string };
	backtest?: { summary: string };
	diff?: { summary: string };
	lint?: { summary: string };
}

/** What the first item of an output has to say in one sentence. */
function tell([first]: readonly INodeExecutionData[], field: string): string {
	const { refusal, backtest, diff, lint } = (first?.json[field] ?? {}) as Told;
	const said = refusal?.message ?? backtest?.summary ?? diff?.summary ?? lint?.summary;
	return said === undefined ? '' : `: ${said}`;
}

function report(
	context: IExecuteFunctions,
	judgedCounts: readonly number[],
	{ operation, field }: Prepared,
	outputs: readonly INodeExecutionData[][],
) {
	for (const [output, name] of outputNames[operation].entries()) {
		const left = judgedCounts[output] ?? 0;
		if (left === 0) continue;
		const isFine = output === 0 || name === 'Same';
		showHint(
			context,
			`${count(left, 'item')} left by ${name}${tell(outputs[output]!, field)}`,
			isFine ? 'info' : 'warning',
		);
	}
}
