import fc from 'fast-check';

import { addWorkingSeconds, weekdays, workingSeconds, type Calendar, type WorkingWindow } from '../../../core';
import { MinuteCount, WallClock } from './minuteCount';

const dayMs = 86_400_000;

/** Days around which clocks go forward and back. Apia skips a whole day first, Lord Howe changes by half an hour, Troll by two. */
const changes: Array<[timezone: string, forward: string, back: string]> = [
	['Africa/Cairo', '2025-04-25', '2025-10-31'],
	['Africa/Casablanca', '2025-04-06', '2025-02-23'],
	['America/Havana', '2025-03-09', '2025-11-02'],
	['America/New_York', '2025-03-09', '2025-11-02'],
	['America/Santiago', '2025-09-07', '2025-04-06'],
	['America/Sao_Paulo', '2018-11-04', '2019-02-17'],
	['America/St_Johns', '2025-03-09', '2025-11-02'],
	['Antarctica/Troll', '2025-03-30', '2025-10-26'],
	['Asia/Beirut', '2025-03-30', '2025-10-26'],
	['Australia/Lord_Howe', '2025-10-05', '2025-04-06'],
	['Europe/Berlin', '2025-03-30', '2025-10-26'],
	['Europe/London', '2025-03-30', '2025-10-26'],
	['Pacific/Apia', '2011-12-30', '2012-04-01'],
	['Pacific/Chatham', '2025-09-28', '2025-04-06'],
];

const time = (minutes: number) =>
	`${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Any window, with more of them in the hours in which clocks change. */
const window: fc.Arbitrary<WorkingWindow> = fc
	.tuple(
		fc.oneof(
			fc.integer({ min: 0, max: 1439 }),
			fc.integer({ min: 0, max: 16 }).map((quarter) => quarter * 15),
		),
		fc.oneof(
			fc.integer({ min: 1, max: 1440 }),
			fc.integer({ min: 1, max: 16 }).map((quarter) => quarter * 15),
		),
	)
	.filter(([from, to]) => from !== to)
	.map(([from, to]): WorkingWindow => [time(from), time(to)]);

const windows = fc.array(window, { maxLength: 3 });

function calendarNear(timezone: string, middle: number): fc.Arbitrary<Calendar> {
	const date = fc
		.integer({ min: -4, max: 4 })
		.map((days) => new Date(middle + days * dayMs).toISOString().slice(0, 10));
	const hours = fc.record(Object.fromEntries(weekdays.map((day) => [day, windows])), { requiredKeys: [] });
	return fc
		.record({
			name: fc.constant('Anywhere'),
			timezone: fc.constant(timezone),
			hours,
			holidays: fc.array(date, { maxLength: 2 }),
			overrides: fc.dictionary(date, windows, { maxKeys: 2 }),
		})
		.filter(({ hours: byDay, overrides }) => [...Object.values(byDay), ...Object.values(overrides)].flat().length > 0);
}

const instant = (at: number) => new Date(at).toISOString();

describe.each(changes)('%s', (timezone, forward, back) => {
	test.each([forward, back])('counts and adds as a count of single minutes around %s', (day) => {
		const middle = Date.parse(`${day}T00:00:00Z`);
		const clock = new WallClock(timezone, middle - 9 * dayMs, middle + 9 * dayMs);
		const minute = fc.integer({ min: -4 * 1440, max: 4 * 1440 }).map((offset) => middle + offset * 60_000);
		const span = fc.tuple(minute, minute).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
		const pause = span.map(([from, to]) => ({ from: instant(from), to: instant(to) }));
		fc.assert(
			fc.property(
				calendarNear(timezone, middle),
				span,
				fc.array(pause, { maxLength: 3 }),
				fc.integer({ min: 0, max: 2 * 1440 }),
				(calendar, [from, to], pauses, amount) => {
					const count = new MinuteCount(clock, calendar, pauses);
					const counted = workingSeconds(calendar, instant(from), instant(to), pauses);
					expect(counted).toBe(count.between(from, to) * 60);
					const expected = count.reach(from, amount);
					if (expected === null) return;
					expect(addWorkingSeconds(calendar, instant(from), amount * 60, pauses)).toBe(instant(expected));
				},
			),
			{ numRuns: 40 },
		);
	});
});
