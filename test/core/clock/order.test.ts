import fc from 'fast-check';

import { clockStatus, type ClockEvent } from '../../../core';
import { at, C1, clockAt, hours, local, on, opened, policy, rule } from './given';

const both = policy(
	rule('resolution', hours(4), { pause_on: ['waiting-for-systems'] }),
	rule('first_response', hours(4)),
	rule('next_response', hours(4)),
	rule('owner', hours(4)),
	rule('triage', hours(4)),
);

const noon: Record<string, ClockEvent> = {
	cancel: on('Tue 12:00', { kind: 'cancelled', reason: 'Spam' }),
	stop: on('Tue 12:00', { kind: 'resolved' }),
	answer: on('Tue 12:00', { kind: 'answered' }),
	reset: on('Tue 12:00', { kind: 'owner_assigned', role: 'Ops', by: 'manual' }),
	pause: on('Tue 12:00', { kind: 'paused' }),
	wait: on('Tue 12:00', { kind: 'state_changed', to: 'waiting-for-systems' }),
	resume: on('Tue 12:00', { kind: 'resumed' }),
	start: on('Tue 12:00', { kind: 'reopened', by_customer: false }),
	write: on('Tue 12:00', { kind: 'customer_wrote' }),
	raise: on('Tue 12:00', { kind: 'priority_changed', to: 'urgent' }),
};

describe('events of one instant act in the order cancel, stop, reset, pause, resume, start', () => {
	const begun = [opened('Tue 10:00'), on('Tue 10:00', { kind: 'owner_assigned', role: 'A', by: 'rule' })];

	test.each([
		['stop and pause: stop wins', 'resolution', ['pause', 'stop'], { state: 'stopped', outcome: 'met', paused_by: [] }],
		['stop and a pausing state', 'resolution', ['wait', 'stop'], { state: 'stopped', outcome: 'met' }],
		['cancel and stop: cancel wins', 'resolution', ['stop', 'cancel'], { state: 'cancelled', outcome: null }],
		['pause and resume: it runs', 'resolution', ['resume', 'pause'], { state: 'running', paused_by: [] }],
		[
			'reset and pause: the new owner is not begun',
			'owner',
			['pause', 'reset'],
			{ state: 'not_started', owner_role: 'Ops' },
		],
		['stop and reset: nobody owns what is resolved', 'owner', ['reset', 'stop'], { state: 'stopped', owner_role: 'A' }],
		['reset and a new priority: the new budget', 'owner', ['raise', 'reset'], { state: 'running', owner_role: 'Ops' }],
	] as const)('%s', (_, clock, names, expected) => {
		const events = names.map((name) => noon[name]!);
		for (const order of [events, [...events].reverse()]) {
			expect(clockAt(clock, both, [...begun, ...order], 'Tue 12:00')).toMatchObject(expected);
		}
	});

	test('an answer and a message: the message is unanswered', () => {
		const answered = [...begun, on('Tue 10:30', { kind: 'answered' }), on('Tue 11:00', { kind: 'customer_wrote' })];
		for (const order of [
			[noon.answer!, noon.write!],
			[noon.write!, noon.answer!],
		]) {
			const report = clockAt('next_response', both, [...answered, ...order], 'Tue 13:00');
			expect([report.state, local(report.started_at)]).toEqual(['running', 'Tue 12:00']);
		}
	});

	test('resolved and reopened it runs again, reopened and resolved it stays stopped', () => {
		const again = clockAt('resolution', both, [...begun, noon.stop!, noon.start!], 'Tue 12:00');
		expect(again).toMatchObject({ state: 'running', elapsed_seconds: 7200 });
		const resolved = [...begun, on('Tue 11:00', { kind: 'resolved' }), noon.start!, noon.stop!];
		expect(clockAt('resolution', both, resolved, 'Tue 13:00')).toMatchObject({
			state: 'stopped',
			elapsed_seconds: 3600,
		});
	});

	test('opening goes first: what a rule assigns in the instant it comes has been triaged', () => {
		const assigned = on('Tue 10:00', { kind: 'owner_assigned', role: 'A', by: 'rule' });
		for (const order of [
			[opened('Tue 10:00'), assigned],
			[assigned, opened('Tue 10:00')],
		]) {
			expect(clockAt('triage', both, order, 'Tue 11:00')).toMatchObject({
				state: 'stopped',
				outcome: 'met',
				elapsed_seconds: 0,
			});
		}
	});

	test('states of one instant follow each other as they were recorded', () => {
		const through = [
			on('Tue 11:00', { kind: 'state_changed', to: 'waiting-for-systems' }),
			on('Tue 11:00', { kind: 'state_changed', to: 'in-progress' }),
		];
		expect(clockAt('resolution', both, [...begun, ...through], 'Tue 12:00').state).toBe('running');
		expect(clockAt('resolution', both, [...begun, ...through.reverse()], 'Tue 12:00').state).toBe('paused');
	});
});

test('the order of events of different instants, and events still to come, do not matter', () => {
	const kinds = Object.values(noon);
	const event = fc.tuple(fc.constantFrom(...kinds), fc.nat(5 * 1440)).map(([kind, minute]) => ({
		...kind,
		at: new Date(Date.parse(at('Tue 10:00')) + minute * 60_000).toISOString(),
	}));
	fc.assert(
		fc.property(
			fc.uniqueArray(event, { selector: (each) => each.at, maxLength: 20 }),
			fc.nat(5 * 1440),
			(events, minute) => {
				const now = new Date(Date.parse(at('Tue 10:00')) + minute * 60_000).toISOString();
				const all = [opened('Tue 09:00'), ...events];
				const report = clockStatus(both, C1, all, now);
				expect(clockStatus(both, C1, [...all].reverse(), now)).toEqual(report);
				expect(
					clockStatus(
						both,
						C1,
						all.filter((each) => each.at <= now),
						now,
					),
				).toEqual(report);
			},
		),
	);
});

test('a running clock is due when its budget has elapsed, and breached when more has', () => {
	const pausing = fc.uniqueArray(fc.nat(3 * 1440), { maxLength: 8 }).map((minutes) =>
		minutes
			.sort((one, other) => one - other)
			.map((minute, index) => ({
				kind: index % 2 === 0 ? ('paused' as const) : ('resumed' as const),
				at: new Date(Date.parse(at('Tue 09:00')) + minute * 60_000).toISOString(),
			})),
	);
	fc.assert(
		fc.property(
			pausing,
			fc.integer({ min: 1, max: 20 }),
			fc.integer({ min: 3 * 1440, max: 9 * 1440 }),
			(pauses, amount, minute) => {
				const strict = policy(rule('resolution', hours(amount)));
				const events = [opened('Tue 09:00'), ...pauses];
				const now = new Date(Date.parse(at('Tue 09:00')) + minute * 60_000).toISOString();
				const statusAt = (instant: string) =>
					clockStatus(strict, C1, events, instant).clocks.find(({ clock }) => clock === 'resolution')!;
				const report = statusAt(now);
				expect(report.outcome === 'breached').toBe(report.elapsed_seconds > amount * 3600);
				if (report.state !== 'running') return;
				const [due, breaches] = [report.due_at!, report.breached_at ?? report.breaches_at!];
				if (due >= now) {
					expect(statusAt(due).elapsed_seconds).toBe(amount * 3600);
					expect(statusAt(new Date(Date.parse(due) - 1000).toISOString()).elapsed_seconds).toBeLessThan(amount * 3600);
				}
				if (breaches < now) return;
				expect(statusAt(breaches).outcome).toBeNull();
				const after = statusAt(new Date(Date.parse(breaches) + 1000).toISOString());
				expect([after.outcome, after.breached_at]).toEqual(['breached', breaches]);
			},
		),
	);
});
