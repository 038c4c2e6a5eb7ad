import { callNamed, FindingList, pointerStep, shown, type Finding } from '../findings';
import { dayOf } from './instant';
import { isZone } from './offsets';
import { weekdays, type Calendar } from './types';

/** More than any office has, and few enough to be read in no time. */
const maxWindowsPerDay = 50;
const maxDates = 10_000;
const maxNameLength = 200;

const dayMinutes = 24 * 60;

const hoursFix = 'Write {"mon": [["09:00", "17:00"]], "tue": …}';

/** Minutes since midnight of `09:30`; `24:00` is the end of the day. Null for anything else. */
export function minutesOf(time: unknown): number | null {
	const parts = typeof time === 'string' ? /^(\d{2}):(\d{2})$/.exec(time) : null;
	if (parts === null) return null;
	const minutes = Number(parts[1]) * 60 + Number(parts[2]);
	return Number(parts[2]) < 60 && minutes <= dayMinutes ? minutes : null;
}

function checkWindow(findings: FindingList, value: unknown, pointer: string): void {
	const [from, to] = Array.isArray(value) && value.length === 2 ? (value as unknown[]) : [];
	const [opens, closes] = [minutesOf(from), minutesOf(to)];
	if (opens === null || closes === null || opens === dayMinutes) {
		const what = Array.isArray(value) ? `[${value.slice(0, 3).map(shown).join(', ')}]` : shown(value);
		const message = `'${pointer}' is ${what}; a window is two times from 00:00 to 24:00`;
		findings.add(pointer, message, 'Write ["09:00", "17:00"]');
	} else if (opens === closes) {
		const fix = 'For a whole day write ["00:00", "24:00"]; for a closed day write no window';
		findings.add(pointer, `'${pointer}' opens and closes at ${shown(from)}`, fix);
	}
}

function checkWindows(findings: FindingList, value: unknown, pointer: string): void {
	if (!findings.list(value, pointer, maxWindowsPerDay, 'Write [["09:00", "17:00"]]')) return;
	for (const [index, window] of value.entries()) checkWindow(findings, window, `${pointer}/${index}`);
}

function checkDate(findings: FindingList, value: unknown, pointer: string): void {
	if (typeof value === 'string' && dayOf(value) !== null) return;
	findings.expect(value, pointer, 'a date from 1970 to 2199', 'Write 2025-12-25');
}

function checkHours(findings: FindingList, hours: unknown): void {
	if (!findings.record(hours, '/hours', hoursFix)) return;
	for (const [day, windows] of Object.entries(hours)) {
		const pointer = `/hours/${pointerStep(day)}`;
		if ((weekdays as readonly string[]).includes(day)) checkWindows(findings, windows, pointer);
		else findings.add(pointer, `'${pointer}' is no weekday; allowed are ${weekdays.join(', ')}`, hoursFix);
	}
}

function checkDates(findings: FindingList, { holidays = [], overrides = {} }: Record<string, unknown>): void {
	if (findings.list(holidays, '/holidays', maxDates, 'Write ["2025-12-25"]')) {
		for (const [index, date] of holidays.entries()) checkDate(findings, date, `/holidays/${index}`);
	}
	const fix = 'Write {"2025-12-24": [["09:00", "12:00"]]}';
	if (!findings.record(overrides, '/overrides', fix)) return;
	const dates = Object.entries(overrides);
	if (dates.length > maxDates) {
		const message = `'/overrides' has ${dates.length} dates; at most ${maxDates} are kept`;
		return void findings.add('/overrides', message, 'Remove dates that are past');
	}
	for (const [date, windows] of dates) {
		const pointer = `/overrides/${pointerStep(date)}`;
		checkDate(findings, date, pointer);
		checkWindows(findings, windows, pointer);
	}
}

function hasWindows(calendar: Calendar): boolean {
	const days = [...Object.values(calendar.hours), ...Object.values(calendar.overrides ?? {})];
	return days.some((windows) => windows.length > 0);
}

/** What is wrong with the shape of a calendar, whatever it is, and whether it can ever open. */
export function findCalendarFaults(calendar: unknown): Finding[] {
	const findings = new FindingList();
	if (!findings.record(calendar, '', 'Write name, timezone and hours')) return findings.found;
	findings.known(calendar, '', ['name', 'timezone', 'hours', 'holidays', 'overrides']);
	findings.text(calendar.name, '/name', maxNameLength);
	const { timezone } = calendar;
	if (typeof timezone !== 'string' || timezone.length > maxNameLength || !isZone(timezone)) {
		const fix = 'Write a name as "Europe/Berlin"; an offset as +02:00 knows no clock changes';
		findings.expect(timezone, '/timezone', 'the IANA name of a time zone', fix);
	}
	checkHours(findings, calendar.hours);
	checkDates(findings, calendar);
	if (findings.found.length === 0 && !hasWindows(calendar as unknown as Calendar)) {
		findings.add('/hours', 'It has no windows, so no time ever counts', hoursFix);
	}
	return findings.found;
}

export const callCalendar = (calendar: unknown): string => callNamed('calendar', calendar, 'name');
