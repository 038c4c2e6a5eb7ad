import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import {
	resolveOwner,
	storableText,
	TriageError,
	type OwnerResolution,
	type RerouteReason,
	type RoleRecord,
	type RootCauseLabel,
	type RoutingDecision,
	type TriageCase,
} from '../../core';
import { commandOf } from '../shared/command';
import type { FailedCheck, FailedChecks } from '../shared/failedChecks';
import type { Routed } from '../shared/forEachItem';
import type { TriageStore } from '../shared/openStore';
import type { ParameterReader } from '../shared/parameterReader';
import type { RoleBook } from '../shared/roleBook';
import { withResult } from '../shared/resultField';
import { readRole } from '../shared/roles';
import { describeDecision } from './describeDecision';
import type { Classifier, ItemParameters, Settings } from './parameters';
import { assigned, needsTriage } from './roleOutputs';
import type { Rules } from './rules/rules';

/** Longer than any reason the rules can give. */
const maxReasonLength = 2000;

/** What happened in a run, to be told after it. */
export interface Tally {
	/** Items that need triage, and why. */
	undecided: FailedCheck[];
	unrecorded: number;
	labels: Map<string, number>;
	/** Roles that own or back up an item. */
	roles: Set<string>;
	/** Roles that were passed over, with why, in words. */
	skipped: Map<string, number>;
}

export interface Prepared {
	parameters: ParameterReader<ItemParameters>;
	settings: Settings;
	rules: Rules;
	classifier: Classifier | null;
	/** All roles there are; only where a classifier is used. */
	roleNames: readonly string[] | undefined;
	/** Null where nobody asks who is there. */
	book: RoleBook | null;
	roleOutputs: ReadonlyMap<string, number>;
	/** Opened once, when something needs it first: a store that cannot be reached is not waited for again and again. */
	openStore(): Promise<TriageStore>;
	/** What becomes of items that need triage. */
	failures: FailedChecks;
	tally: Tally;
}

/** What an item is decided by. */
interface Judged {
	item: INodeExecutionData;
	index: number;
	decision: RoutingDecision;
	caseId: string;
	triageRole: string;
	chosenRole: string;
}

const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** Decides one item. Waits only where something has to be loaded or recorded. */
export function judge(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	prepared: Prepared,
): Routed[] | Promise<Routed[]> {
	const { parameters, settings, rules, classifier, roleNames, book } = prepared;
	const { fallbackRole, caseId, answer, options } = parameters.read(index);
	const triageRole = readRole('If No Rule Decides', fallbackRole);
	if (triageRole === '') {
		throw new TriageError('FIELD_INVALID', "'If No Rule Decides' is empty", 'Name the role that routes by hand');
	}
	const chosenRole = readRole('Chosen Role', options.chosenRole);
	const suggestion = classifier?.suggest(answer) ?? null;
	const decision = rules.decide(index, suggestion, { explain: settings.explain, roles: roleNames });
	const judged = { item, index, decision, caseId: String(caseId ?? '').trim(), triageRole, chosenRole };
	const finish = (records?: readonly RoleRecord[]) => own(context, judged, records, prepared);
	if (book === null) return finish();
	const names = [chosenRole, decision.owner_role, decision.backup_role, triageRole];
	const records = book.find(names);
	return records === undefined ? book.load(names).then(finish) : finish(records);
}

/** Gives the item its owner, and the case too where there is one. */
function own(
	context: IExecuteFunctions,
	judged: Judged,
	roles: readonly RoleRecord[] | undefined,
	prepared: Prepared,
): Routed[] | Promise<Routed[]> {
	const { decision, caseId, triageRole, chosenRole } = judged;
	const owner = resolveOwner(decision, {
		triage_role: triageRole,
		roles,
		override: chosenRole === '' ? null : { role: chosenRole },
	});
	if (caseId !== '')
		return record(context, judged, owner, prepared).then((held) => [route(judged, owner, held, prepared)]);
	prepared.tally.unrecorded += 1;
	return [route(judged, owner, null, prepared)];
}

/** Gives the decision to the case and returns the case, which keeps the owner it has. */
async function record(
	context: IExecuteFunctions,
	{ caseId, index }: Judged,
	{ owner_role, backup_role, accountable_role, decided_by, rule, reason, label }: OwnerResolution,
	prepared: Prepared,
): Promise<TriageCase> {
	const store = await prepared.openStore();
	const result = await store.execute(
		{ case_id: caseId },
		{
			kind: 'assign_owner',
			owner_role,
			backup_role: backup_role ?? null,
			accountable_role,
			// What waits for a person in triage is owned by the default, whatever rule would have given it to somebody else.
			decided_by: label === null ? decided_by : 'default',
			rule,
			reason: storableText('Reason', reason, maxReasonLength),
			...(label && { label }),
			...(prepared.settings.reroute && { reroute: prepared.settings.reroute }),
		},
		commandOf(context, index, 'assign_owner'),
	);
	return result.case;
}

/** Why the rules did not move a case that they may move. */
const whyKept: Partial<Record<RerouteReason, string>> = {
	cooling_down: ', which it went to not long ago',
	frozen: ', because it is passed around too much',
};

/** The owner that the case has already, where it is another one than was decided on now. */
function keptOwner(
	owner: OwnerResolution,
	recorded: TriageCase | null,
	triageRole: string,
): Partial<OwnerResolution> | null {
	const held = recorded?.owner ?? null;
	const { owner_role, backup_role = null, rule } = owner;
	if (held === null || (held.role === owner_role && held.backup_role === backup_role && held.rule === rule))
		return null;
	const isInTriage = held.decided_by === 'default' && held.role === triageRole;
	return {
		owner_role: held.role,
		backup_role: held.backup_role ?? undefined,
		accountable_role: recorded?.accountable_role ?? held.role,
		outcome: isInTriage ? 'triage' : held.role,
		decided_by: held.decided_by,
		rule: held.rule,
		label: null,
		skipped: [],
		reason: `Case ${recorded?.case_id} keeps its owner ${held.role}${held.kept === null ? '' : (whyKept[held.kept.why] ?? '')}`,
	};
}

/** What somebody has to do about an item that has no owner but the role that routes by hand. */
const remediations: Partial<Record<RootCauseLabel, readonly string[]>> = {
	'owner.lapse': ['Give the role or its backup a member who is on duty', 'Transfer the case to a role that can act'],
	'route.ambiguous': [
		'Transfer the case to the role that should have it',
		'Change the rules so that one of them decides',
	],
	'route.low_confidence': ['Transfer the case to the role that should have it', 'Tell whoever keeps the classifier'],
	'route.no_match': ['Transfer the case to the role that should have it', 'Add a rule for such items'],
};

/** Why an item needs triage, as whoever sees to it has to know it. */
function undecided(
	{ item, index }: Judged,
	{ label, reason }: OwnerResolution,
	recorded: TriageCase | null,
	field: string,
): FailedCheck {
	const { gate } = (item.json[field] ?? {}) as { gate?: { trigger_id?: unknown } };
	return {
		index,
		label: label!,
		failure: reason,
		fixes: remediations[label!] ?? [],
		case_id: recorded?.case_id ?? null,
		trigger_id: typeof gate?.trigger_id === 'string' ? gate.trigger_id : null,
		...(recorded && { fingerprint: label! }),
	};
}

function route(
	judged: Judged,
	decided: OwnerResolution,
	recorded: TriageCase | null,
	{ settings, classifier, roleOutputs, tally }: Prepared,
): Routed {
	const { item, decision, triageRole } = judged;
	const kept = keptOwner(decided, recorded, triageRole);
	const owner: OwnerResolution = kept === null ? decided : { ...decided, ...kept };
	const isInTriage = kept === null ? owner.label !== null : kept.outcome === 'triage';
	if (owner.label) {
		add(tally.labels, owner.label);
		tally.undecided.push(undecided(judged, owner, recorded, settings.field));
	}
	for (const { role, why } of owner.skipped) add(tally.skipped, `${role} (${why.replace('_', ' ')})`);
	tally.roles.add(owner.owner_role);
	if (owner.backup_role !== undefined) tally.roles.add(owner.backup_role);
	const described = describeDecision(decision, owner, {
		explain: settings.explain,
		withConfidence: classifier !== null,
	});
	const result = {
		owner: { ...described, is_recorded: recorded !== null } as IDataObject,
		...(recorded && { case_id: recorded.case_id, case: recorded as unknown as IDataObject }),
	};
	return {
		output: isInTriage ? needsTriage : (roleOutputs.get(owner.owner_role) ?? assigned),
		item: withResult(item, settings.field, result),
	};
}
