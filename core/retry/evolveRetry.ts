import type { EntryData, RecordedEntry } from '../evidence';
import type { Exhaustion, GiveUpCode, RootCauseLabel } from '../vocabulary';
import type { KeptFailure, Retry } from './keptTypes';

const text = (data: EntryData, key: string): string | null => (data[key] === undefined ? null : String(data[key]));

const failureOf = (data: EntryData): KeptFailure => ({
	label: String(data.label) as RootCauseLabel,
	reason: String(data.reason),
	status: data.status === undefined ? null : Number(data.status),
	code: text(data, 'code'),
	at: String(data.failed_at),
});

/** What a failure says of the round, whether or not another attempt follows. */
function failed(before: Retry | null, { id, case_id: trailId, data, at }: RecordedEntry): Retry {
	const [, case_id = '', ...step] = trailId.split('/');
	const round = Number(data.round);
	const goesOn = before?.round === round;
	return {
		case_id,
		step: step.join('/'),
		round,
		state: 'scheduled',
		attempt: Number(data.attempt),
		of: Number(data.of),
		next_at: null,
		next_due_at: null,
		failure: failureOf(data),
		unknown_count: goesOn ? before.unknown_count : 0,
		first_failed_at: goesOn ? before.first_failed_at : String(data.failed_at),
		expires_at: text(data, 'expires_at'),
		answer_seconds: goesOn ? before.answer_seconds : 0,
		then: String(data.then) as Exhaustion,
		fallback_role: String(data.fallback_role),
		data_entry: goesOn ? before.data_entry : id,
		gave_up: null,
		updated_at: at,
	};
}

function scheduled(before: Retry | null, entry: RecordedEntry): Retry {
	const { data } = entry;
	const next_at = String(data.next_at);
	return {
		...failed(before, entry),
		next_at,
		next_due_at: next_at,
		unknown_count: Number(data.unknown_count),
		answer_seconds: Number(data.answer_seconds),
	};
}

function gaveUp(before: Retry | null, entry: RecordedEntry): Retry {
	const { data } = entry;
	const gave_up = { why: String(data.why) as GiveUpCode, target_role: text(data, 'target_role') };
	return { ...failed(before, entry), state: 'gave_up', gave_up };
}

/** The attempts at a step after one more entry of their trail. Folding it over the trail from null rebuilds them. */
export function evolveRetry(before: Retry | null, entry: RecordedEntry): Retry | null {
	const { type, data, at } = entry;
	if (type === 'retry.scheduled') return scheduled(before, entry);
	if (type === 'retry.gave_up') return gaveUp(before, entry);
	if (before === null) return null;
	const ended = { ...before, next_at: null, next_due_at: null, updated_at: at };
	switch (type) {
		case 'retry.due':
			return { ...ended, state: 'due', next_due_at: String(data.answer_by) };
		case 'retry.succeeded':
			return { ...ended, state: 'succeeded' };
		case 'retry.cancelled':
			return { ...ended, state: 'cancelled' };
		default:
			return before;
	}
}
