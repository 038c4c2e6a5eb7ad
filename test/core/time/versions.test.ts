import fc from 'fast-check';

import {
	addBusinessDays,
	addWorkingSeconds,
	diffCalendars,
	explainTime,
	workingSeconds,
	type Calendar,
	type CalendarVersion,
} from '../../../core';
import { calendars } from './calendars';

const { C1 } = calendars;
const shorter: Calendar = { ...C1, hours: { ...C1.hours, wed: [['13:00', '17:00']], thu: [] } };
const versions: CalendarVersion[] = [
	{ version: 1, effective_from: '2025-01-01T00:00:00Z', calendar: C1 },
	{ version: 2, effective_from: '2025-06-03T12:00:00+02:00', calendar: shorter },
];

test('past seconds keep the old calendar, later seconds use the new one', () => {
	// Tuesday 09:00 to 12:00 by the old one, then by the new one 12:00 to 17:00 and Wednesday from 13:00.
	expect(workingSeconds(versions, '2025-06-03T09:00:00+02:00', '2025-06-04T17:00:00+02:00')).toBe(12 * 3600);
	expect(addWorkingSeconds(versions, '2025-06-03T09:00:00+02:00', 10 * 3600)).toBe('2025-06-04T13:00:00.000Z');
	expect(addWorkingSeconds(versions, '2025-06-03T09:00:00+02:00', 13 * 3600)).toBe('2025-06-06T08:00:00.000Z');
});

test('an edit changes no count of time before it', () => {
	const [from, to] = ['2025-05-01T00:00:00Z', '2025-06-03T10:00:00Z'];
	expect(workingSeconds(versions, from, to)).toBe(workingSeconds(C1, from, to));
});

test('a business day is one of the version at its start', () => {
	expect(addBusinessDays(versions, '2025-06-03T11:00:00+02:00', 2)).toBe('2025-06-05T09:00:00.000Z');
	expect(addBusinessDays(versions, '2025-06-03T13:00:00+02:00', 2)).toBe('2025-06-06T11:00:00.000Z');
});

test('an edit that is in force from an opening on closes what was open', () => {
	const closed: Calendar = { ...C1, overrides: { '2025-06-03': [] } };
	const edited = [versions[0]!, { version: 2, effective_from: '2025-06-03T10:00:00+02:00', calendar: closed }];
	const { segments } = explainTime(edited, '2025-06-03T09:00:00+02:00', '2025-06-04T10:00:00+02:00');
	expect(segments.map(({ from, reason }) => [from, reason])).toEqual([
		['2025-06-03T07:00:00.000Z', 'open'],
		['2025-06-03T08:00:00.000Z', 'override'],
		['2025-06-03T22:00:00.000Z', 'outside_hours'],
		['2025-06-04T07:00:00.000Z', 'open'],
	]);
});

test.each([[[]], [[versions[1]!, versions[0]!]], [[versions[0]!, versions[0]!]]])(
	'versions have to be in order: %#',
	(wrong) => {
		expect(() => workingSeconds(wrong, '2025-06-03T10:00:00Z', '2025-06-03T11:00:00Z')).toThrow('cannot be used');
	},
);

test('versions that are all alike count as the one calendar', () => {
	const instant = fc.date({ min: new Date('2024-01-01'), max: new Date('2026-01-01'), noInvalidDate: true });
	fc.assert(
		fc.property(
			fc.uniqueArray(instant, { minLength: 1, maxLength: 5, selector: Number }),
			instant,
			fc.nat(300 * 3600),
			(cuts, at, seconds) => {
				const alike = cuts
					.sort((one, other) => Number(one) - Number(other))
					.map((cut, index) => ({ version: index + 1, effective_from: cut.toISOString(), calendar: C1 }));
				const start = at.toISOString();
				const due = addWorkingSeconds(C1, start, seconds);
				expect(addWorkingSeconds(alike, start, seconds)).toBe(due);
				expect(workingSeconds(alike, start, due!)).toBe(seconds);
			},
		),
	);
});

describe('a diff', () => {
	const week = ['2025-06-02T00:00:00Z', '2025-06-08T21:00:00Z'] as const;

	test('lists the days that count otherwise, and the sums', () => {
		expect(diffCalendars(C1, shorter, ...week)).toEqual({
			days: [
				{ date: '2025-06-04', before: [['09:00', '17:00']], after: [['13:00', '17:00']] },
				{ date: '2025-06-05', before: [['09:00', '17:00']], after: [] },
			],
			timezone: null,
			before_seconds: 40 * 3600,
			after_seconds: 28 * 3600,
		});
	});

	test('is empty for windows that are written in another way', () => {
		const rewritten: Calendar = {
			...C1,
			hours: {
				...C1.hours,
				mon: [
					['12:00', '17:00'],
					['09:00', '12:30'],
				],
			},
		};
		expect(diffCalendars(C1, rewritten, ...week).days).toEqual([]);
	});

	test('names another time zone', () => {
		const diff = diffCalendars(C1, { ...C1, timezone: 'Europe/London' }, ...week);
		expect(diff.timezone).toEqual({ before: 'Europe/Berlin', after: 'Europe/London' });
		expect(diff.days).toHaveLength(5);
	});

	test('shows a window across midnight as it is written', () => {
		const { days } = diffCalendars(C1, { ...C1, overrides: { '2025-06-04': [['22:00', '06:00']] } }, ...week);
		expect(days).toEqual([{ date: '2025-06-04', before: [['09:00', '17:00']], after: [['22:00', '06:00']] }]);
	});

	test('compares at most ten years', () => {
		expect(() => diffCalendars(C1, shorter, '1970-01-01T00:00:00Z', '2199-01-01T00:00:00Z')).toThrow('at most 3660');
	});
});
