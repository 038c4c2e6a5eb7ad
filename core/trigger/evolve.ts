import type { EntryData, RecordedEntry } from '../evidence';
import type { RootCauseLabel } from '../vocabulary';
import type { Completion, EarlierTrigger, Trigger, TriggerOutcome } from './types';

/** What is kept of a trigger beside its facts, and can be erased. */
export interface TriggerSaid {
	key: string | null;
	digest: string | null;
}

const text = (data: EntryData, key: string): string | null => (data[key] === undefined ? null : String(data[key]));

function readEarlier(data: EntryData): EarlierTrigger | null {
	if (data.first === undefined) return null;
	const first_seen_at = String(data.first_seen_at);
	return { trigger_id: String(data.first), case_id: text(data, 'case_id'), first_seen_at };
}

/** The answer that an entry of a trigger stands for. Throws `RangeError` for an entry that is none. */
export function readTriggerOutcome({ type, data }: Pick<RecordedEntry, 'type' | 'data'>): TriggerOutcome {
	const earlier = readEarlier(data);
	if (type === 'trigger.accepted') {
		return { outcome: 'accepted', attempt: Number(data.attempt), possible_duplicate_of: earlier };
	}
	if (type === 'trigger.duplicate' && earlier !== null) {
		return { outcome: 'duplicate', duplicate_of: earlier, in_progress: data.in_progress === true };
	}
	if (type === 'trigger.refused') {
		return { outcome: 'refused', label: String(data.label) as RootCauseLabel, duplicate_of: earlier };
	}
	throw new RangeError(`A ${type} is no arrival of a trigger`);
}

function accept(before: Trigger | null, { id, at, data, command }: RecordedEntry<TriggerSaid>): Trigger {
	const completes = data.completes as Completion;
	const attempt = Number(data.attempt);
	const isFirst = before === null || attempt === 1;
	return {
		trigger_id: id,
		source: String(data.source),
		key: command?.key ?? null,
		digest: command?.digest ?? null,
		state: completes === 'at_once' ? 'completed' : 'claimed',
		completes,
		received_at: String(data.received_at),
		accepted_at: at,
		first_seen_at: isFirst ? at : before.first_seen_at,
		lease_until: text(data, 'lease_until'),
		expires_at: text(data, 'expires_at'),
		case_id: null,
		attempt,
		duplicate_count: isFirst ? 0 : before.duplicate_count,
		conflict_count: isFirst ? 0 : before.conflict_count,
		possible_duplicate_of: readEarlier(data),
		updated_at: at,
	};
}

/**
 * The trigger after one more entry of its trail; null for a trail on which nothing was accepted. Folding it over the trail
 * from null rebuilds it.
 */
export function evolveTrigger(before: Trigger | null, entry: RecordedEntry<TriggerSaid>): Trigger | null {
	if (entry.type === 'trigger.accepted') return accept(before, entry);
	if (before === null) return null;
	const { data, at } = entry;
	const case_id = text(data, 'case_id') ?? before.case_id;
	switch (entry.type) {
		case 'trigger.duplicate':
			return { ...before, duplicate_count: before.duplicate_count + 1, updated_at: at };
		case 'trigger.refused':
			return { ...before, conflict_count: before.conflict_count + 1, updated_at: at };
		case 'trigger.linked':
			return { ...before, state: before.state === 'completed' ? 'completed' : 'claimed', case_id, updated_at: at };
		case 'trigger.completed':
			return { ...before, state: 'completed', case_id, updated_at: at };
		case 'trigger.released':
			return { ...before, state: 'released', updated_at: at };
		default:
			return { ...before, updated_at: at };
	}
}
