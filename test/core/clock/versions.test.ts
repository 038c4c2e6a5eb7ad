import {
	clockStatus,
	explainClock,
	forecastClocks,
	type Calendar,
	type CalendarOrVersions,
	type CalendarVersion,
	type ClockPolicyVersion,
} from '../../../core';
import { at, C1, clockAt, hours, local, on, opened, policy, rule } from './given';

const strict = (version: number, amount: number) => ({
	...policy(rule('resolution', hours(amount)), rule('triage', hours(amount))),
	version,
});
const policies: ClockPolicyVersion[] = [
	{ effective_from: at('Mon 00:00'), policy: strict(1, 8) },
	{ effective_from: at('Tue 12:00'), policy: strict(2, 4) },
];
const closedWednesday: Calendar = { ...C1, holidays: [...(C1.holidays ?? []), '2025-06-04'] };
const calendarVersions: CalendarVersion[] = [
	{ version: 1, effective_from: at('Mon 00:00'), calendar: C1 },
	{ version: 2, effective_from: at('Tue 16:00'), calendar: closedWednesday },
];
const early = [opened('Tue 10:00')];

describe('a policy that is edited', () => {
	test('keeps running clocks at the version of their start', () => {
		const report = clockAt('resolution', policies, early, 'Tue 13:00');
		expect([report.policy_version, local(report.due_at)]).toEqual([1, 'Wed 10:00']);
		const late = clockAt('resolution', policies, [opened('Tue 12:00')], 'Tue 13:00');
		expect([late.policy_version, local(late.due_at)]).toEqual([2, 'Tue 16:00']);
	});

	test('is applied to running clocks by a repair, and never to those that are done', () => {
		const events = [
			...early,
			on('Tue 11:00', { kind: 'triaged' }),
			on('Tue 13:00', { kind: 'repaired', policy_version: 2 }),
		];
		const running = clockAt('resolution', policies, events, 'Tue 13:00');
		expect([running.policy_version, local(running.due_at), running.elapsed_seconds]).toEqual([
			2,
			'Tue 14:00',
			3 * 3600,
		]);
		expect(clockAt('triage', policies, events, 'Tue 13:00')).toMatchObject({
			policy_version: 1,
			budget_seconds: 8 * 3600,
		});
	});

	test('holds for what starts after it, as a reopened case with a new cycle', () => {
		const cycle = (version: number, amount: number) => ({
			...policy(rule('resolution', hours(amount), { reopen: 'new_cycle' })),
			version,
		});
		const versions = [
			{ effective_from: at('Mon 00:00'), policy: cycle(1, 8) },
			{ effective_from: at('Tue 12:00'), policy: cycle(2, 4) },
		];
		const events = [
			...early,
			on('Tue 13:00', { kind: 'resolved' }),
			on('Wed 10:00', { kind: 'reopened', by_customer: true }),
		];
		const report = clockAt('resolution', versions, events, 'Wed 10:00');
		expect([report.policy_version, local(report.due_at), report.cycles[0]?.policy_version]).toEqual([
			2,
			'Wed 14:00',
			1,
		]);
	});
});

describe('a calendar that is edited', () => {
	test('counts later seconds anew and leaves past ones', () => {
		const report = clockAt('resolution', strict(1, 8), early, 'Tue 17:00', calendarVersions);
		expect([local(report.due_at), report.elapsed_seconds]).toEqual(['Thu 10:00', 7 * 3600]);
	});

	test('is applied to the whole run by a repair', () => {
		const halfDays: Calendar = { ...C1, overrides: { '2025-06-03': [['12:00', '17:00']] } };
		const versions = [calendarVersions[0]!, { ...calendarVersions[1]!, calendar: halfDays }];
		const events = [...early, on('Tue 16:30', { kind: 'repaired', calendar_version: 2 })];
		const report = clockAt('resolution', strict(1, 8), events, 'Tue 17:00', versions);
		expect([report.elapsed_seconds, local(report.due_at)]).toEqual([5 * 3600, 'Wed 12:00']);
	});
});

describe('a forecast of a repair', () => {
	const preview = (calendar: CalendarOrVersions, now: string, versions: object) =>
		forecastClocks(policies, calendar, events, now, [{ kind: 'repaired', at: now, ...versions }]);
	const events = [...early, on('Tue 11:00', { kind: 'triaged' })];

	test('tells before and after of the clocks that would move, and changes nothing', () => {
		const changes = preview(calendarVersions, at('Tue 16:30'), { policy_version: 2, calendar_version: 2 });
		expect(
			changes.map(({ clock, before, after }) => [
				clock,
				local(before.due_at),
				local(after.due_at),
				before.outcome,
				after.outcome,
			]),
		).toEqual([['resolution', 'Thu 10:00', 'Tue 14:00', null, 'breached']]);
		expect(changes[0]).toMatchObject({ before: { policy_version: 1 }, after: { policy_version: 2 } });
	});

	test('is empty where nothing would move', () => {
		expect(preview(C1, at('Tue 11:00'), { policy_version: 1 })).toEqual([]);
	});

	test.each([
		[{ policy_version: 9 }, 'Version 9 of clock policy'],
		[{ calendar_version: 9 }, 'Version 9 of the calendar'],
	])('refuses a version that is not there: %j', (versions, message) => {
		expect(() => preview(calendarVersions, at('Tue 13:00'), versions)).toThrow(message);
	});
});

describe('a forecast', () => {
	const byPriority = policy(rule('resolution', { normal: hours(8), high: hours(4) }), rule('triage', hours(1)));

	test('of another priority tells what would be due, and what would be breached at once', () => {
		const raise = (now: string) =>
			forecastClocks(byPriority, C1, early, at(now), [on(now, { kind: 'priority_changed', to: 'high' })]);
		expect(raise('Tue 12:00').map(({ clock, after }) => [clock, local(after.due_at)])).toEqual([
			['resolution', 'Tue 14:00'],
		]);
		expect(raise('Tue 15:00')).toMatchObject([
			{ before: { outcome: null }, after: { outcome: 'breached', breached_by_change: true } },
		]);
	});

	test('of a pause tells that there is no deadline, or the one after the pause', () => {
		const pause = on('Tue 12:00', { kind: 'paused', clock: 'resolution' });
		const paused = forecastClocks(byPriority, C1, early, at('Tue 12:00'), [pause]);
		expect(paused).toMatchObject([
			{ clock: 'resolution', before: { state: 'running' }, after: { state: 'paused', due_at: null } },
		]);
		const resume = on('Wed 12:00', { kind: 'resumed', clock: 'resolution' });
		const [change] = forecastClocks(byPriority, C1, early, at('Tue 12:00'), [pause, resume]);
		expect([local(change!.before.due_at), local(change!.after.due_at)]).toEqual(['Wed 10:00', 'Thu 10:00']);
	});

	test('of the past is refused', () => {
		expect(() => forecastClocks(byPriority, C1, early, at('Tue 12:00'), [opened('Tue 11:00')])).toThrow("before 'now'");
	});
});

describe('an explanation', () => {
	const events = [
		opened('Tue 15:00'),
		on('Tue 16:00', { kind: 'waiting_on_customer' }),
		on('Wed 10:00', { kind: 'customer_wrote' }),
		on('Wed 11:00', { kind: 'resolved' }),
		on('Wed 12:00', { kind: 'reopened', by_customer: true }),
	];

	test('tells what the clock counted and what it did not, and adds up to its report', () => {
		const told = explainClock(strict(1, 8), C1, events, at('Wed 13:00'), 'resolution')!;
		expect(
			told.segments.map(({ from, seconds, counted, reason, pause }) => [
				local(from),
				seconds / 3600,
				counted,
				pause ?? reason,
			]),
		).toEqual([
			['Tue 15:00', 1, true, 'open'],
			['Tue 16:00', 1, false, 'waiting-on-customer'],
			['Tue 17:00', 16, false, 'outside_hours'],
			['Wed 09:00', 1, false, 'waiting-on-customer'],
			['Wed 10:00', 1, true, 'open'],
			['Wed 11:00', 1, false, 'resolved'],
			['Wed 12:00', 1, true, 'open'],
		]);
		const { elapsed_seconds } = clockAt('resolution', strict(1, 8), events, 'Wed 13:00');
		expect([told.counted_seconds, elapsed_seconds]).toEqual([3 * 3600, 3 * 3600]);
	});

	test('of a budget around the clock counts around the clock', () => {
		const wall = policy(rule('resolution', { amount: 24, unit: 'hours' }));
		const told = explainClock(wall, C1, [opened('Sat 10:00')], at('Sun 10:00'), 'resolution')!;
		expect(told.segments).toMatchObject([{ seconds: 86_400, reason: 'open' }]);
		expect(local(clockAt('resolution', wall, [opened('Sat 10:00')], 'Sat 11:00').due_at)).toBe('Sun 10:00');
	});

	test('of a clock that has not run is none', () => {
		expect(explainClock(strict(1, 8), C1, [], at('Wed 13:00'), 'resolution')).toBeNull();
	});
});

describe('a budget of business days', () => {
	const within = (amount: number, end_of_day?: boolean) =>
		policy(rule('resolution', { amount, unit: 'business_days', end_of_day }));

	test.each([
		['Tue 10:00', 1, false, 'Wed 10:00', 8],
		['Tue 20:00', 1, false, 'Thu 09:00', 8],
		['Sun 08:00', 1, false, 'NextMon 09:00', 0],
		['Tue 10:00', 2, true, 'Thu 17:00', 23],
	])('from %s, %s days, end of day %s: due %s', (start, amount, end_of_day, due, budget) => {
		const report = clockAt('resolution', within(amount, end_of_day), [opened(start)], start);
		expect([local(report.due_at), report.budget_seconds]).toEqual([due, budget * 3600]);
	});

	test('is pushed back by a pause, by working time', () => {
		const events = [opened('Tue 10:00'), on('Tue 11:00', { kind: 'paused' }), on('Tue 13:00', { kind: 'resumed' })];
		expect(local(clockAt('resolution', within(1), events, 'Tue 13:00').due_at)).toBe('Wed 12:00');
	});

	test('keeps the length it had when the calendar is edited', () => {
		const report = clockAt('resolution', within(1), early, 'Tue 17:00', calendarVersions);
		expect([report.budget_seconds, local(report.due_at)]).toEqual([8 * 3600, 'Thu 10:00']);
	});
});

test('a case that nothing happened to has clocks that have not started', () => {
	const { clocks, next_at } = clockStatus(strict(1, 8), C1, [], at('Tue 10:00'));
	expect(clocks.map(({ clock, state }) => [clock, state])).toEqual([
		['triage', 'not_started'],
		['first_response', 'none'],
		['next_response', 'none'],
		['resolution', 'not_started'],
		['owner', 'none'],
	]);
	expect(next_at).toBeNull();
});
