import { refuseField, shown } from '../findings';
import { maxClosedDays, type CompiledCalendar } from './compiledCalendar';
import { isoOf, millisOf, secondMs } from './instant';
import { timetableOf } from './timetable';
import type { CalendarOrVersions } from './types';

/** Ten years of working days. */
const maxDays = 2600;

interface Options {
	end_of_day?: boolean;
}

/** The n-th later day with windows, and the deadline on it. */
function findDeadline(calendar: CompiledCalendar, start: number, days: number, end_of_day: boolean): number {
	if (!Number.isInteger(days) || days < 1 || days > maxDays) {
		const message = `'days' is ${shown(days)}; a whole number from 1 to ${maxDays} is expected`;
		throw refuseField('days', message, 'Write business hours or minutes for less than a day');
	}
	const { day: first, ofDay } = calendar.localTime(start);
	let day = first;
	for (let left = days, closed = 0; left > 0;) {
		day += 1;
		if (calendar.windowsOn(day).length > 0 && calendar.intervalsOn(day).length > 0) {
			left -= 1;
			closed = 0;
		} else {
			closed += 1;
			if (closed > maxClosedDays) throw calendar.staysClosed(start);
		}
	}
	if (end_of_day) return Math.max(...calendar.intervalsOn(day).map(([, closes]) => closes));
	const opens = calendar.nextOpen(calendar.instantOn(day, ofDay));
	if (opens === null) throw calendar.staysClosed(start);
	return opens;
}

/**
 * The instant `days` business days after `start`: the same local time on the n-th later day that has windows, then moved
 * to the next open instant; with `end_of_day`, the last closing of that day. A business day is never a number of hours.
 * Of a calendar's versions, the one in force at `start` counts.
 *
 * `days` is a whole number from 1 to 2,600. Throws `CALENDAR_INVALID` when no such day comes for 370 days.
 */
export function addBusinessDays(
	calendar: CalendarOrVersions,
	start: string,
	days: number,
	options: Options = {},
): string {
	const at = millisOf(start, 'start');
	return isoOf(findDeadline(timetableOf(calendar).calendarAt(at), at, days, options.end_of_day ?? false));
}

/**
 * Working seconds from `start` to `addBusinessDays`: the length of that many business days from that instant on, by the
 * calendar as it was then. 0 is possible, as from Sunday to Monday's opening.
 */
export function businessDaySeconds(
	calendar: CalendarOrVersions,
	start: string,
	days: number,
	options: Options = {},
): number {
	const at = millisOf(start, 'start');
	const version = timetableOf(calendar).calendarAt(at);
	return version.between(at, findDeadline(version, at, days, options.end_of_day ?? false)) / secondMs;
}
