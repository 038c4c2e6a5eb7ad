import { keptReviews, type OwnerReview } from '../ownership';
import type { OwnerDecider, OwnerLapseKind, RerouteReason, ThrashSign } from '../vocabulary';
import { list, text, type CaseRecord } from './record';
import type { TriageCase } from './types';

const reasonOf = ({ command }: CaseRecord): string =>
	command?.kind === 'assign_owner' || command?.kind === 'transfer' ? command.reason : '';

const withReview = ({ owners }: TriageCase, review: OwnerReview): OwnerReview[] => keptReviews([...owners, review]);

export function assignOwner(state: TriageCase, entry: CaseRecord): TriageCase {
	const role = text(entry, 'owner_role');
	const decided_by = text(entry, 'decided_by') as OwnerDecider;
	const by_escalation = decided_by === 'escalation';
	return {
		...state,
		owner: {
			role,
			backup_role: text(entry, 'backup_role') || null,
			decided_by,
			rule: text(entry, 'rule') || null,
			reason: reasonOf(entry),
			assigned_at: entry.at,
			priority_then: state.priority,
			kept: null,
		},
		accountable_role: state.accountable_role ?? (text(entry, 'accountable_role') || role),
		owners: withReview(state, { at: entry.at, owner_role: role, ...(by_escalation && { by_escalation }) }),
	};
}

export function keepOwner(state: TriageCase, entry: CaseRecord): TriageCase {
	if (state.owner === null) return state;
	const kept = {
		at: entry.at,
		wanted_role: text(entry, 'wanted_role'),
		why: text(entry, 'why') as RerouteReason,
		cools_down_at: text(entry, 'cools_down_at') || null,
	};
	return {
		...state,
		owner: { ...state.owner, kept },
		owners: withReview(state, { at: entry.at, owner_role: state.owner.role }),
	};
}

export function flagThrash(state: TriageCase, entry: CaseRecord): TriageCase {
	return { ...state, thrash: { signs: list(entry, 'signs') as ThrashSign[], since: state.thrash?.since ?? entry.at } };
}

export function clearThrash(state: TriageCase): TriageCase {
	return { ...state, thrash: null };
}

export function lapseOwner(state: TriageCase, entry: CaseRecord): TriageCase {
	const kind = text(entry, 'kind') as OwnerLapseKind;
	const lapse = { kind, since: text(entry, 'since'), exception_id: text(entry, 'exception_id') };
	return { ...state, lapses: [...state.lapses, lapse] };
}
