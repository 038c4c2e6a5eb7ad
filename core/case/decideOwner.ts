import { findThrash, reconsiderOwner, type OwnerReview, type Reroute } from '../ownership';
import { refuse } from './refusals';
import type { AssignOwner, CaseDecision, CaseEntry, TransferCase, TriageCase } from './types';

/** Working seconds from one instant to a later one. */
export type SecondsBetween = (from: string, to: string) => number;

export const secondsAroundTheClock: SecondsBetween = (from, to) => (Date.parse(to) - Date.parse(from)) / 1000;

interface Moment {
	now: string;
	secondsBetween: SecondsBetween;
}

const accept = (...entries: CaseEntry[]): CaseDecision => ({ outcome: 'accepted', entries });

function lookForThrash({ thrash }: TriageCase, owners: readonly OwnerReview[], { now, secondsBetween }: Moment) {
	return findThrash(owners, { now, secondsBetween, ...(thrash && { previous: thrash.signs }) });
}

/** What is to be told about passing the case around after one more review: nothing, or that it begins, changes or ends. */
function thrashEntries(state: TriageCase, review: OwnerReview, moment: Moment): CaseEntry[] {
	const { signs, change_count } = lookForThrash(state, [...state.owners, review], moment);
	if (signs.join() === (state.thrash?.signs ?? []).join()) return [];
	if (signs.length === 0) return [{ type: 'thrash.cleared', data: {} }];
	return [{ type: 'thrash.flagged', data: { change_count, signs } }];
}

/** What decided on an owner, and who answers for the case. */
function termsOf(command: AssignOwner | TransferCase) {
	const { owner_role } = command;
	if (command.kind === 'transfer') {
		return { decided_by: 'override', accountable_role: owner_role, rule: '', label: '' } as const;
	}
	const { decided_by, accountable_role = owner_role, rule, label = '' } = command;
	return { decided_by, accountable_role, rule: rule ?? '', label };
}

/** The case with another owner than before. */
function move(state: TriageCase, command: AssignOwner | TransferCase, moment: Moment): CaseDecision {
	const { owner_role, backup_role } = command;
	const { decided_by, accountable_role, rule, label } = termsOf(command);
	const from_role = state.owner?.role;
	const review: OwnerReview = {
		at: moment.now,
		owner_role,
		...(decided_by === 'escalation' && { by_escalation: true }),
	};
	return accept(
		{
			type: 'owner.assigned',
			data: {
				backup_role: backup_role ?? '',
				decided_by,
				label,
				owner_role,
				rule,
				...(state.accountable_role === null && { accountable_role }),
				...(from_role !== undefined && { from_role }),
			},
		},
		...thrashEntries(state, review, moment),
	);
}

function keep(state: TriageCase, wanted_role: string, { why, cools_down_at }: Reroute, moment: Moment): CaseDecision {
	const review = { at: moment.now, owner_role: state.owner!.role };
	const data = { wanted_role, why, ...(cools_down_at !== undefined && { cools_down_at }) };
	return accept({ type: 'owner.kept', data }, ...thrashEntries(state, review, moment));
}

/** What rules have decided, for a case that may have an owner already. */
export function decideOwner(
	state: TriageCase,
	command: AssignOwner,
	now: string,
	secondsBetween: SecondsBetween,
): CaseDecision {
	const moment = { now, secondsBetween };
	const { owner } = state;
	if (owner === null) return move(state, command, moment);
	if (command.decided_by === 'escalation') {
		const stays = owner.role === command.owner_role || state.state === 'resolved';
		return stays ? { outcome: 'unchanged' } : move(state, command, moment);
	}
	// An owner is sticky: the same ticket coming again, or a second pass of the rules, takes no case away unasked.
	if (command.reroute === undefined || state.state === 'resolved') return { outcome: 'unchanged' };
	const reroute = reconsiderOwner(
		{
			owner_role: owner.role,
			owned_since: owner.assigned_at,
			priority_before: owner.priority_then,
			priority: state.priority,
		},
		{ owner_role: command.label === undefined ? command.owner_role : undefined },
		now,
		{
			reroute_on_change: true,
			cooldown_seconds: command.reroute.cooldown_seconds,
			is_frozen: lookForThrash(state, state.owners, moment).is_flagged,
		},
	);
	if (reroute.action === 'move') return move(state, command, moment);
	return keep(state, command.owner_role, reroute, moment);
}

/** Names the first thing that a transfer asks for and lacks. */
function missingFor({ owner_role, reason }: TransferCase): string {
	if (owner_role === '') return 'a new owner role';
	return reason === '' ? 'a reason' : '';
}

/** Gives a case to a role that somebody chose. Neither cool-down nor thrash holds it back: they are for rules. */
export function decideTransfer(
	state: TriageCase,
	command: TransferCase,
	now: string,
	secondsBetween: SecondsBetween,
): CaseDecision {
	const missing = missingFor(command);
	if (missing !== '') return refuse(state, { command: 'transfer', missing });
	if (state.state === 'resolved') return refuse(state, { command: 'transfer' });
	const { owner } = state;
	const isSame = owner?.role === command.owner_role && owner.backup_role === (command.backup_role || null);
	return isSame ? { outcome: 'unchanged' } : move(state, command, { now, secondsBetween });
}
