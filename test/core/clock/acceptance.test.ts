import {
	choosePolicy,
	clockStatus,
	TriageError,
	type Calendar,
	type ClockEvent,
	type ClockPolicy,
} from '../../../core';
import { at, C1, clockAt, hours, local, minutes, on, opened, policy, rule } from './given';

const resolveWithin = (amount: number) => policy(rule('resolution', hours(amount)));

describe('T2: met or breached is decided by elapsed time', () => {
	const twoHours = policy(rule('first_response', hours(2)));
	const start = opened('Apr16 15:00');

	test('the deadline is closing time, and the breach comes after the next opening', () => {
		const report = clockAt('first_response', twoHours, [start], 'Apr16 16:00');
		expect([local(report.due_at), local(report.breaches_at)]).toEqual(['Apr16 17:00', 'Apr17 09:00']);
	});

	test.each([
		['Apr16 17:00:00', 'met', null],
		['Apr16 22:00:00', 'met', null],
		['Apr17 09:00:00', 'met', null],
		['Apr17 09:00:01', 'breached', 'Apr17 09:00'],
	])('an answer on %s is %s', (when, outcome, breached) => {
		const report = clockAt('first_response', twoHours, [start, on(when, { kind: 'answered' })], when);
		expect(report).toMatchObject({ state: 'stopped', outcome, remaining_seconds: 0 });
		expect([local(report.due_at), local(report.breached_at)]).toEqual(['Apr16 17:00', breached]);
	});

	test.each([
		['Apr16 22:00:00', null],
		['Apr17 09:00:00', null],
		['Apr17 09:00:01', 'breached'],
	])('without an answer it is on %s: %s', (now, outcome) => {
		expect(clockAt('first_response', twoHours, [start], now)).toMatchObject({ state: 'running', outcome });
	});
});

test.each([
	['T3', 4, 'Apr16 09:00', 'Apr16 10:00', 'Apr17 11:00', 'Apr17 14:00'],
	['T4', 2, 'Apr16 16:00', 'Apr16 18:00', 'Apr17 08:00', 'Apr17 10:00'],
])('%s: %s hours from %s, paused from %s to %s, are due %s', (_, amount, start, pause, resume, due) => {
	const events = [opened(start), on(pause, { kind: 'paused' }), on(resume, { kind: 'resumed' })];
	expect(local(clockAt('resolution', resolveWithin(amount), events, resume).due_at)).toBe(due);
});

describe('a priority that rises', () => {
	const byPriority = policy(
		rule(
			'resolution',
			{ normal: hours(8), high: hours(4) },
			{ warnings: [{ percent: 50 }, { percent: 75 }, { percent: 90 }] },
		),
	);
	const raised = (when: string, ...others: ClockEvent[]) => [
		opened('Tue 10:00'),
		...others,
		on(when, { kind: 'priority_changed', to: 'high' }),
	];

	test('T8: moves the deadline, from the same start', () => {
		expect(local(clockAt('resolution', byPriority, [opened('Tue 10:00')], 'Tue 12:00').due_at)).toBe('Wed 10:00');
		const report = clockAt('resolution', byPriority, raised('Tue 13:00'), 'Tue 13:00');
		expect(report).toMatchObject({
			state: 'running',
			outcome: null,
			elapsed_seconds: 3 * 3600,
			budget_seconds: 4 * 3600,
		});
		expect(local(report.due_at)).toBe('Tue 14:00');
	});

	test('T9: breaches at once by the change when more has elapsed, and replays no warning', () => {
		const before = clockAt('resolution', byPriority, [opened('Tue 10:00')], 'Tue 15:29');
		expect(before.warnings.map(({ id, state }) => [id, state])).toEqual([
			['percent:50', 'reached'],
			['percent:75', 'planned'],
			['percent:90', 'planned'],
		]);
		const report = clockAt('resolution', byPriority, raised('Tue 15:30'), 'Tue 15:30');
		expect(report).toMatchObject({ state: 'running', outcome: 'breached', breached_by_change: true });
		expect(local(report.breached_at)).toBe('Tue 15:30');
		expect(report.warnings.map(({ id, state, at: when }) => [id, state, local(when)])).toEqual([
			['percent:50', 'reached', 'Tue 14:00'],
			['percent:75', 'passed', 'Tue 15:30'],
			['percent:90', 'passed', 'Tue 15:30'],
		]);
	});

	test('T10: keeps the pauses', () => {
		const events = raised('Tue 14:00', on('Tue 11:00', { kind: 'paused' }), on('Tue 12:30', { kind: 'resumed' }));
		expect(local(clockAt('resolution', byPriority, events, 'Tue 14:00').due_at)).toBe('Tue 15:30');
	});
});

test('T11: a reopened case goes on with what was left, and its first resolution keeps its figure', () => {
	const events = [
		opened('Tue 10:00'),
		on('Tue 13:00', { kind: 'resolved' }),
		on('Wed 11:00', { kind: 'reopened', by_customer: true }),
	];
	const report = clockAt('resolution', resolveWithin(6), events, 'Wed 11:00');
	expect(report).toMatchObject({ state: 'running', outcome: null, elapsed_seconds: 3 * 3600 });
	expect(local(report.due_at)).toBe('Wed 14:00');
	expect(report.cycles).toMatchObject([{ ended_by: 'resolved', elapsed_seconds: 3 * 3600, outcome: 'met' }]);
});

test('T12: the next response counts from the oldest unanswered message', () => {
	const events = [
		opened('Tue 09:00'),
		on('Tue 09:10', { kind: 'answered' }),
		on('Tue 10:00', { kind: 'customer_wrote' }),
		on('Tue 10:20', { kind: 'customer_wrote' }),
		on('Tue 10:50', { kind: 'answered' }),
	];
	const report = clockAt('next_response', policy(rule('next_response', hours(1))), events, 'Tue 12:00');
	expect(report).toMatchObject({ state: 'stopped', outcome: 'met', elapsed_seconds: 50 * 60, cycles: [] });
	expect(local(report.started_at)).toBe('Tue 10:00');
});

test('T13: a calendar without windows is a configuration error that names it', () => {
	const never: Calendar = { name: 'Nobody', timezone: 'UTC', hours: {} };
	const work = () => clockStatus(resolveWithin(1), never, [opened('Tue 10:00')], at('Tue 11:00'));
	expect(work).toThrow(TriageError);
	expect(work).toThrow("The calendar 'Nobody' cannot be used");
});

test('T14: a policy without conditions matches nothing unless it is the default', () => {
	const idle: ClockPolicy = { id: 'idle', version: 1, clocks: [], when: {} };
	const standard: ClockPolicy = { id: 'standard', version: 1, clocks: [], is_default: true };
	const urgent: ClockPolicy = { id: 'urgent', version: 1, clocks: [], when: { priority: ['urgent'] } };
	for (const facts of [{}, { priority: 'low' }, { type: 'billing', product: null }]) {
		expect(choosePolicy([idle, urgent, standard], facts).id).toBe('standard');
	}
	expect(choosePolicy([idle, standard, urgent], { priority: 'urgent' }).id).toBe('urgent');
});

test('T15: a new owner has the whole window, and the resolution deadline stays', () => {
	const both = policy(rule('owner', minutes(60)), rule('resolution', hours(8)));
	const events = [
		opened('Tue 10:00'),
		on('Tue 10:00', { kind: 'owner_assigned', role: 'Billing', by: 'rule' }),
		on('Tue 10:30', { kind: 'owner_assigned', role: 'Ops', by: 'manual' }),
	];
	const owner = clockAt('owner', both, events, 'Tue 10:30');
	expect(owner).toMatchObject({ remaining_seconds: 3600, owner_role: 'Ops', reassigned_count: 1, is_capped: false });
	expect(owner.cycles).toMatchObject([{ owner_role: 'Billing', ended_by: 'reassigned', elapsed_seconds: 1800 }]);
	expect(local(owner.due_at)).toBe('Tue 11:30');
	for (const known of [events.slice(0, 1), events]) {
		expect(local(clockAt('resolution', both, known, 'Tue 10:30').due_at)).toBe('Wed 10:00');
	}
});

test('T1, T5, T6 and T7 hold for clocks as they do for deadlines', () => {
	const report = clockAt('resolution', resolveWithin(1), [opened('Apr17 16:30')], 'Apr17 17:00');
	expect(report.due_at).toBe('2025-04-22T07:30:00.000Z');
	const christmas = [{ kind: 'opened', at: '2025-12-24T10:00:00Z', priority: 'low' } as const];
	const { clocks } = clockStatus(resolveWithin(2), C1, christmas, '2025-12-24T10:00:00Z');
	expect(clocks.find(({ clock }) => clock === 'resolution')?.due_at).toBe('2025-12-29T09:00:00.000Z');
});
