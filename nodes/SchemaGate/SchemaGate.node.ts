import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { forEachItem, type JudgedItem, type Routed } from '../shared/forEachItem';
import { storeIsReachable } from '../shared/storeIsReachable';
import { invalidOutput, judgeItem, type Check } from './judge';
import { looksForDuplicates } from './ledger';
import { searchLearnedFields, searchOperations } from './methods';
import { prepare, type Prepared } from './prepare';
import { properties } from './properties';
import { report } from './report';
import { searchContracts, searchContractVersions } from './savedContract';

const outputs =
	'={{ ["Valid", "Invalid", ...(["forever", "window"].includes($parameter["duplicateCheck"]) ? ["Duplicate"] : [])].map((displayName) => ({ type: "main", displayName })) }}';

const hasNoChecks =
	'={{ $parameter["contractSource"] === "fields" && ($parameter["fields"]["values"] ?? []).length === 0 && (($parameter["rules"] ?? {})["values"] ?? []).length === 0 }}';

export class SchemaGate implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Schema Gate',
		name: 'schemaGate',
		icon: { light: 'file:schemaGate.svg', dark: 'file:schemaGate.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { fields: "Field List", example: "Learned From Example", jsonSchema: "JSON Schema", openApi: "OpenAPI Document", saved: ["Saved Contract", $parameter["savedContract"]].filter(Boolean).join(": ") }[$parameter["contractSource"]] }}',
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

	methods = {
		credentialTest: { storeIsReachable },
		listSearch: { searchContracts, searchContractVersions, searchLearnedFields, searchOperations },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await forEachItem<Prepared>(this, {
			outputCount: looksForDuplicates(this) ? 3 : 2,
			badOutput: invalidOutput,
			resultField: ({ field }) => field,
			prepare: async () => await prepare(this),
			judge: judgeOne,
			conclude,
			report: (judgedCounts, prepared, routed) => report(this, judgedCounts, prepared, routed),
		});
	}
}

/** Records what arrived, and has somebody see to what did not pass. */
async function conclude(judged: readonly JudgedItem[], prepared: Prepared): Promise<readonly JudgedItem[]> {
	const { ledger, field, failures, refused } = prepared;
	const routed = ledger === null ? judged : await ledger.route(judged, field);
	return await failures.settle(routed, refused.among(routed, field), field);
}

function judgeOne(item: INodeExecutionData, index: number, prepared: Prepared): Routed[] | Promise<Routed[]> {
	const parameters = prepared.parametersFor(index);
	const check = prepared.checkFor(parameters);
	const judgeBy = (by: Check): Routed[] => {
		const judged = judgeItem(item, index, by, prepared.rulesFor(index), prepared.field, prepared.tally);
		prepared.ledger?.note(index, judged, by, parameters);
		if (!judged.passed) prepared.refused.note(index, judged, parameters);
		return [judged.routed];
	};
	return check instanceof Promise ? check.then(judgeBy) : judgeBy(check);
}
