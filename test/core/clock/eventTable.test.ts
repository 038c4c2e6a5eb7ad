import type { ClockEvent, ClockName, ClockReport, PauseReason } from '../../../core';
import { clockAt, hours, local, minutes, on, opened, policy, rule } from './given';

const customerClocks: ClockName[] = ['triage', 'first_response', 'resolution'];
const every = policy(
	rule('triage', hours(4)),
	rule('first_response', hours(4)),
	rule('next_response', hours(4)),
	rule('resolution', hours(4)),
	rule('owner', hours(2)),
);

const assigned = (when: string, role = 'Billing'): ClockEvent =>
	on(when, { kind: 'owner_assigned', role, by: 'manual' });
const resolved = (when: string) => on(when, { kind: 'resolved' });
const reopened = (when: string, by_customer = false) => on(when, { kind: 'reopened', by_customer });
const opening = (state: 'waiting-for-systems' | 'manual-review' | 'resolved') =>
	on('Tue 10:00', { kind: 'opened', priority: 'normal', state });
const brief = ({ state, outcome, elapsed_seconds, due_at }: ClockReport) => [
	state,
	outcome,
	elapsed_seconds / 3600,
	local(due_at),
];

describe('create', () => {
	test.each(customerClocks)('%s starts when the ticket was received, not when it was recorded', (clock) => {
		expect(brief(clockAt(clock, every, [opened('Tue 10:00')], 'Tue 12:00'))).toEqual(['running', null, 2, 'Tue 14:00']);
	});

	test('the owner clock starts at assignment', () => {
		expect(brief(clockAt('owner', every, [opened('Tue 10:00')], 'Tue 12:00'))).toEqual(['not_started', null, 0, null]);
		const events = [opened('Tue 10:00'), assigned('Tue 11:00')];
		expect(brief(clockAt('owner', every, events, 'Tue 12:00'))).toEqual(['running', null, 1, 'Tue 13:00']);
	});

	test('the next response has nothing to count yet', () => {
		const events = [opened('Tue 10:00'), on('Tue 10:30', { kind: 'customer_wrote' })];
		expect(clockAt('next_response', every, events, 'Tue 12:00').state).toBe('not_started');
	});

	test('a ticket is opened once', () => {
		const events = [opened('Tue 10:00'), opened('Tue 12:00')];
		expect(local(clockAt('resolution', every, events, 'Tue 12:00').due_at)).toBe('Tue 14:00');
	});
});

describe('create in a pausing state', () => {
	const waiting = policy(rule('resolution', hours(4), { pause_on: ['waiting-for-systems'] }), rule('owner', hours(2)));
	const events = [opening('waiting-for-systems'), assigned('Tue 10:00')];

	test('starts a customer clock paused', () => {
		const report = clockAt('resolution', waiting, events, 'Tue 12:00');
		expect(brief(report)).toEqual(['paused', null, 0, null]);
		expect([local(report.started_at), report.paused_by]).toEqual(['Tue 10:00', ['waiting-for-systems']]);
	});

	test('does not start the owner clock before the waiting ends', () => {
		const report = clockAt('owner', waiting, events, 'Tue 12:00');
		expect(brief(report)).toEqual(['not_started', null, 0, null]);
		expect(report.started_at).toBeNull();
		const later = [...events, on('Tue 12:00', { kind: 'state_changed', to: 'in-progress' })];
		expect(brief(clockAt('owner', waiting, later, 'Tue 13:00'))).toEqual(['running', null, 1, 'Tue 14:00']);
	});
});

describe('create in a terminal state', () => {
	test.each(customerClocks)('records %s as met at 0, without a timer', (clock) => {
		const report = clockAt(clock, every, [opening('resolved')], 'Tue 16:00');
		expect(report).toMatchObject({ state: 'stopped', outcome: 'met', elapsed_seconds: 0, next_at: null });
	});

	test('does not start the owner clock', () => {
		const events = [opening('resolved'), assigned('Tue 10:00')];
		expect(clockAt('owner', every, events, 'Tue 16:00')).toMatchObject({ state: 'not_started', next_at: null });
	});
});

describe('pause and resume', () => {
	const inState = (to: Exclude<PauseReason, 'waiting-on-customer'>) => [
		opened('Tue 10:00'),
		assigned('Tue 10:00'),
		on('Tue 11:00', { kind: 'state_changed', to }),
		on('Tue 13:00', { kind: 'state_changed', to: 'in-progress' }),
	];
	const onCustomer = [
		opened('Tue 10:00'),
		assigned('Tue 10:00'),
		on('Tue 11:00', { kind: 'waiting_on_customer' }),
		on('Tue 13:00', { kind: 'customer_wrote' }),
	];

	test.each<[ClockName, string, ClockEvent[], number]>([
		['owner', 'stops while waiting for systems', inState('waiting-for-systems'), 2],
		['owner', 'stops while waiting on the customer', onCustomer, 2],
		['owner', 'runs in manual review', inState('manual-review'), 0],
		['resolution', 'runs while waiting for systems: the customer waits too', inState('waiting-for-systems'), 0],
		['resolution', 'stops while waiting on the customer', onCustomer, 2],
		['first_response', 'runs while waiting on the customer', onCustomer, 0],
		['first_response', 'runs while waiting for systems', inState('waiting-for-systems'), 0],
	])('by default %s %s', (clock, _, events, paused) => {
		expect(clockAt(clock, every, events, 'Tue 14:00').elapsed_seconds).toBe((4 - paused) * 3600);
	});

	test('a paused clock has no deadline and no next step, and says why it stands still', () => {
		const report = clockAt('owner', every, inState('waiting-for-systems'), 'Tue 12:00');
		expect(brief(report)).toEqual(['paused', null, 1, null]);
		expect(report).toMatchObject({ paused_by: ['waiting-for-systems'], next_at: null, breaches_at: null });
	});

	test('the pause list of a clock is its own', () => {
		const own = policy(rule('resolution', hours(4), { pause_on: ['manual-review'] }));
		expect(clockAt('resolution', own, inState('manual-review'), 'Tue 14:00').elapsed_seconds).toBe(2 * 3600);
		expect(clockAt('resolution', own, onCustomer, 'Tue 14:00').elapsed_seconds).toBe(4 * 3600);
	});

	test('one pause after the other is one long pause, each with its reason', () => {
		const events = [
			opened('Tue 10:00'),
			assigned('Tue 10:00'),
			on('Tue 11:00', { kind: 'state_changed', to: 'waiting-for-systems' }),
			on('Tue 12:00', { kind: 'waiting_on_customer' }),
		];
		const report = clockAt('owner', every, events, 'Tue 14:00');
		expect([report.elapsed_seconds, report.paused_by]).toEqual([3600, ['waiting-on-customer']]);
	});

	test('a command pauses one clock, or all', () => {
		const one = [opened('Tue 10:00'), on('Tue 11:00', { kind: 'paused', clock: 'triage' })];
		expect(clockAt('triage', every, one, 'Tue 12:00')).toMatchObject({ state: 'paused', paused_by: ['command'] });
		expect(clockAt('resolution', every, one, 'Tue 12:00').state).toBe('running');
		const all = [...one, on('Tue 11:00', { kind: 'paused' }), on('Tue 12:00', { kind: 'resumed' })];
		for (const clock of customerClocks) expect(clockAt(clock, every, all, 'Tue 12:00').state).toBe('running');
	});
});

describe('priority change', () => {
	const byPriority = policy(
		rule('resolution', { normal: hours(8), high: hours(4), low: hours(16) }),
		rule('owner', { normal: hours(4), high: hours(2) }),
		rule('first_response', { high: hours(1) }),
	);
	const changed = (when: string, to: 'low' | 'normal' | 'high' | 'urgent') =>
		on(when, { kind: 'priority_changed', to });

	test('gives the owner the new budget and keeps what elapsed', () => {
		const events = [opened('Tue 10:00'), assigned('Tue 10:00'), changed('Tue 11:00', 'high')];
		expect(brief(clockAt('owner', byPriority, events, 'Tue 11:00'))).toEqual(['running', null, 1, 'Tue 12:00']);
	});

	test('a breach keeps the priority that was in force when it occurred', () => {
		const events = [opened('Tue 10:00', 'high'), changed('Tue 16:00', 'low')];
		const report = clockAt('resolution', byPriority, events, 'Tue 17:00');
		expect(report).toMatchObject({ outcome: 'breached', breached_by_change: false, budget_seconds: 16 * 3600 });
		expect(local(report.breached_at)).toBe('Tue 14:00');
	});

	test('at the very budget it is not over yet', () => {
		const events = [opened('Tue 10:00'), changed('Tue 14:00', 'high')];
		expect(clockAt('resolution', byPriority, events, 'Tue 14:00').outcome).toBeNull();
		const report = clockAt('resolution', byPriority, events, 'Tue 14:01');
		expect([local(report.breached_at), report.breached_by_change]).toEqual(['Tue 14:00', false]);
	});

	test('to one without a budget ends the clock, and from one without starts it at the start of the case', () => {
		const gone = [opened('Tue 10:00'), changed('Tue 11:00', 'urgent')];
		expect(clockAt('resolution', byPriority, gone, 'Tue 12:00')).toMatchObject({
			state: 'none',
			due_at: null,
			next_at: null,
		});
		const come = [opened('Tue 10:00'), changed('Tue 10:30', 'high')];
		expect(brief(clockAt('first_response', byPriority, come, 'Tue 10:45'))).toEqual([
			'running',
			null,
			0.75,
			'Tue 11:00',
		]);
		const late = [opened('Tue 10:00'), changed('Tue 12:00', 'high')];
		expect(clockAt('first_response', byPriority, late, 'Tue 12:00')).toMatchObject({
			outcome: 'breached',
			breached_by_change: true,
		});
	});

	test('does not touch a clock that has stopped', () => {
		const events = [opened('Tue 10:00'), resolved('Tue 15:00'), changed('Tue 15:30', 'high')];
		expect(clockAt('resolution', byPriority, events, 'Tue 16:00')).toMatchObject({
			outcome: 'met',
			budget_seconds: 8 * 3600,
		});
	});
});

describe('reassignment', () => {
	const capped = policy(rule('owner', hours(4)), rule('resolution', hours(5)));
	const events = [opened('Tue 10:00'), assigned('Tue 10:00'), assigned('Tue 13:00', 'Ops')];

	test('restarts the owner clock, capped by the resolution deadline', () => {
		const report = clockAt('owner', capped, events, 'Tue 13:00');
		expect(report).toMatchObject({ is_capped: true, remaining_seconds: 4 * 3600, reassigned_count: 1 });
		expect([local(report.due_at), local(report.breaches_at)]).toEqual(['Tue 15:00', 'Tue 15:00']);
		const late = clockAt('owner', capped, events, 'Tue 15:01');
		expect([late.outcome, local(late.breached_at)]).toEqual(['breached', 'Tue 15:00']);
	});

	test('is not capped by a deadline that has passed: nobody gets a case that is late at once', () => {
		const late = [opened('Tue 10:00'), assigned('Tue 10:00'), assigned('Tue 16:00', 'Ops')];
		const report = clockAt('owner', capped, late, 'Tue 16:30');
		expect(report).toMatchObject({ is_capped: false, outcome: null });
		expect(local(report.due_at)).toBe('Wed 12:00');
	});

	test('leaves the customer clocks as they are, and ends triage', () => {
		expect(brief(clockAt('resolution', every, events, 'Tue 13:00'))).toEqual(['running', null, 3, 'Tue 14:00']);
		expect(brief(clockAt('triage', every, events, 'Tue 13:00'))).toEqual(['stopped', 'met', 0, 'Tue 14:00']);
	});

	test('to the role that owns the case already gives no more time', () => {
		const again = [opened('Tue 10:00'), assigned('Tue 10:00'), assigned('Tue 11:00')];
		expect(clockAt('owner', capped, again, 'Tue 12:00')).toMatchObject({ elapsed_seconds: 7200, reassigned_count: 0 });
	});

	test('to the fallback role ends no triage', () => {
		const fallback = on('Tue 10:00', { kind: 'owner_assigned', role: 'Triage', by: 'default' });
		expect(clockAt('triage', every, [opened('Tue 10:00'), fallback], 'Tue 11:00').state).toBe('running');
		expect(clockAt('owner', every, [opened('Tue 10:00'), fallback], 'Tue 11:00').state).toBe('running');
	});

	test('brings a response window of its own', () => {
		const own = on('Tue 10:00', { kind: 'owner_assigned', role: 'Billing', by: 'rule', window: minutes(30) });
		expect(local(clockAt('owner', capped, [opened('Tue 10:00'), own], 'Tue 10:00').due_at)).toBe('Tue 10:30');
	});
});

test('an owner change by escalation restarts the owner clock with the window of its step, uncapped and uncounted', () => {
	const capped = policy(rule('owner', hours(1)), rule('resolution', hours(4)));
	const escalated = on('Tue 13:00', { kind: 'owner_assigned', role: 'Lead', by: 'escalation', window: hours(2) });
	const events = [opened('Tue 10:00'), assigned('Tue 10:00'), escalated];
	const report = clockAt('owner', capped, events, 'Tue 13:00');
	expect(report).toMatchObject({ is_capped: false, reassigned_count: 0, budget_seconds: 7200 });
	expect(local(report.due_at)).toBe('Tue 15:00');
	expect(report.cycles).toMatchObject([{ ended_by: 'reassigned', outcome: 'breached' }]);
	expect(local(clockAt('resolution', capped, events, 'Tue 13:00').due_at)).toBe('Tue 14:00');
});

test.each([...customerClocks, 'owner'] as ClockName[])(
	'resolve stops %s with elapsed time, outcome and policy version',
	(clock) => {
		const events = [
			opened('Tue 10:00'),
			on('Tue 10:00', { kind: 'owner_assigned', role: 'A', by: 'default' }),
			resolved('Tue 13:00'),
		];
		expect(clockAt(clock, every, events, 'Fri 12:00')).toMatchObject({
			state: 'stopped',
			outcome: clock === 'owner' ? 'breached' : 'met',
			elapsed_seconds: 3 * 3600,
			policy_version: 1,
			next_at: null,
		});
	},
);

describe('reopen', () => {
	const events = [opened('Tue 10:00'), assigned('Tue 10:00'), resolved('Tue 13:00'), reopened('Wed 10:00')];
	const withRule = (reopen?: 'resume' | 'new_cycle' | 'frozen', min_grace_seconds?: number) =>
		policy(rule('resolution', hours(4), { reopen, min_grace_seconds }), rule('owner', hours(2)));

	test.each([
		['resume', 'running', 3, 'Wed 11:00', 1],
		['new_cycle', 'running', 0, 'Wed 14:00', 1],
		['frozen', 'stopped', 3, 'Tue 14:00', 0],
	] as const)('%s', (how, state, elapsed, due, cycles) => {
		const report = clockAt('resolution', withRule(how), events, 'Wed 10:00');
		expect(brief(report).slice(0, 1).concat(brief(report).slice(2))).toEqual([state, elapsed, due]);
		expect(report.cycles).toHaveLength(cycles);
	});

	test('leaves at least half an hour, or what the policy grants', () => {
		const late = [opened('Tue 10:00'), resolved('Tue 13:50'), reopened('Wed 10:00')];
		expect(local(clockAt('resolution', withRule(), late, 'Wed 10:00').due_at)).toBe('Wed 10:30');
		expect(local(clockAt('resolution', withRule('resume', 7200), late, 'Wed 10:00').due_at)).toBe('Wed 12:00');
		expect(local(clockAt('resolution', withRule('resume', 0), late, 'Wed 10:00').due_at)).toBe('Wed 10:10');
	});

	test('a first resolution that was late stays so, and the second run has its own outcome', () => {
		const late = [opened('Tue 10:00'), resolved('Tue 15:00'), reopened('Wed 10:00'), resolved('Wed 10:20')];
		const report = clockAt('resolution', withRule(), late, 'Wed 12:00');
		expect(report).toMatchObject({ state: 'stopped', outcome: 'met', elapsed_seconds: 5 * 3600 + 1200 });
		expect(report.cycles).toMatchObject([{ outcome: 'breached', elapsed_seconds: 5 * 3600 }]);
	});

	test('gives the owner a new window', () => {
		expect(brief(clockAt('owner', withRule(), events, 'Wed 10:00'))).toEqual(['running', null, 0, 'Wed 12:00']);
		const own = on('Tue 10:00', { kind: 'owner_assigned', role: 'Billing', by: 'rule', window: minutes(30) });
		const again = [opened('Tue 10:00'), own, resolved('Tue 10:10'), reopened('Wed 10:00')];
		expect(local(clockAt('owner', withRule(), again, 'Wed 10:00').due_at)).toBe('Wed 10:30');
	});

	test('starts a next response if the customer caused it', () => {
		const answered = [opened('Tue 10:00'), on('Tue 10:30', { kind: 'answered' }), resolved('Tue 13:00')];
		const next = (by_customer: boolean) =>
			clockAt('next_response', every, [...answered, reopened('Wed 10:00', by_customer)], 'Wed 11:00');
		expect(brief(next(true))).toEqual(['running', null, 1, 'Wed 14:00']);
		expect(next(false).state).toBe('not_started');
	});

	test('does not start again what was done before the case was resolved', () => {
		const answered = [opened('Tue 10:00'), on('Tue 10:30', { kind: 'answered' }), ...events.slice(2)];
		expect(clockAt('first_response', every, answered, 'Wed 11:00')).toMatchObject({
			state: 'stopped',
			elapsed_seconds: 1800,
		});
	});
});

test.each(['policy_no_match', 'policy_deleted'] as const)(
	'%s cancels every clock with the reason, for good',
	(reason) => {
		const ended = on('Tue 11:00', { kind: 'policy_ended', reason });
		const events = [
			opened('Tue 10:00'),
			assigned('Tue 10:00'),
			ended,
			assigned('Tue 12:00', 'Ops'),
			reopened('Wed 10:00', true),
		];
		for (const clock of ['first_response', 'resolution', 'owner'] as const) {
			const report = clockAt(clock, every, events, 'Wed 12:00');
			expect(report).toMatchObject({
				state: 'cancelled',
				outcome: null,
				cancel_reason: reason,
				elapsed_seconds: 3600,
				next_at: null,
			});
		}
	},
);

test('merged cancels the clocks of the absorbed case and drops what was still to come', () => {
	const warned = policy(rule('resolution', hours(4), { warnings: [{ percent: 25 }, { percent: 75 }] }));
	const events = [opened('Tue 10:00'), on('Tue 12:00', { kind: 'merged', into: 'C-0007' })];
	const report = clockAt('resolution', warned, events, 'Wed 12:00');
	expect(report).toMatchObject({ state: 'cancelled', outcome: null, cancel_reason: 'merged', next_at: null });
	expect(report.warnings.map(({ state }) => state)).toEqual(['reached', 'dropped']);
});

test('a command cancels one clock, or all', () => {
	const one = on('Tue 11:00', { kind: 'cancelled', clock: 'triage', reason: 'A person took it' });
	expect(clockAt('triage', every, [opened('Tue 10:00'), one], 'Tue 12:00').cancel_reason).toBe('A person took it');
	expect(clockAt('resolution', every, [opened('Tue 10:00'), one], 'Tue 12:00').state).toBe('running');
	const all = on('Tue 11:00', { kind: 'cancelled', reason: 'Spam' });
	for (const clock of customerClocks) {
		expect(clockAt(clock, every, [opened('Tue 10:00'), all], 'Tue 12:00').state).toBe('cancelled');
	}
});

test('a case resolved while the customer wrote last stops the next response', () => {
	const events = [
		opened('Tue 09:00'),
		on('Tue 09:30', { kind: 'answered' }),
		on('Tue 10:00', { kind: 'customer_wrote' }),
		resolved('Tue 11:00'),
	];
	expect(brief(clockAt('next_response', every, events, 'Tue 12:00'))).toEqual(['stopped', 'met', 1, 'Tue 14:00']);
});

test('no budget, or one of zero, is no clock and no breach', () => {
	const none = policy(rule('triage', hours(0)), rule('resolution', { urgent: hours(1) }));
	for (const clock of ['triage', 'first_response', 'resolution'] as const) {
		const report = clockAt(clock, none, [opened('Tue 10:00')], 'Fri 10:00');
		expect(report).toMatchObject({ state: 'none', outcome: null, due_at: null, next_at: null, budget_seconds: null });
	}
});
