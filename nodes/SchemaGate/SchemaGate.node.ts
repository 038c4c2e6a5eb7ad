import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { checkAt, compileContractCached, type CompiledContract } from '../../core';
import { forEachItem, type Routed } from '../shared/forEachItem';
import { count, showHint } from '../shared/hints';
import { readOption } from '../shared/readOption';
import { defaultResultField, withResult } from '../shared/resultField';
import { properties } from './properties';
import {
	contractSources,
	extraFieldsChoices,
	holdsExpression,
	readContract,
	readMaxProblems,
	type ContractParameters,
	type FieldRow,
	type GateOptions,
} from './readContract';

const valid = 0;
const invalid = 1;

/** What an item is checked by. */
interface Check {
	contract: CompiledContract;
	options: GateOptions;
}

interface Prepared {
	field: string;
	/** The same for all items unless a parameter is an expression. */
	checkFor(index: number): Check;
	reasons: Map<string, number>;
}

export class SchemaGate implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Schema Gate',
		name: 'schemaGate',
		icon: { light: 'file:schemaGate.svg', dark: 'file:schemaGate.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ { fields: "Field List", jsonSchema: "JSON Schema" }[$parameter["contractSource"]] }}',
		description: 'Check incoming items against a contract before they go further',
		defaults: { name: 'Schema Gate' },
		usableAsTool: true,
		parameterPane: 'wide',
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Valid', 'Invalid'],
		hints: [
			{
				message: 'No checks are set, so every item passes. Add a field to check.',
				type: 'warning',
				displayCondition:
					'={{ $parameter["contractSource"] === "fields" && ($parameter["fields"]["values"] ?? []).length === 0 }}',
				whenToDisplay: 'beforeExecution',
				location: 'outputPane',
			},
		],
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await forEachItem<Prepared>(this, {
			outputCount: 2,
			badOutput: invalid,
			resultField: ({ field }) => field,
			prepare: () => prepare(this),
			judge: (item, index, prepared) => [judge(item, prepared.checkFor(index), prepared)],
			report: (judgedCounts, prepared) => report(this, judgedCounts, prepared),
		});
	}
}

function readParameters(context: IExecuteFunctions, index: number): ContractParameters {
	return {
		source: readOption('Define Contract Using', context.getNodeParameter('contractSource', index), contractSources),
		rows: context.getNodeParameter('fields.values', index, []) as FieldRow[],
		extraFields: readOption(
			'Fields Not Listed',
			context.getNodeParameter('extraFields', index, 'keep'),
			extraFieldsChoices,
		),
		schema: context.getNodeParameter('schema', index, {}),
		options: context.getNodeParameter('options', index, {}) as GateOptions,
	};
}

function prepare(context: IExecuteFunctions): Prepared {
	const readCheck = (index: number): Check => {
		const parameters = readParameters(context, index);
		return { contract: compileContractCached(readContract(parameters)), options: parameters.options };
	};
	const first = readCheck(0);
	const isSame = !holdsExpression(context.getNode().parameters);
	return {
		field: first.options.resultField || defaultResultField,
		checkFor: (index) => (isSame || index === 0 ? first : readCheck(index)),
		reasons: new Map(),
	};
}

function judge(item: INodeExecutionData, { contract, options }: Check, { field, reasons }: Prepared): Routed {
	const limits = { max_problems: readMaxProblems(options) };
	const { valid: passed, problems, truncated } = checkAt(contract, item.json, options.dataLocation ?? '', limits);
	for (const message of new Set(problems.map((problem) => problem.message))) {
		reasons.set(message, (reasons.get(message) ?? 0) + 1);
	}
	const { id, version } = contract.contract;
	const name = version === undefined ? id : `${id} v${version}`;
	const gate = { passed, contract: name, contract_digest: contract.digest, problems, truncated };
	return { output: passed ? valid : invalid, item: withResult(item, field, { gate: gate as unknown as IDataObject }) };
}

function report(context: IExecuteFunctions, [passed = 0, refused = 0]: readonly number[], prepared: Prepared) {
	const { contract } = prepared.checkFor(0).contract;
	if (contract.kind === 'field_list' && contract.fields.length === 0 && contract.extra_fields !== 'reject') {
		showHint(context, 'No checks are set, so every item passes', 'warning');
	}
	if (refused === 0) return;
	const [top] = [...prepared.reasons].sort(([, a], [, b]) => b - a);
	const reason = top === undefined ? '' : ` Top reason: ${top[0]}`;
	showHint(context, `${refused} of ${count(passed + refused, 'item')} did not pass.${reason}`, 'warning');
}
