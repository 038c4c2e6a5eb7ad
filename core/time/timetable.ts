import type { TriageError } from '../errors';
import { calendarInvalid, CompiledCalendar } from './compiledCalendar';
import { millisOf } from './instant';
import type { Calendar, CalendarOrVersions, CalendarVersion, OpenTime } from './types';
import { VersionedCalendar } from './versionedCalendar';

/** Open time, and the calendar that holds at an instant. */
export interface Timetable extends OpenTime {
	/** The first closed instant at or after `at`; null when it stays open for ten years. */
	nextClosed(at: number): number | null;
	calendarAt(at: number): CompiledCalendar;
	/** The refusal when nothing opens within 370 days of an instant. */
	staysClosed(at: number): TriageError;
}

/** More calendars than one n8n process has teams; a compiled one takes some ten kilobytes a year. */
const maxCached = 50;

/** By content, the least recently used first: calendars come from the store as new objects every time. */
const byContent = new Map<string, CompiledCalendar>();
const byObject = new WeakMap<object, Timetable>();

function compile(calendar: Calendar): CompiledCalendar {
	// Checks the shape before anything is written as text, which a calendar that holds itself would not survive.
	const fresh = new CompiledCalendar(calendar);
	const content = JSON.stringify(calendar);
	const compiled = byContent.get(content) ?? fresh;
	byContent.delete(content);
	byContent.set(content, compiled);
	const [oldest] = byContent.keys();
	if (byContent.size > maxCached && oldest !== undefined) byContent.delete(oldest);
	return compiled;
}

function compileVersions(versions: readonly CalendarVersion[]): Timetable {
	const starts = (versions as ReadonlyArray<CalendarVersion | null>).map((version, index) =>
		millisOf(version?.effective_from, `calendar[${index}].effective_from`),
	);
	const isOrdered = starts.every((start, index) => index === 0 || start > starts[index - 1]!);
	if (versions.length === 0 || !isOrdered) {
		const message = versions.length === 0 ? 'It has no versions' : "'effective_from' of its versions does not rise";
		const fix = 'Hand over the versions in the order in which they came into force';
		throw calendarInvalid(versions[0]?.calendar, [{ pointer: '', message, fix }]);
	}
	const compiled = versions.map(({ calendar }) => compile(calendar));
	if (compiled.length === 1) return compiled[0]!;
	return new VersionedCalendar(compiled.map((calendar, index) => ({ until: starts[index + 1] ?? Infinity, calendar })));
}

/** A calendar made ready to count, remembered by object and by content. Throws `CALENDAR_INVALID` with all findings. */
export function timetableOf(calendar: CalendarOrVersions): Timetable {
	const known = typeof calendar === 'object' && calendar !== null ? byObject.get(calendar) : undefined;
	if (known !== undefined) return known;
	const timetable = Array.isArray(calendar)
		? compileVersions(calendar as readonly CalendarVersion[])
		: compile(calendar as Calendar);
	byObject.set(calendar, timetable);
	return timetable;
}
