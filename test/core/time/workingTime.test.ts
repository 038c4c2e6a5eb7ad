import fc from 'fast-check';

import {
	addBusinessDays,
	addWorkingSeconds,
	alwaysOpen,
	nextClosing,
	nextOpening,
	workingSeconds,
	type Calendar,
	type Pause,
} from '../../../core';
import { calendars } from './calendars';
import fixtures from './fixtures/working-time.json';

type Name = keyof typeof calendars;

describe.each(fixtures)('$description', ({ tests }) => {
	test.each(tests)('$description', ({ calendar, start, minutes, pauses, due }) => {
		const on = calendars[calendar as Name];
		expect(addWorkingSeconds(on, start, minutes * 60, pauses as Pause[])).toBe(due);
		if (due === null) return;
		expect(workingSeconds(on, start, due, pauses as Pause[])).toBe(minutes * 60);
	});
});

test('fractions of a second count', () => {
	expect(workingSeconds(calendars.C1, '2025-06-03T16:59:59.500+02:00', '2025-06-03T18:00:00+02:00')).toBe(0.5);
	expect(addWorkingSeconds(calendars.C1, '2025-06-03T10:00:00Z', 0.25)).toBe('2025-06-03T10:00:00.250Z');
});

test('time that runs backwards counts nothing', () => {
	expect(workingSeconds(calendars.C1, '2025-06-03T16:00:00Z', '2025-06-03T09:00:00Z')).toBe(0);
});

test('two hundred years are counted at once, and each second of them', () => {
	const [from, to] = ['1970-01-01T00:00:00.000Z', '2199-12-31T23:59:59.000Z'];
	const all = (Date.parse(to) - Date.parse(from)) / 1000;
	expect(workingSeconds(alwaysOpen(), from, to)).toBe(all);
	expect(workingSeconds(alwaysOpen('America/New_York'), from, to)).toBe(all);
	const early = workingSeconds(calendars.C1, from, '2100-01-01T00:00:00Z');
	const late = workingSeconds(calendars.C1, '2100-01-01T00:00:00Z', to);
	expect(workingSeconds(calendars.C1, from, to)).toBe(early + late);
});

test.each<[string, Name, string, number, boolean, string]>([
	['the same time on the next working day', 'C1', '2025-06-03T10:00:00+02:00', 1, false, '2025-06-04T08:00:00.000Z'],
	['skips days without windows', 'C1', '2025-04-17T16:30:00+02:00', 2, false, '2025-04-23T14:30:00.000Z'],
	[
		'moves a time after closing to the next opening',
		'C1',
		'2025-06-03T20:00:00+02:00',
		1,
		false,
		'2025-06-05T07:00:00.000Z',
	],
	[
		'moves closing time itself to the next opening',
		'C1',
		'2025-06-03T17:00:00+02:00',
		1,
		false,
		'2025-06-05T07:00:00.000Z',
	],
	[
		'moves a time before opening to the opening',
		'C1',
		'2025-06-08T08:00:00+02:00',
		1,
		false,
		'2025-06-09T07:00:00.000Z',
	],
	[
		'moves a time in the lunch break to its end',
		'C2',
		'2025-06-03T12:30:00-04:00',
		1,
		false,
		'2025-06-04T17:00:00.000Z',
	],
	['keeps local time over a clock change', 'C2', '2025-03-07T10:00:00-05:00', 1, false, '2025-03-10T14:00:00.000Z'],
	['counts a short day as a day', 'C1', '2025-12-23T11:00:00+01:00', 1, false, '2025-12-24T10:00:00.000Z'],
	['ends with the day', 'C1', '2025-06-03T10:00:00+02:00', 1, true, '2025-06-04T15:00:00.000Z'],
	['ends with a short day', 'C1', '2025-12-23T11:00:00+01:00', 1, true, '2025-12-24T11:00:00.000Z'],
	['ends with the last window of the day', 'C2', '2025-06-03T10:00:00-04:00', 2, true, '2025-06-05T22:00:00.000Z'],
])('a business day %s', (_, calendar, start, days, end_of_day, due) => {
	expect(addBusinessDays(calendars[calendar], start, days, { end_of_day })).toBe(due);
});

test.each([0, -1, 1.5, NaN, Infinity, 2601, '1' as unknown as number])('%s business days are refused', (days) => {
	expect(() => addBusinessDays(calendars.C1, '2025-06-03T10:00:00Z', days)).toThrow("'days' is");
});

test.each<[Name, string, string | null, string | null]>([
	['C1', '2025-06-03T12:00:00Z', '2025-06-03T12:00:00.000Z', '2025-06-03T15:00:00.000Z'],
	['C1', '2025-06-03T15:00:00Z', '2025-06-04T07:00:00.000Z', '2025-06-03T15:00:00.000Z'],
	['wholeDays', '2025-06-03T15:00:00Z', '2025-06-03T15:00:00.000Z', null],
])('%s at %s opens next at %s and closes next at %s', (calendar, at, opens, closes) => {
	expect(nextOpening(calendars[calendar], at)).toBe(opens);
	expect(nextClosing(calendars[calendar], at)).toBe(closes);
});

test('open time from one 52-week span into the next closes once', () => {
	const nights: Calendar = {
		name: 'N',
		timezone: 'UTC',
		hours: { ...calendars.nights.hours, sat: [['22:00', '06:00']], sun: [['22:00', '06:00']] },
	};
	for (let week = 0; week < 60; week += 1) {
		const evening = new Date(Date.UTC(2025, 0, 1 + 7 * week, 23));
		const morning = new Date(evening.getTime() + 7 * 3_600_000).toISOString();
		expect(nextClosing(nights, evening.toISOString())).toBe(morning);
	}
});

test('adding time and counting it are inverse, and pauses only ever push a deadline back', () => {
	const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
	const calendar = fc.constantFrom(...Object.values(calendars));
	const pause = fc.tuple(instant, fc.integer({ min: 0, max: 10 * 86_400_000 })).map(([from, length]) => ({
		from: from.toISOString(),
		to: new Date(from.getTime() + length).toISOString(),
	}));
	fc.assert(
		fc.property(calendar, instant, fc.nat(200 * 3600), fc.array(pause, { maxLength: 5 }), (on, at, seconds, pauses) => {
			const start = at.toISOString();
			const [due, unpaused] = [addWorkingSeconds(on, start, seconds, pauses), addWorkingSeconds(on, start, seconds)];
			expect(workingSeconds(on, start, due!, pauses)).toBe(seconds);
			expect(due! >= unpaused!).toBe(true);
			const earlier = new Date(Date.parse(due!) - 1).toISOString();
			if (seconds > 0) expect(workingSeconds(on, start, earlier, pauses)).toBeLessThan(seconds);
		}),
	);
});

test('counts add up wherever a span is cut', () => {
	const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2050-01-01'), noInvalidDate: true });
	fc.assert(
		fc.property(fc.constantFrom(...Object.values(calendars)), fc.tuple(instant, instant, instant), (on, dates) => {
			const [from, cut, to] = dates.map((date) => date.toISOString()).sort();
			const parts = workingSeconds(on, from!, cut!) + workingSeconds(on, cut!, to!);
			expect(workingSeconds(on, from!, to!)).toBeCloseTo(parts, 3);
		}),
	);
});
