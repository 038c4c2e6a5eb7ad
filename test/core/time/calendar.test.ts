import fc from 'fast-check';

import {
	activateHolidays,
	addBusinessDays,
	addWorkingSeconds,
	checkCalendar,
	isoOf,
	millisOf,
	nextOpening,
	TriageError,
	workingSeconds,
	type Calendar,
} from '../../../core';
import { calendars } from './calendars';

function refusalOf(work: () => unknown): TriageError {
	try {
		work();
	} catch (error) {
		if (error instanceof TriageError) return error;
		throw error;
	}
	throw new Error('Nothing was refused');
}

test('T13: a calendar without windows is refused by name, by every function, at once', () => {
	const never: Calendar = { name: 'Nobody', timezone: 'UTC', hours: { mon: [] } };
	const at = '2025-06-03T10:00:00Z';
	for (const work of [
		() => addWorkingSeconds(never, at, 60),
		() => workingSeconds(never, at, at),
		() => addBusinessDays(never, at, 1),
		() => nextOpening(never, at),
	]) {
		expect(refusalOf(work)).toMatchObject({
			code: 'CALENDAR_INVALID',
			message: "The calendar 'Nobody' cannot be used: It has no windows, so no time ever counts",
			details: { findings: [{ pointer: '/hours' }] },
		});
	}
});

describe('a calendar of single dates that runs out', () => {
	const fair: Calendar = {
		name: 'Fair',
		timezone: 'UTC',
		hours: {},
		overrides: { '2025-06-03': [['09:00', '17:00']] },
	};

	test('counts while it has dates', () => {
		expect(addWorkingSeconds(fair, '2025-06-01T00:00:00Z', 8 * 3600)).toBe('2025-06-03T17:00:00.000Z');
		expect(checkCalendar(fair, '2025-06-01T00:00:00Z')).toEqual([]);
	});

	test('is refused by name where it stays closed for 370 days', () => {
		for (const work of [
			() => addWorkingSeconds(fair, '2025-06-03T17:00:00Z', 60),
			() => addWorkingSeconds(fair, '2025-06-01T00:00:00Z', 8 * 3600 + 1),
			() => addBusinessDays(fair, '2025-06-03T10:00:00Z', 1),
		]) {
			const refusal = refusalOf(work);
			expect(refusal.code).toBe('CALENDAR_INVALID');
			expect(refusal.message).toMatch(
				/^The calendar 'Fair' cannot be used: It does not open within 370 days of 2025-06-/,
			);
		}
		expect(checkCalendar(fair, '2025-06-03T17:00:00Z')).toMatchObject([{ pointer: '/hours' }]);
	});

	test('opens on the 370th day and not later', () => {
		expect(nextOpening(fair, '2024-05-29T09:00:00Z')).toBe('2025-06-03T09:00:00.000Z');
		expect(nextOpening(fair, '2024-05-29T08:59:59Z')).toBeNull();
	});
});

test.each<[string, Record<string, unknown>, string, RegExp]>([
	['an unknown zone', { timezone: 'Mars/Base' }, '/timezone', /"Mars\/Base"; the IANA name of a time zone/],
	['an offset for a zone', { timezone: '+02:00' }, '/timezone', /"\+02:00"/],
	['no zone', { timezone: undefined }, '/timezone', /of type undefined/],
	['an empty name', { name: ' ' }, '/name', /1 to 200 characters/],
	['a name that is half a character', { name: '\ud800' }, '/name', /1 to 200 characters/],
	['hours that are a list', { hours: [] }, '/hours', /a list of 0 entries; an object is expected/],
	[
		'a day that is none',
		{ hours: { monday: [['09:00', '17:00']] } },
		'/hours/monday',
		/no weekday; allowed are mon, tue/,
	],
	['a day of JSON trickery', { hours: JSON.parse('{"__proto__": []}') as unknown }, '/hours/__proto__', /no weekday/],
	['windows that are one window', { hours: { mon: ['09:00'] } }, '/hours/mon/0', /"09:00"; a window is two times/],
	['a time that is none', { hours: { mon: [['9:00', '17:00']] } }, '/hours/mon/0', /\["9:00", "17:00"\]/],
	['a time after the day', { hours: { mon: [['09:00', '24:01']] } }, '/hours/mon/0', /from 00:00 to 24:00/],
	['an opening at the end of the day', { hours: { mon: [['24:00', '06:00']] } }, '/hours/mon/0', /from 00:00 to 24:00/],
	['a window of no length', { hours: { mon: [['09:00', '09:00']] } }, '/hours/mon/0', /opens and closes at "09:00"/],
	[
		'fifty-one windows',
		{ hours: { mon: Array.from({ length: 51 }, () => ['09:00', '17:00']) } },
		'/hours/mon',
		/a list of 51 entries; a list of at most 50/,
	],
	['a date that is none', { holidays: ['2025-02-29'] }, '/holidays/0', /"2025-02-29"; a date/],
	['a date of another form', { holidays: ['25.12.2025'] }, '/holidays/0', /"25.12.2025"/],
	['a date out of time', { holidays: ['2200-01-01'] }, '/holidays/0', /from 1970 to 2199/],
	['holidays that are text', { holidays: '2025-12-25' }, '/holidays', /a list of at most 10000 entries is expected/],
	['an override of no date', { overrides: { tomorrow: [] } }, '/overrides/tomorrow', /a date from/],
	[
		'an override that is no list',
		{ overrides: { '2025-12-24': null } },
		'/overrides/2025-12-24',
		/null; a list of at most 50/,
	],
	['a field that is misspelt', { holiday: ['2025-12-25'] }, '/holiday', /is not known; known are name/],
])('refuses %s', (_, part, pointer, message) => {
	const calendar = { ...calendars.C1, ...part };
	expect(checkCalendar(calendar)).toEqual([
		{ pointer, message: expect.stringMatching(message), fix: expect.any(String) },
	]);
	const refusal = refusalOf(() => workingSeconds(calendar as Calendar, '2025-06-03T10:00:00Z', '2025-06-03T11:00:00Z'));
	expect(refusal.code).toBe('CALENDAR_INVALID');
	expect(refusal.message).toMatch(message);
});

test('reports every finding at once', () => {
	const calendar = { name: '', timezone: 'x', hours: { mon: [['1', '2']] }, holidays: ['soon'] } as unknown as Calendar;
	expect(checkCalendar(calendar).map(({ pointer }) => pointer)).toEqual([
		'/name',
		'/timezone',
		'/hours/mon/0',
		'/holidays/0',
	]);
	expect(refusalOf(() => nextOpening(calendar, '2025-06-03T10:00:00Z')).message).toMatch(/\(and 3 more\)$/);
});

test.each([null, undefined, 'C1', 5, true, [], [null], () => 0, new Map()])('%p is no calendar', (value) => {
	const refusal = refusalOf(() =>
		workingSeconds(value as unknown as Calendar, '2025-06-03T10:00:00Z', '2025-06-03T11:00:00Z'),
	);
	expect(refusal.code).toMatch(/^(CALENDAR|FIELD)_INVALID$/);
});

test.each([
	'soon',
	'',
	'2025-06-03',
	'2025-06-03T10:00',
	'2025-02-29T10:00:00Z',
	'2025-13-01T10:00:00Z',
	'1969-12-31T23:59:59Z',
	'2200-01-01T00:00:00Z',
	'+275760-09-13T00:00:00Z',
	'2025-06-03T10:00:00.000Z\u0000',
	5,
	null,
	NaN,
	{},
])('%p is no instant to count from', (from) => {
	const refusal = refusalOf(() => workingSeconds(calendars.C1, from as string, '2025-06-03T11:00:00Z'));
	expect(refusal).toMatchObject({ code: 'FIELD_INVALID', details: { field: 'from' } });
});

test.each([-1, NaN, Infinity, '60', null])('%p seconds cannot be added', (seconds) => {
	const refusal = refusalOf(() => addWorkingSeconds(calendars.C1, '2025-06-03T10:00:00Z', seconds as number));
	expect(refusal).toMatchObject({ code: 'FIELD_INVALID', details: { field: 'seconds' } });
});

test.each([
	[[{ from: '2025-06-03T11:00:00Z', to: '2025-06-03T10:00:00Z' }], 'pauses[0]'],
	[[{ from: '2025-06-03T11:00:00Z' }], 'pauses[0].to'],
	[[null], 'pauses[0].from'],
	['soon', 'pauses'],
])('pauses that are none are refused: %j', (pauses, field) => {
	const work = () => workingSeconds(calendars.C1, '2025-06-03T10:00:00Z', '2025-06-03T11:00:00Z', pauses as []);
	expect(refusalOf(work)).toMatchObject({ code: 'FIELD_INVALID', details: { field } });
});

test('instants are read and written as JavaScript does', () => {
	const instant = fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) - 1 });
	fc.assert(
		fc.property(instant, (at) => {
			const text = new Date(at).toISOString();
			expect([isoOf(at), millisOf(text, 'at')]).toEqual([text, at]);
			expect(millisOf(text.replace(/\.\d+/, ''), 'at')).toBe(Math.floor(at / 1000) * 1000);
		}),
	);
});

test('holidays are activated in a new calendar, once each and in order', () => {
	const edited = activateHolidays(calendars.C1, ['2025-05-01', '2025-04-18', '2025-05-01']);
	expect(edited.holidays).toEqual(['2025-04-18', '2025-04-21', '2025-05-01', '2025-12-25', '2025-12-26']);
	expect(calendars.C1.holidays).toHaveLength(4);
	expect(addWorkingSeconds(edited, '2025-04-30T16:30:00+02:00', 3600)).toBe('2025-05-02T07:30:00.000Z');
	expect(refusalOf(() => activateHolidays(calendars.C1, ['May Day'])).code).toBe('CALENDAR_INVALID');
});
