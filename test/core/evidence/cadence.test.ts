import { checkpointReason, type CheckpointState } from '../../../core';

const signed: CheckpointState = { entries_since: 0, types_since: [], last_at: '2026-01-05T09:00:00.000Z' };

test.each<[string, Partial<CheckpointState>, string, ReturnType<typeof checkpointReason>]>([
	['a log that was never signed', { last_at: null }, '09:00:00.000', 'first'],
	['a log that did not change', {}, '23:59:59.999', null],
	['255 entries within 15 minutes', { entries_since: 255 }, '09:14:59.999', null],
	['256 entries', { entries_since: 256 }, '09:00:01.000', 'entries'],
	['one entry after 15 minutes', { entries_since: 1 }, '09:15:00.000', 'age'],
	['a decision', { entries_since: 1, types_since: ['approval.decided'] }, '09:00:01.000', 'urgent'],
	['a closed case', { entries_since: 2, types_since: ['note.added', 'case.closed'] }, '09:00:01.000', 'urgent'],
	['an opened case', { entries_since: 1, types_since: ['case.opened'] }, '09:00:01.000', null],
])('%s', (_, more, time, reason) => {
	expect(checkpointReason({ ...signed, ...more }, `2026-01-05T${time}Z`)).toBe(reason);
});

test('a day after the newest checkpoint the same log is signed again', () => {
	expect(checkpointReason(signed, '2026-01-06T08:59:59.999Z')).toBeNull();
	expect(checkpointReason(signed, '2026-01-06T09:00:00.000Z')).toBe('heartbeat');
});

test('a cadence of its own is kept', () => {
	const cadence = { entries: 2, minutes: 1, heartbeat_minutes: 5 };
	const state = { ...signed, entries_since: 1 };
	expect(checkpointReason(state, '2026-01-05T09:00:59.999Z', cadence)).toBeNull();
	expect(checkpointReason(state, '2026-01-05T09:01:00.000Z', cadence)).toBe('age');
	expect(checkpointReason({ ...state, entries_since: 2 }, '2026-01-05T09:00:00.000Z', cadence)).toBe('entries');
	expect(checkpointReason(signed, '2026-01-05T09:05:00.000Z', cadence)).toBe('heartbeat');
});
