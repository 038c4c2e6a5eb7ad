import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import {
	decideJudged,
	hitPolicies,
	resolveOwner,
	storableText,
	type OwnerResolution,
	type RoutingDecision,
	type TriageCase,
} from '../../core';
import { commandOf } from '../shared/command';
import { forEachItem, type Routed } from '../shared/forEachItem';
import { count, showHint } from '../shared/hints';
import { openStore, type TriageStore } from '../shared/openStore';
import { readOption } from '../shared/readOption';
import { defaultResultField, withResult } from '../shared/resultField';
import { searchRoles } from '../shared/roles';
import { storeIsReachable } from '../shared/storeIsReachable';
import { properties } from './properties';
import { readTable, type RuleRow, type TableSource } from './readTable';

const assigned = 0;
const needsTriage = 1;

/** Longer than any reason the rules can give. */
const maxReasonLength = 2000;

interface Prepared extends TableSource {
	field: string;
	/** Opened by the first item with a case, once: a store that cannot be reached is not waited for again and again. */
	store?: Promise<TriageStore>;
	unrecorded: number;
	labels: Map<string, number>;
}

export class RoleOwner implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Role Owner',
		name: 'roleOwner',
		icon: { light: 'file:roleOwner.svg', dark: 'file:roleOwner.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ (($parameter["rules"] ?? {})["values"] ?? []).length + ((($parameter["rules"] ?? {})["values"] ?? []).length === 1 ? " Rule" : " Rules") }}',
		description: 'Give every case an owner role and a backup',
		defaults: { name: 'Role Owner' },
		usableAsTool: true,
		parameterPane: 'wide',
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Assigned', 'Needs Triage'],
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		hints: [
			{
				message: 'There is no rule yet, so every item leaves by Needs Triage',
				type: 'warning',
				location: 'outputPane',
				whenToDisplay: 'always',
				displayCondition: '={{ !$parameter.rules?.values?.length }}',
			},
		],
		properties,
	};

	methods = { credentialTest: { storeIsReachable }, listSearch: { searchRoles } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await forEachItem<Prepared>(this, {
			outputCount: 2,
			badOutput: needsTriage,
			resultField: ({ field }) => field,
			prepare: () => prepare(this),
			judge: async (item, index, prepared) => [await judge(this, item, index, prepared)],
			report: (judgedCounts, prepared) => report(this, judgedCounts, prepared),
		});
	}
}

function prepare(context: IExecuteFunctions): Prepared {
	const { resultField } = context.getNodeParameter('options', 0, {}) as { resultField?: string };
	const raw = context.getNode().parameters.rules as { values?: RuleRow[] } | undefined;
	return {
		hitPolicy: readOption('If Several Rules Match', context.getNodeParameter('hitPolicy', 0), hitPolicies),
		rawRows: raw?.values ?? [],
		field: resultField || defaultResultField,
		unrecorded: 0,
		labels: new Map(),
	};
}

async function judge(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	prepared: Prepared,
): Promise<Routed> {
	const { rankedRules, judged, fallbackRole } = readTable(context, index, prepared);
	const decision = decideJudged(rankedRules, judged);
	const owner = resolveOwner(decision, { triage_role: fallbackRole });

	const caseId = String(context.getNodeParameter('caseId', index, '') ?? '').trim();
	if (caseId === '') {
		prepared.unrecorded += 1;
		return route(item, decision, owner, null, prepared);
	}
	prepared.store ??= openStore(context);
	const recorded = await record(await prepared.store, context, caseId, owner, index);
	return route(item, decision, owner, recorded, prepared);
}

/** Gives the decision to the case and returns the case, which keeps the owner it has. */
async function record(
	store: TriageStore,
	context: IExecuteFunctions,
	caseId: string,
	{ owner_role, backup_role, decided_by, rule, reason, label }: OwnerResolution,
	index: number,
): Promise<TriageCase> {
	const result = await store.execute(
		{ case_id: caseId },
		{
			kind: 'assign_owner',
			owner_role,
			backup_role: backup_role ?? null,
			decided_by: decided_by === 'rule' ? 'rule' : 'default',
			rule,
			reason: storableText('Reason', reason, maxReasonLength),
			...(label && { label }),
		},
		commandOf(context, index, 'assign_owner'),
	);
	return result.case;
}

/** The decision as the item carries it. */
function describe(decision: RoutingDecision, owner: OwnerResolution) {
	const { hit_policy, matched, shadowed, conditions, near_misses, undecidable } = decision;
	const { owner_role: role, backup_role = null, outcome, decided_by, rule, label, reason } = owner;
	const why = { hit_policy, matched, shadowed, conditions, near_misses, undecidable };
	return { role, backup_role, outcome, decided_by, rule, label, reason, ...why };
}

function route(
	item: INodeExecutionData,
	decision: RoutingDecision,
	resolved: OwnerResolution,
	recorded: TriageCase | null,
	{ field, labels }: Prepared,
): Routed {
	const decided = describe(decision, resolved);
	const held = recorded?.owner ?? null;
	const isKept =
		held !== null &&
		(held.role !== decided.role || held.backup_role !== decided.backup_role || held.rule !== decided.rule);
	const owner = isKept
		? {
				...decided,
				role: held.role,
				backup_role: held.backup_role,
				decided_by: held.decided_by,
				rule: held.rule,
				outcome: held.decided_by === 'rule' ? held.role : 'triage',
				label: null,
				reason: `Case ${recorded?.case_id} keeps its owner ${held.role}`,
			}
		: decided;
	if (owner.label) labels.set(owner.label, (labels.get(owner.label) ?? 0) + 1);
	const result = {
		owner: { ...owner, is_recorded: recorded !== null } as unknown as IDataObject,
		...(recorded && { case_id: recorded.case_id, case: recorded as unknown as IDataObject }),
	};
	return {
		output: owner.decided_by === 'rule' ? assigned : needsTriage,
		item: withResult(item, field, result),
	};
}

function report(context: IExecuteFunctions, [decided = 0, triage = 0]: readonly number[], prepared: Prepared) {
	if (triage > 0) {
		const why = [...prepared.labels].map(([label, times]) => `${label} ${times}`).join(', ');
		showHint(
			context,
			`${triage} of ${count(decided + triage, 'item')} ${triage === 1 ? 'needs' : 'need'} triage${why && ` (${why})`}`,
			'warning',
		);
	}
	if (prepared.unrecorded > 0) {
		const what = count(prepared.unrecorded, 'decision');
		showHint(context, `${what} not recorded: 'Case ID' is empty. Put this node after Triage Case: Open.`);
	}
}
