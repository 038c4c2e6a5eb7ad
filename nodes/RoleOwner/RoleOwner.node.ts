import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { FailedChecks } from '../shared/failedChecks';
import { forEachItem } from '../shared/forEachItem';
import { openStore, type TriageStore } from '../shared/openStore';
import { RoleBook } from '../shared/roleBook';
import { searchRoles } from '../shared/roles';
import { storeIsReachable } from '../shared/storeIsReachable';
import { judge, type Prepared } from './judge';
import { searchRuleSets, searchVersions } from './methods';
import { readClassifier, readItemParameters, readRules, readSettings, type Options } from './parameters';
import { outputs, properties } from './properties';
import { report } from './report';
import { countOutputs, needsTriage, readRoleOutputs } from './roleOutputs';

const subtitle =
	'={{ ((count) => ({ ruleSet: "Rule Set " + (($parameter["ruleSet"] ?? {})["value"] ?? $parameter["ruleSet"] ?? ""), table: "Table" })[$parameter["ruleSource"]] ?? count + (count === 1 ? " Rule" : " Rules"))((($parameter["rules"] ?? {})["values"] ?? []).length) }}';

const hasNoRules =
	'={{ ($parameter["ruleSource"] ?? "canvas") === "canvas" && !(($parameter["rules"] ?? {})["values"] ?? []).length && !$parameter["useClassifier"] }}';

export class RoleOwner implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Role Owner',
		name: 'roleOwner',
		icon: { light: 'file:roleOwner.svg', dark: 'file:roleOwner.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle,
		description: 'Give every case an owner role and a backup',
		defaults: { name: 'Role Owner' },
		usableAsTool: true,
		parameterPane: 'wide',
		inputs: [NodeConnectionTypes.Main],
		outputs,
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		hints: [
			{
				message: 'There is no rule yet, so every item leaves by Needs Triage',
				type: 'warning',
				location: 'outputPane',
				whenToDisplay: 'always',
				displayCondition: hasNoRules,
			},
		],
		properties,
	};

	methods = { credentialTest: { storeIsReachable }, listSearch: { searchRoles, searchRuleSets, searchVersions } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await forEachItem<Prepared>(this, {
			outputCount: countOutputs(this),
			badOutput: needsTriage,
			resultField: ({ settings }) => settings.field,
			prepare: async () => await prepare(this),
			judge: (item, index, prepared) => judge(this, item, index, prepared),
			conclude: async (judged, { book, tally, failures, settings }) => {
				await book?.saveUnknown(this, tally.roles);
				return await failures.settle(judged, tally.undecided, settings.field);
			},
			report: (judgedCounts, prepared) => report(this, judgedCounts, prepared),
		});
	}
}

async function prepare(context: IExecuteFunctions): Promise<Prepared> {
	let opened: Promise<TriageStore> | undefined;
	const open = async () => await (opened ??= openStore(context));
	const parameters = readItemParameters(context);
	const options = context.getNodeParameter('options', 0, {}) as Options;
	const settings = readSettings(options);
	const rules = await readRules(context, options, open);
	const classifier = readClassifier(context);
	return {
		parameters,
		settings,
		rules,
		classifier,
		roleNames:
			classifier === null ? undefined : [...(await (await open()).listRoles()), ...rules.roles, ...classifier.roles],
		book: settings.unstaffed === null ? null : new RoleBook(await open(), settings.unstaffed),
		roleOutputs: readRoleOutputs(context),
		openStore: open,
		failures: new FailedChecks(context, 'On Needs Triage', 'onNeedsTriage'),
		tally: { undecided: [], unrecorded: 0, labels: new Map(), roles: new Set(), skipped: new Map() },
	};
}
