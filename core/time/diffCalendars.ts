import { refuseField } from '../findings';
import { CompiledCalendar } from './compiledCalendar';
import { dateOf, millisOf, secondMs } from './instant';
import { mergeIntervals } from './spanHours';
import type { Calendar, WorkingWindow } from './types';

/** A local day on which an edit changes what counts. */
export interface CalendarDayChange {
	date: string;
	before: WorkingWindow[];
	after: WorkingWindow[];
}

/** What an edit of a calendar changes in a span of time. */
export interface CalendarDiff {
	/** Days with other windows, in order. With another time zone, every day with windows is one. */
	days: CalendarDayChange[];
	/** Null when the time zone stays. */
	timezone: { before: string; after: string } | null;
	before_seconds: number;
	after_seconds: number;
}

/** Ten years of days. */
const maxDays = 3660;

const timeOf = (minutes: number): string => {
	const ofDay = minutes > 24 * 60 ? minutes - 24 * 60 : minutes;
	return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
};

const windowsOn = (calendar: CompiledCalendar, day: number): WorkingWindow[] =>
	calendar.windowsOn(day).map(([opens, closes]): WorkingWindow => [timeOf(opens), timeOf(closes)]);

/** What a day counts, however its windows are written. */
const countedOn = (calendar: CompiledCalendar, day: number): string =>
	JSON.stringify(mergeIntervals(calendar.intervalsOn(day)));

/**
 * What changes between two states of a calendar from one instant to another, day by day; windows that are only written in
 * another way are no change. Throws `FIELD_INVALID` for more than ten years.
 */
export function diffCalendars(before: Calendar, after: Calendar, from: string, to: string): CalendarDiff {
	const [start, end] = [millisOf(from, 'from'), millisOf(to, 'to')];
	const [old, edited] = [new CompiledCalendar(before), new CompiledCalendar(after)];
	const [first, last] = [old.localTime(start).day, old.localTime(end).day];
	if (last - first > maxDays) {
		const message = `'from' and 'to' are ${last - first} days apart; at most ${maxDays} are compared`;
		throw refuseField('to', message, 'Compare a shorter span');
	}
	const days: CalendarDayChange[] = [];
	for (let day = first; day <= last; day += 1) {
		if (countedOn(old, day) === countedOn(edited, day)) continue;
		days.push({ date: dateOf(day), before: windowsOn(old, day), after: windowsOn(edited, day) });
	}
	return {
		days,
		timezone: before.timezone === after.timezone ? null : { before: before.timezone, after: after.timezone },
		before_seconds: old.between(start, end) / secondMs,
		after_seconds: edited.between(start, end) / secondMs,
	};
}
