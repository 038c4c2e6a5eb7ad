import { dayOf } from './instant';
import { isZone } from './offsets';
import { weekdays, type Calendar, type CalendarFinding } from './types';

/** More than any office has, and few enough to be read in no time. */
const maxWindowsPerDay = 50;
const maxDates = 10_000;
const maxNameLength = 100;

const dayMinutes = 24 * 60;

/** Minutes since midnight of `09:30`; `24:00` is the end of the day. Null for anything else. */
export function minutesOf(time: unknown): number | null {
	const parts = typeof time === 'string' ? /^(\d{2}):(\d{2})$/.exec(time) : null;
	if (parts === null) return null;
	const minutes = Number(parts[1]) * 60 + Number(parts[2]);
	return Number(parts[2]) < 60 && minutes <= dayMinutes ? minutes : null;
}

function shown(value: unknown): string {
	if (value === null) return 'null';
	if (typeof value === 'string') return `"${value.slice(0, 40).toWellFormed()}"`;
	if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `of type ${typeof value}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** `~` and `/` in a name of a JSON Pointer (RFC 6901). */
const step = (name: string): string => name.slice(0, 40).replaceAll('~', '~0').replaceAll('/', '~1');

class Findings {
	readonly found: CalendarFinding[] = [];

	add(pointer: string, message: string, fix: string): void {
		this.found.push({ pointer, message, fix });
	}

	windows(value: unknown, pointer: string): void {
		if (!Array.isArray(value) || value.length > maxWindowsPerDay) {
			const allowed = `a list of at most ${maxWindowsPerDay} windows`;
			const what = Array.isArray(value) ? `${value.length} windows long` : shown(value);
			return this.add(pointer, `'${pointer}' is ${what}; it has to be ${allowed}`, 'Write [["09:00", "17:00"]]');
		}
		for (const [index, window] of value.entries()) this.window(window, `${pointer}/${index}`);
	}

	private window(value: unknown, pointer: string): void {
		const [from, to] = Array.isArray(value) && value.length === 2 ? (value as unknown[]) : [];
		const [opens, closes] = [minutesOf(from), minutesOf(to)];
		if (opens === null || closes === null || opens === dayMinutes) {
			const what = Array.isArray(value) ? `[${value.slice(0, 3).map(shown).join(', ')}]` : shown(value);
			const allowed = 'two times from 00:00 to 24:00';
			return this.add(pointer, `'${pointer}' is ${what}; a window is ${allowed}`, 'Write ["09:00", "17:00"]');
		}
		if (opens === closes) {
			const fix = 'For a whole day write ["00:00", "24:00"]; for a closed day write no window';
			this.add(pointer, `'${pointer}' opens and closes at ${shown(from)}`, fix);
		}
	}

	date(value: unknown, pointer: string): void {
		if (typeof value === 'string' && dayOf(value) !== null) return;
		this.add(pointer, `'${pointer}' is ${shown(value)}; a date from 1970 to 2199 is expected`, 'Write 2025-12-25');
	}
}

function checkHours(findings: Findings, hours: unknown): void {
	if (!isRecord(hours)) {
		return findings.add('/hours', `'/hours' is ${shown(hours)}; windows by weekday are expected`, hoursFix);
	}
	for (const [day, windows] of Object.entries(hours)) {
		const pointer = `/hours/${step(day)}`;
		const isDay = (weekdays as readonly string[]).includes(day);
		if (isDay) findings.windows(windows, pointer);
		else findings.add(pointer, `'${pointer}' is no weekday; allowed are ${weekdays.join(', ')}`, hoursFix);
	}
}

const hoursFix = 'Write {"mon": [["09:00", "17:00"]], "tue": …}';

function checkDates(findings: Findings, { holidays, overrides }: Record<string, unknown>): void {
	if (holidays !== undefined && (!Array.isArray(holidays) || holidays.length > maxDates)) {
		const allowed = `a list of at most ${maxDates} dates`;
		findings.add('/holidays', `'/holidays' is ${shown(holidays)}; it has to be ${allowed}`, 'Write ["2025-12-25"]');
	} else {
		for (const [index, date] of (holidays ?? []).entries()) findings.date(date, `/holidays/${index}`);
	}
	if (overrides === undefined) return;
	if (!isRecord(overrides) || Object.keys(overrides).length > maxDates) {
		const allowed = `windows by date, at most ${maxDates}`;
		const fix = 'Write {"2025-12-24": [["09:00", "12:00"]]}';
		return findings.add('/overrides', `'/overrides' is ${shown(overrides)}; it has to be ${allowed}`, fix);
	}
	for (const [date, windows] of Object.entries(overrides)) {
		const pointer = `/overrides/${step(date)}`;
		findings.date(date, pointer);
		findings.windows(windows, pointer);
	}
}

const fields = ['name', 'timezone', 'hours', 'holidays', 'overrides'];

function hasWindows(calendar: Calendar): boolean {
	const days = [...Object.values(calendar.hours), ...Object.values(calendar.overrides ?? {})];
	return days.some((windows) => windows.length > 0);
}

/** What is wrong with the shape of a calendar, whatever it is, and whether it can ever open. */
export function findCalendarFaults(calendar: unknown): CalendarFinding[] {
	const findings = new Findings();
	if (!isRecord(calendar)) {
		findings.add('', `It is ${shown(calendar)}, not an object`, 'Write name, timezone and hours');
		return findings.found;
	}
	for (const field of Object.keys(calendar)) {
		if (fields.includes(field)) continue;
		const pointer = `/${step(field)}`;
		findings.add(pointer, `'${pointer}' is no field of a calendar; allowed are ${fields.join(', ')}`, 'Remove it');
	}
	const { name, timezone } = calendar;
	if (typeof name !== 'string' || name.trim() === '' || name.length > maxNameLength || !name.isWellFormed()) {
		const allowed = `a text of 1 to ${maxNameLength} characters`;
		findings.add('/name', `'/name' is ${shown(name)}; it has to be ${allowed}`, 'Name it, as "Berlin support"');
	}
	if (typeof timezone !== 'string' || timezone.length > maxNameLength || !isZone(timezone)) {
		const fix = 'Write an IANA name, as "Europe/Berlin"; an offset as +02:00 knows no clock changes';
		findings.add('/timezone', `'/timezone' is ${shown(timezone)}, which is no IANA time zone`, fix);
	}
	checkHours(findings, calendar.hours);
	checkDates(findings, calendar);
	if (findings.found.length === 0 && !hasWindows(calendar as unknown as Calendar)) {
		findings.add('/hours', 'It has no windows, so no time ever counts', hoursFix);
	}
	return findings.found;
}

/** Name of a calendar for messages, whatever it is. */
export function calendarName(calendar: unknown): string {
	const name = isRecord(calendar) ? calendar.name : undefined;
	return typeof name === 'string' && name.trim() !== ''
		? `The calendar '${name.slice(0, maxNameLength).toWellFormed()}'`
		: 'The calendar';
}
