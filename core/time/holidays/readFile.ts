import { refuseField } from '../../findings';
import { readHoliday, readText, type IcsHoliday } from './icsEvent';
import { readEvents, type IcsProperty } from './icsLines';
import { dateOf, dayMs, dayOf } from '../instant';

/** A day of a holiday file. It closes nothing until somebody activates it. */
export interface HolidayProposal {
	/** Local date, as `2025-12-25`. */
	date: string;
	name: string;
}

/** An event that could not become proposals. */
export interface SkippedEvent {
	/** Where its DTSTART stands in the file, or its first line. */
	line: number;
	name: string;
	/** As `it repeats by BYDAY; only the same date every year can be read`. */
	reason: string;
}

/** What a holiday file holds for a span of dates. */
export interface HolidayFile {
	/** By date, then name; each once. */
	proposals: HolidayProposal[];
	/** Events left out, at most 100, with the reason. */
	skipped: SkippedEvent[];
	skipped_count: number;
	/** True when the file holds more days than are read. */
	truncated: boolean;
}

/** A country's holidays of ten years take some hundred kilobytes. */
const maxFileLength = 2_000_000;
const maxEvents = 5000;
const maxDays = 20_000;
const maxSkipped = 100;
const maxYears = 50;
const lastYear = 2199;

/** Every day of a holiday from one day to another, in order. */
function* daysOf(holiday: IcsHoliday, first: number, last: number): Generator<number> {
	const { interval, count, until } = holiday.yearly ?? { interval: 1, count: 1, until: '99991231' };
	let left = count;
	for (let year = holiday.year; left > 0 && year <= lastYear; year += interval) {
		const start = new Date(Date.UTC(year, holiday.month - 1, holiday.day));
		// 29 February comes in leap years only, and only those are counted.
		if (start.getUTCDate() !== holiday.day) continue;
		const date = start.toISOString().slice(0, 10).replaceAll('-', '');
		const day = start.getTime() / dayMs;
		if (day > last || date > until) return;
		left -= 1;
		if (holiday.except.has(date)) continue;
		for (let each = Math.max(day, first); each < day + holiday.days && each <= last; each += 1) yield each;
	}
}

function describeSkipped(event: readonly IcsProperty[], reason: string): SkippedEvent {
	const line = (event.find(({ name }) => name === 'DTSTART') ?? event[0])?.line ?? 0;
	return { line, name: readText(event.find(({ name }) => name === 'SUMMARY')?.value ?? ''), reason };
}

const refuse = (message: string, fix: string) => refuseField('text', message, fix);

function assertCalendarFile(text: unknown): asserts text is string {
	if (typeof text !== 'string' || text.length > maxFileLength) {
		const found = typeof text === 'string' ? `${text.length} characters long` : `of type ${typeof text}`;
		throw refuse(`The file is ${found}; a text of at most ${maxFileLength} is read`, 'Split the file by year');
	}
	if (!/^\uFEFF?\s{0,100}BEGIN:VCALENDAR/i.test(text)) {
		throw refuse('The file does not begin with BEGIN:VCALENDAR', 'Export the calendar as iCalendar (.ics) again');
	}
}

function readSpan(from: string, to: string): [first: number, last: number] {
	const [first, last] = [dayOf(from), dayOf(to)];
	if (first !== null && last !== null && last >= first && last - first <= maxYears * 366) return [first, last];
	const message = `'from' and 'to' have to be dates from 1970 to 2199, in order, at most ${maxYears} years apart`;
	throw refuseField('from', message, "Write '2026-01-01' and '2026-12-31'");
}

/**
 * Holidays of an iCalendar file (.ics, RFC 5545) between two local dates, both included, as proposals: `activateHolidays`
 * puts the ones a person chose into a calendar. All-day events are read, once or on the same date every year. Events
 * that repeat in another way, or at a time of day, are left out with the reason; nothing is guessed.
 *
 * Throws `FIELD_INVALID` for a text that is no iCalendar file, is longer than 2,000,000 characters or has more than 5,000
 * events.
 */
export function readHolidayFile(text: string, from: string, to: string): HolidayFile {
	assertCalendarFile(text);
	const [first, last] = readSpan(from, to);
	const found = new Map<string, HolidayProposal>();
	const file: HolidayFile = { proposals: [], skipped: [], skipped_count: 0, truncated: false };
	let [events, days] = [0, 0];
	for (const event of readEvents(text)) {
		events += 1;
		if (events > maxEvents) throw refuse(`The file has more than ${maxEvents} events`, 'Split the file by year');
		const holiday = readHoliday(event);
		if (typeof holiday === 'string') {
			file.skipped_count += 1;
			if (file.skipped.length < maxSkipped) file.skipped.push(describeSkipped(event, holiday));
			continue;
		}
		for (const day of daysOf(holiday, first, last)) {
			days += 1;
			if (days > maxDays) break;
			found.set(`${day} ${holiday.name}`, { date: dateOf(day), name: holiday.name });
		}
	}
	file.truncated = days > maxDays;
	file.proposals = [...found.values()].sort(
		(one, other) => one.date.localeCompare(other.date) || one.name.localeCompare(other.name),
	);
	return file;
}
