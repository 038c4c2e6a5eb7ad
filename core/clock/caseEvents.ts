import type { EntryData, EntryReference, EntryType } from '../evidence';
import type { CaseState, Priority } from '../vocabulary';
import type { ClockEvent } from './types';

/** What of an entry says whether it moves a clock. */
export interface ClockEntry {
	entry_id: string;
	at: string;
	type: string;
	data: EntryData | Record<string, unknown>;
	refs: readonly EntryReference[];
}

/** Types that move clocks; entries of all others may be left out. */
export const clockEntryTypes = [
	'case.closed',
	'case.merged',
	'case.opened',
	'case.reopened',
	'case.updated',
	'clocks.repaired',
	'connector.intent',
	'connector.outcome',
	'owner.assigned',
	'state.changed',
] as const satisfies readonly EntryType[];

/** Calls that answer the customer: a comment on the ticket. */
const answers = { connector: 'ticketing', method: 'comment' };

const deciders: Record<string, 'rule' | 'manual' | 'default' | 'escalation'> = {
	default: 'default',
	escalation: 'escalation',
	model: 'rule',
	override: 'manual',
	rule: 'rule',
};

type Happened = ClockEvent extends infer Each ? (Each extends { at: string } ? Omit<Each, 'at'> : never) : never;

function eventOf({ type, data }: ClockEntry, isLastEnd: boolean): Happened | null {
	switch (type) {
		case 'owner.assigned':
			return { kind: 'owner_assigned', role: String(data.owner_role), by: deciders[String(data.decided_by)] ?? 'rule' };
		case 'state.changed':
			return { kind: 'state_changed', to: data.to as Exclude<CaseState, 'resolved'> };
		case 'case.updated':
			return data.priority === undefined ? null : { kind: 'priority_changed', to: data.priority as Priority };
		case 'case.closed':
			return { kind: 'resolved' };
		case 'case.merged':
			// A case that came apart again was only at rest meanwhile.
			return isLastEnd ? { kind: 'merged', into: String(data.into) } : { kind: 'resolved' };
		case 'case.reopened':
			return { kind: 'reopened', by_customer: false };
		case 'clocks.repaired':
			return { kind: 'repaired', policy_version: Number(data.policy_version) };
		default:
			return null;
	}
}

/**
 * What happened to a case as far as clocks go, from the entries of its trail, oldest first. `receivedAt`: when the first
 * trigger came that led to it; null where it was opened without one. The customer is answered by a comment on the ticket that
 * is known to have been made. `policy`: name of the policy that fits the case; a repair by a version of another one, which fitted it
 * then, does not count. Empty without `case.opened`.
 */
export function clockEventsOf(
	entries: readonly ClockEntry[],
	receivedAt: string | null,
	policy: string | null = null,
): ClockEvent[] {
	const opened = entries.find(({ type }) => type === 'case.opened');
	if (opened === undefined) return [];
	const at = receivedAt !== null && receivedAt < opened.at ? receivedAt : opened.at;
	const events: ClockEvent[] = [{ at, kind: 'opened', priority: opened.data.priority as Priority }];
	const lastReopened = entries.findLastIndex(({ type }) => type === 'case.reopened');
	const answering = new Set<string>();
	for (const [index, entry] of entries.entries()) {
		const { type, data, refs, entry_id } = entry;
		if (type === 'clocks.repaired' && data.policy !== policy) continue;
		if (type === 'connector.intent' && data.connector === answers.connector && data.method === answers.method) {
			answering.add(entry_id);
		}
		const isAnswer = type === 'connector.outcome' && data.outcome === 'ok' && refs.some(({ id }) => answering.has(id));
		const event = isAnswer ? ({ kind: 'answered' } as const) : eventOf(entry, index > lastReopened);
		if (event !== null) events.push({ ...event, at: entry.at } as ClockEvent);
	}
	return events;
}
