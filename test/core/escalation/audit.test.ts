import { auditEscalations, TriageError, type WatchedEscalation } from '../../../core';
import { plus } from './given';

const watched = (rest: Partial<WatchedEscalation>): WatchedEscalation => ({
	case_id: 'C-0001',
	name: 'First response',
	next_due_at: plus(60),
	reason: null,
	attempt_count: 0,
	...rest,
});
const audit = (rest: Partial<WatchedEscalation>) =>
	auditEscalations([watched(rest)], plus(60), { operator_role: 'Operator' });

test.each<[string, Partial<WatchedEscalation>]>([
	['is still to come', { next_due_at: plus(61) }],
	['is due now', {}],
	['is late, but within the grace', { next_due_at: plus(56) }],
	['has nothing to come, for a reason', { next_due_at: null, reason: 'paused' }],
])('an escalation that %s is watched', (_, rest) => {
	expect(audit(rest)).toEqual({ stalled: [], heartbeat: true });
});

test.each<[string, Partial<WatchedEscalation>, number | null]>([
	['is later than the grace', { next_due_at: plus(55) }, 300],
	['is late in spite of a reason', { next_due_at: plus(0), reason: 'paused' }, 3600],
	['has nothing to come, without a reason', { next_due_at: null }, null],
])('an escalation that %s is tried again, and there is no sign of life', (_, rest, overdue_seconds) => {
	const { next_due_at } = watched(rest);
	const stalled = [
		{ case_id: 'C-0001', name: 'First response', next_due_at, overdue_seconds, action: 'retry', owner_role: null },
	];
	expect(audit(rest)).toEqual({ stalled, heartbeat: false });
});

test('after three tries the operator role gets an exception', () => {
	expect(audit({ next_due_at: plus(0), attempt_count: 2 })).toMatchObject({
		stalled: [{ action: 'retry' }],
		heartbeat: false,
	});
	expect(audit({ next_due_at: plus(0), attempt_count: 3 })).toMatchObject({
		stalled: [{ action: 'raise', owner_role: 'Operator' }],
		heartbeat: false,
	});
});

test('grace and tries are settings', () => {
	const options = { operator_role: 'Operator', grace_seconds: 0, max_retries: 0 };
	expect(auditEscalations([watched({ next_due_at: plus(60) })], plus(60), options).stalled).toMatchObject([
		{ action: 'raise' },
	]);
	expect(auditEscalations([watched({ next_due_at: plus(61) })], plus(60), options).stalled).toEqual([]);
});

test.each([{ operator_role: '' }, { operator_role: 'O', grace_seconds: -1 }, { operator_role: 'O', max_retries: NaN }])(
	'refuses %j',
	(options) => {
		expect(() => auditEscalations([], plus(0), options)).toThrow(TriageError);
	},
);
