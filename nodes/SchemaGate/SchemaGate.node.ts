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
import { defaultResultField, withResult } from '../shared/resultField';
import { properties } from './properties';
import { readContract, type FieldRow, type GateOptions } from './readContract';

const valid = 0;
const invalid = 1;

interface Prepared {
	contract: CompiledContract;
	/** Contract as people know it, as `campaign-error v3`. */
	label: string;
	options: GateOptions;
	field: string;
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
			judge: (item, _, prepared) => [judge(item, prepared)],
			report: (outputs, prepared) => report(this, outputs, prepared),
		});
	}
}

/** A contract is the same for all items, so its parameters are read at the first one. */
function prepare(context: IExecuteFunctions): Prepared {
	const options = context.getNodeParameter('options', 0, {}) as GateOptions;
	const source = context.getNodeParameter('contractSource', 0) as 'fields' | 'jsonSchema';
	const parameters = {
		rows: context.getNodeParameter('fields.values', 0, []) as FieldRow[],
		extraFields: context.getNodeParameter('extraFields', 0, 'keep') as 'keep' | 'reject',
		schema: context.getNodeParameter('schema', 0, {}),
	};
	const contract = compileContractCached(readContract(source, parameters, options));
	const { id, version } = contract.contract;
	return {
		contract,
		label: version === undefined ? id : `${id} v${version}`,
		options,
		field: options.resultField || defaultResultField,
		reasons: new Map(),
	};
}

function judge(item: INodeExecutionData, { contract, label, options, field, reasons }: Prepared): Routed {
	const limits = { max_problems: options.maxProblems };
	const { valid: passed, problems, truncated } = checkAt(contract, item.json, options.dataLocation ?? '', limits);
	for (const message of new Set(problems.map((problem) => problem.message))) {
		reasons.set(message, (reasons.get(message) ?? 0) + 1);
	}
	const gate = { passed, contract: label, contract_digest: contract.digest, problems, truncated };
	return { output: passed ? valid : invalid, item: withResult(item, field, { gate: gate as unknown as IDataObject }) };
}

function report(context: IExecuteFunctions, outputs: readonly INodeExecutionData[][], { reasons }: Prepared) {
	const refused = outputs[invalid]!.length;
	if (refused === 0) return;
	const total = refused + outputs[valid]!.length;
	const [top] = [...reasons].sort(([, a], [, b]) => b - a);
	const reason = top === undefined ? '' : ` Top reason: ${top[0]}`;
	showHint(context, `${refused} of ${count(total, 'item')} did not pass.${reason}`, 'warning');
}
