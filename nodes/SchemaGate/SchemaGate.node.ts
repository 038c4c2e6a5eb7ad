import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { compileContractCached } from '../../core';
import { forEachItem, type Routed } from '../shared/forEachItem';
import { defaultResultField } from '../shared/resultField';
import { storeIsReachable } from '../shared/storeIsReachable';
import { invalidOutput, judgeItem, type Check, type Tally } from './judge';
import { looksForDuplicates, openLedger, type Ledger } from './ledger';
import { searchLearnedFields, searchOperations } from './methods';
import {
	readDocumentFile,
	readFixes,
	readMaxProblems,
	readOutputFormat,
	readParameters,
	readRuleRows,
	type GateParameters,
} from './parameters';
import { properties } from './properties';
import { comesFromFile, readContract } from './readContract';
import { refuseBadRules, type RuleRow } from './readRules';
import { readText } from './readText';
import { report } from './report';

const outputs =
	'={{ ["Valid", "Invalid", ...(["forever", "window"].includes($parameter["duplicateCheck"]) ? ["Duplicate"] : [])].map((displayName) => ({ type: "main", displayName })) }}';

const hasNoChecks =
	'={{ $parameter["contractSource"] === "fields" && ($parameter["fields"]["values"] ?? []).length === 0 && (($parameter["rules"] ?? {})["values"] ?? []).length === 0 }}';

interface Prepared {
	field: string;
	/** Null where nothing is recorded. */
	ledger: Ledger | null;
	parametersFor(index: number): GateParameters;
	/** The same for all items unless a parameter is an expression. */
	checkFor(index: number): Check;
	rulesFor(index: number): { rows: readonly RuleRow[]; raw: readonly RuleRow[] };
	tally: Tally;
}

export class SchemaGate implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Schema Gate',
		name: 'schemaGate',
		icon: { light: 'file:schemaGate.svg', dark: 'file:schemaGate.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { fields: "Field List", example: "Learned From Example", jsonSchema: "JSON Schema", openApi: "OpenAPI Document" }[$parameter["contractSource"]] }}',
		description: 'Check incoming items against a contract before they go further',
		defaults: { name: 'Schema Gate' },
		usableAsTool: true,
		parameterPane: 'wide',
		inputs: [NodeConnectionTypes.Main],
		outputs,
		hints: [
			{
				message: 'No checks are set, so every item passes. Add a field to check.',
				type: 'warning',
				displayCondition: hasNoChecks,
				whenToDisplay: 'beforeExecution',
				location: 'outputPane',
			},
		],
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		properties,
	};

	methods = { credentialTest: { storeIsReachable }, listSearch: { searchLearnedFields, searchOperations } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await forEachItem<Prepared>(this, {
			outputCount: looksForDuplicates(this) ? 3 : 2,
			badOutput: invalidOutput,
			resultField: ({ field }) => field,
			prepare: async () => await prepare(this),
			judge: (item, index, prepared) => [judgeOne(item, index, prepared)],
			conclude: async (judged, { ledger, field }) => (ledger === null ? judged : await ledger.route(judged, field)),
			report: (judgedCounts, { checkFor, rulesFor, tally }) =>
				report(this, judgedCounts, checkFor(0), rulesFor(0).raw, tally),
		});
	}
}

function judgeOne(item: INodeExecutionData, index: number, prepared: Prepared): Routed {
	const { checkFor, rulesFor, field, tally, ledger } = prepared;
	const check = checkFor(index);
	const judged = judgeItem(item, index, check, rulesFor(index), field, tally);
	ledger?.note(index, judged, check, prepared.parametersFor(index));
	return judged.routed;
}

async function prepare(context: IExecuteFunctions): Promise<Prepared> {
	const parameters = readParameters(context);
	const first = parameters.read(0);
	const file = comesFromFile(first) ? await readDocumentFile(context, first.openApiFile) : undefined;
	const readCheck = (index: number): Check => {
		const values = index === 0 ? first : parameters.read(index);
		const contract = compileContractCached(readContract(values, file));
		const { id, version } = contract.contract;
		return {
			contract,
			name: version === undefined ? id : `${id} v${version}`,
			location: readText('Data Location', values.options.dataLocation),
			limits: { max_problems: readMaxProblems(values.options) },
			fixes: readFixes(values.fixes),
			format: readOutputFormat(values.options),
		};
	};
	const firstCheck = readCheck(0);
	const rules = readRuleRows(context);
	refuseBadRules(rules.raw);
	return {
		ledger: await openLedger(context, first.options),
		parametersFor: (index) => (parameters.isConstant || index === 0 ? first : parameters.read(index)),
		field: first.options.resultField || defaultResultField,
		checkFor: (index) => (parameters.isConstant || index === 0 ? firstCheck : readCheck(index)),
		rulesFor: (index) => ({ rows: rules.rows.read(index).rows, raw: rules.raw }),
		tally: { reasons: new Map(), warnedCount: 0, repaired: new Map(), repairedCount: 0 },
	};
}
