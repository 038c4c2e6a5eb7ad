import { activateHolidays, readHolidayFile, workingSeconds } from '../../../core';
import { calendars } from './calendars';

const file = (...events: string[][]) =>
	[
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
		'END:VCALENDAR',
		'',
	].join('\r\n');

const read = (...lines: string[]) => readHolidayFile(file(lines), '2025-01-01', '2027-12-31');
const datesOf = (...lines: string[]) => read(...lines).proposals.map(({ date }) => date);

test('proposes the holidays of a file, by date and name, and activates nothing', () => {
	const text = file(
		['DTSTART;VALUE=DATE:20251225', 'DTEND;VALUE=DATE:20251227', 'SUMMARY:Christmas'],
		['DTSTART;VALUE=DATE:20250501', 'SUMMARY;LANGUAGE=de:Tag der Arbeit'],
		['DTSTART;VALUE=DATE:20250501', 'SUMMARY;LANGUAGE=de:Tag der Arbeit', 'UID:again'],
	);
	const { proposals, ...rest } = readHolidayFile(text, '2025-01-01', '2025-12-31');
	expect(proposals).toEqual([
		{ date: '2025-05-01', name: 'Tag der Arbeit' },
		{ date: '2025-12-25', name: 'Christmas' },
		{ date: '2025-12-26', name: 'Christmas' },
	]);
	expect(rest).toEqual({ skipped: [], skipped_count: 0, truncated: false });
	const edited = activateHolidays(calendars.C2, [proposals[0]!.date]);
	expect(workingSeconds(edited, '2025-05-01T00:00:00Z', '2025-05-02T00:00:00Z')).toBe(0);
	expect(workingSeconds(calendars.C2, '2025-05-01T04:00:00Z', '2025-05-02T04:00:00Z')).toBe(8 * 3600);
});

test.each<[string, string[], string[]]>([
	['comes once', [], ['2025-05-01']],
	['comes every year', ['RRULE:FREQ=YEARLY'], ['2025-05-01', '2026-05-01', '2027-05-01']],
	[
		'names its own date in the rule',
		['RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;WKST=MO'],
		['2025-05-01', '2026-05-01', '2027-05-01'],
	],
	['comes every other year', ['RRULE:FREQ=YEARLY;INTERVAL=2'], ['2025-05-01', '2027-05-01']],
	['comes twice', ['RRULE:FREQ=YEARLY;COUNT=2'], ['2025-05-01', '2026-05-01']],
	['ends', ['RRULE:FREQ=YEARLY;UNTIL=20260501'], ['2025-05-01', '2026-05-01']],
	['ends at an instant', ['RRULE:FREQ=YEARLY;UNTIL=20260430T220000Z'], ['2025-05-01']],
	['leaves a year out', ['RRULE:FREQ=YEARLY', 'EXDATE;VALUE=DATE:20260501'], ['2025-05-01', '2027-05-01']],
	['lasts a week', ['DURATION:P1W'], ['01', '02', '03', '04', '05', '06', '07'].map((day) => `2025-05-${day}`)],
	['has an alarm', ['BEGIN:VALARM', 'DTSTART:20250101', 'END:VALARM'], ['2025-05-01']],
])('a holiday that %s', (_, lines, dates) => {
	expect(datesOf('DTSTART;VALUE=DATE:20250501', ...lines)).toEqual(dates);
});

test('a yearly holiday that began long ago comes in the years asked for', () => {
	expect(datesOf('DTSTART;VALUE=DATE:16010101', 'RRULE:FREQ=YEARLY')).toEqual([
		'2025-01-01',
		'2026-01-01',
		'2027-01-01',
	]);
	expect(datesOf('DTSTART;VALUE=DATE:20231230', 'DTEND;VALUE=DATE:20240103', 'RRULE:FREQ=YEARLY').slice(0, 3)).toEqual([
		'2025-01-01',
		'2025-01-02',
		'2025-12-30',
	]);
});

test('29 February comes in leap years, and only those count', () => {
	const text = file(['DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY;COUNT=2', 'SUMMARY:Leap day']);
	expect(readHolidayFile(text, '2024-01-01', '2040-12-31').proposals.map(({ date }) => date)).toEqual([
		'2024-02-29',
		'2028-02-29',
	]);
});

test.each<[string, string[], string]>([
	['at a time of day', ['DTSTART:20250501T090000Z'], 'it does not take whole days, or has no real date'],
	['on no real date', ['DTSTART;VALUE=DATE:20250230'], 'it does not take whole days, or has no real date'],
	['without a date', ['UID:1'], 'it has no DTSTART'],
	['cancelled', ['DTSTART:20250501', 'STATUS:CANCELLED'], 'it is cancelled'],
	[
		'on the last Monday of May',
		['DTSTART:20250526', 'RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO'],
		'it repeats by BYDAY; only the same date every year can be read',
	],
	[
		'every week',
		['DTSTART:20250526', 'RRULE:FREQ=WEEKLY'],
		'it does not repeat yearly; only the same date every year can be read',
	],
	[
		'on another date than its first',
		['DTSTART:20250526', 'RRULE:FREQ=YEARLY;BYMONTH=6'],
		'it repeats on other dates than its first; only the same date every year can be read',
	],
	['on added dates', ['DTSTART:20250526', 'RDATE:20250601'], 'it has RDATE; only the same date every year can be read'],
	[
		'moved once',
		['DTSTART:20250526', 'RECURRENCE-ID:20250601'],
		'it has RECURRENCE-ID; only the same date every year can be read',
	],
	['for a term', ['DTSTART:20250526', 'DTEND:20250701'], 'it takes 36 days; at most 31 are a holiday'],
	['to no date', ['DTSTART:20250526', 'DTEND:soon'], 'its end is no date'],
	['never', ['DTSTART:20250526', 'RRULE:FREQ=YEARLY;COUNT=0'], 'its repetition cannot be read'],
	['every zero years', ['DTSTART:20250526', 'RRULE:FREQ=YEARLY;INTERVAL=0'], 'its repetition cannot be read'],
])('an event %s is left out with the reason', (_, lines, reason) => {
	expect(read('SUMMARY:Day', ...lines)).toMatchObject({
		proposals: [],
		skipped: [{ name: 'Day', reason }],
		skipped_count: 1,
	});
});

test('says in which line a left out event stands', () => {
	expect(read('SUMMARY:Day', 'DTSTART:20250501T090000Z').skipped[0]?.line).toBe(5);
});

test('reads folded lines, quoted parameters, escapes and any line ends', () => {
	const text =
		'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;X="a:b;c";VALUE=DATE:2025\n 0501\nSUM\n\tMARY:All\\, or\\nnothing\\; the\n  end\\\\\nEND:VEVENT\nEND:VCALENDAR';
	expect(readHolidayFile(text, '2025-01-01', '2025-12-31').proposals).toEqual([
		{ date: '2025-05-01', name: 'All, or nothing; the end\\' },
	]);
});

describe('a hostile file', () => {
	const span = ['2000-01-01', '2049-12-31'] as const;
	const many = (count: number, ...lines: string[]) => file(...Array.from({ length: count }, () => lines));

	test('that repeats without end is cut', () => {
		const told = readHolidayFile(many(5000, 'DTSTART:19700101', 'DURATION:P31D', 'RRULE:FREQ=YEARLY'), ...span);
		expect(told.truncated).toBe(true);
		expect(told.proposals).toHaveLength(31 * 50);
	});

	test('with too many events is refused', () => {
		expect(() => readHolidayFile(many(5001, 'DTSTART:20250501'), ...span)).toThrow('more than 5000 events');
	});

	test('lists a hundred events left out and counts all', () => {
		const { skipped, skipped_count } = readHolidayFile(many(300, 'DTSTART:soon'), ...span);
		expect([skipped.length, skipped_count]).toEqual([100, 300]);
	});

	test.each([
		['a folded line of a million characters', `DTSTART:2025${'\r\n 0'.repeat(250_000)}`],
		['a million parameters', `DTSTART${';A=B'.repeat(250_000)}:20250501`],
		['an open quote', `DTSTART;A="${'x'.repeat(500_000)}`],
		['alarms without end', `BEGIN:VALARM\r\n`.repeat(50_000)],
		['a name of controls and half characters', `DTSTART:20250501\r\nSUMMARY:${'\u0001\ud800'.repeat(100_000)}`],
		['names of objects', 'DTSTART;__proto__=1;constructor=2:20250501\r\nRRULE:__proto__=1;FREQ=YEARLY'],
	])('with %s is read to its end', (_, lines) => {
		const { proposals } = readHolidayFile(file([lines]), ...span);
		for (const { name } of proposals) {
			expect(name.isWellFormed()).toBe(true);
			expect(name.length).toBeLessThanOrEqual(100);
		}
	});

	test.each([
		['', 'BEGIN:VCALENDAR'],
		['<html>', 'BEGIN:VCALENDAR'],
		[5, 'of type number'],
		['x'.repeat(2_000_001), 'characters long'],
	])('%# is refused', (text, message) => {
		expect(() => readHolidayFile(text as string, ...span)).toThrow(message);
	});

	test.each([
		['2025-01-01', '2024-12-31'],
		['2025-01-01', 'soon'],
		['1970-01-01', '2199-12-31'],
	])('from %s to %s is no span', (from, to) => {
		expect(() => readHolidayFile(file(), from, to)).toThrow('at most 50 years apart');
	});
});
