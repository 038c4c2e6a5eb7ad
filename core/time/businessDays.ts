import { TriageError } from '../errors';
import { isoOf, millisOf } from './instant';
import { maxClosedDays } from './compiledCalendar';
import { timetableOf } from './timetable';
import type { CalendarOrVersions } from './types';

/** Ten years of working days. */
const maxDays = 2600;

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
	options: { end_of_day?: boolean } = {},
): string {
	if (!Number.isInteger(days) || days < 1 || days > maxDays) {
		const message = `'days' is ${String(days)}; a whole number from 1 to ${maxDays} is expected`;
		throw new TriageError('FIELD_INVALID', message, 'Write business hours or minutes for less than a day', {
			details: { field: 'days' },
		});
	}
	const at = millisOf(start, 'start');
	const version = timetableOf(calendar).calendarAt(at);
	const { day: first, ofDay } = version.localTime(at);
	let day = first;
	for (let left = days, closed = 0; left > 0;) {
		day += 1;
		if (version.windowsOn(day).length > 0 && version.intervalsOn(day).length > 0) {
			left -= 1;
			closed = 0;
		} else {
			closed += 1;
			if (closed > maxClosedDays) throw version.staysClosed(at);
		}
	}
	if (options.end_of_day) return isoOf(Math.max(...version.intervalsOn(day).map(([, closes]) => closes)));
	const opens = version.nextOpen(version.instantOn(day, ofDay));
	if (opens === null) throw version.staysClosed(at);
	return isoOf(opens);
}
