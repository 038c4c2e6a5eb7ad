import { clockStatus, startEscalation } from '../../../core';
import { at, C1, hours, on as happened, opened, policy, rule } from '../clock/given';
import { Case, chain, minutesOf, on, plus, step } from './given';

const twoSteps = chain([step('Billing', 30), step('Lead', 60)]);

test('E1: a step is told once, however often the sweep comes', () => {
	const escalation = new Case(twoSteps);
	expect(escalation.told(29)).toEqual([]);
	expect(escalation.told(30)).toEqual(['notify Billing']);
	expect(escalation.sweep(30)).toMatchObject({ due: [], skipped: [] });
	expect(escalation.told(89)).toEqual([]);
	expect(escalation.told(90)).toEqual(['notify Lead']);
});

test('E1: the same sweep twice, before anything was kept, gives the same ids', () => {
	const escalation = new Case(twoSteps);
	const [one, other] = [escalation.lookAt(30), escalation.lookAt(31)];
	expect(one.due.map(({ id }) => id)).toEqual(['C-0001/1/1/1']);
	expect(other.due).toEqual(one.due);
});

test('E2: an acknowledgement stops everything that was still to come', () => {
	const escalation = new Case(twoSteps).happen(on(20, { kind: 'acked', by_role: 'Billing' }));
	expect([30, 60, 90].map((minutes) => escalation.told(minutes))).toEqual([[], [], []]);
});

test('E3: an acknowledgement without activity runs out, and its owner and the next step are told', () => {
	const escalation = new Case(twoSteps).happen(on(20, { kind: 'acked', by_role: 'Billing' }));
	expect(escalation.told(139)).toEqual([]);
	const swept = escalation.sweep(140);
	expect(swept.due).toMatchObject([
		{ kind: 'ack_expired', target_role: 'Billing', id: 'C-0001/1/ack_expired-1', due_at: plus(140) },
		{ kind: 'notify', target_role: 'Lead', pass: 1, step: 2, due_at: plus(140) },
	]);
	expect(swept.skipped).toMatchObject([{ kind: 'acked', step: 1, due_at: plus(30) }]);
});

test('E4: a step whose role is empty is passed at once, and it is noted', () => {
	const escalation = new Case(twoSteps, { empty_roles: ['Billing'] });
	const swept = escalation.sweep(30);
	expect(swept.due).toMatchObject([{ kind: 'notify', target_role: 'Lead', step: 2, due_at: plus(30) }]);
	expect(swept.skipped).toMatchObject([{ kind: 'no_target', step: 1, target_role: null, due_at: plus(30) }]);
});

test('E5: after all passes exactly one exhausted, then silence', () => {
	const escalation = new Case({ ...twoSteps, repeat: { from_step: 1, times: 1 } });
	const told = Array.from({ length: 1000 }, (_, minute) =>
		escalation.told(minute).map((what) => `${minute} ${what}`),
	).flat();
	expect(told).toEqual([
		'30 notify Billing',
		'90 notify Lead',
		'120 notify Billing',
		'180 notify Lead',
		'300 exhausted Triage',
	]);
	expect(escalation.lookAt(100_000)).toMatchObject({ due: [], next: null, next_due_at: null, state: 'exhausted' });
});

test('E6: a run keeps the chain it was started with, and a new case takes the new one', () => {
	const edited = { ...chain([step('Ops', 5)]), version: 2 };
	const escalation = new Case(twoSteps);
	expect(escalation.told(30)).toEqual(['notify Billing']);
	expect(() => new Case(edited, { ...escalation.run }).lookAt(90)).toThrow('was started with version 1, not 2');
	expect(new Case(edited).told(5)).toEqual(['notify Ops']);
});

test('E7: a late sweep tells the latest due step only', () => {
	const escalation = new Case(chain([step('A', 30), step('B', 30), step('C', 30), step('D', 30)]));
	const swept = escalation.sweep(100);
	expect(swept.due).toMatchObject([{ kind: 'notify', target_role: 'C', step: 3, due_at: plus(90) }]);
	expect(swept.skipped).toMatchObject([
		{ kind: 'skipped_catchup', target_role: 'A', step: 1, due_at: plus(30) },
		{ kind: 'skipped_catchup', target_role: 'B', step: 2, due_at: plus(60) },
	]);
	expect(escalation.told(119)).toEqual([]);
	expect(escalation.told(120)).toEqual(['notify D']);
});

test('E8: a case resolved in the instant of a step is resolved', () => {
	const escalation = new Case(twoSteps).happen(on(30, { kind: 'resolved' }));
	expect(escalation.sweep(30)).toMatchObject({ due: [], skipped: [], state: 'resolved', next: null });
	expect(escalation.told(1000)).toEqual([]);
});

describe('T9: a priority that makes a clock late at once escalates one step', () => {
	const byPriority = policy(rule('resolution', { normal: hours(8), high: hours(4) }));
	const events = [opened('Tue 10:00'), happened('Tue 15:30', { kind: 'priority_changed', to: 'high' })];
	const { clocks } = clockStatus(byPriority, C1, events, at('Tue 15:30'));
	const report = clocks.find(({ clock }) => clock === 'resolution')!;

	test('of a chain that starts with the breach', () => {
		const atBreach = chain([step('Lead', 0), step('Head', 60)]);
		const escalation = new Case(atBreach, { started_at: report.breached_at!, calendar: C1 });
		const { due } = escalation.sweep(minutesOf(at('Tue 15:30'))!);
		expect(due).toMatchObject([{ kind: 'notify', target_role: 'Lead' }]);
	});

	test('of a chain at marks of the clock, of which several have passed', () => {
		const mark = (target_role: string, rest: object) => ({ target_role, ...rest });
		const atMarks = chain([
			mark('Owner', { percent: 75 }),
			mark('Backup', { after_deadline_seconds: 0 }),
			mark('Lead', { after_deadline_seconds: 3600 }),
			mark('Head', { after_deadline_seconds: 7200 }),
		]);
		const clock = { started_at: report.started_at!, budget_seconds: report.budget_seconds! };
		const run = startEscalation(atMarks, { case_id: 'C-0001', started_at: report.started_at!, calendar: C1, clock });
		const escalation = new Case(atMarks, run);
		const swept = escalation.sweep(minutesOf(at('Tue 15:30'))!);
		expect(swept.due).toMatchObject([{ kind: 'notify', target_role: 'Lead' }]);
		expect(swept.skipped.map(({ kind, target_role }) => [kind, target_role])).toEqual([
			['skipped_catchup', 'Owner'],
			['skipped_catchup', 'Backup'],
		]);
		expect(minutesOf(swept.next_due_at)).toBe(minutesOf(at('Tue 16:00')));
	});
});
