import { refuseField, shown } from '../findings';
import { countedTime } from './countedTime';
import { isoOrNull, millisOf, secondMs } from './instant';
import { readPauses } from './pauses';
import { timetableOf } from './timetable';
import type { CalendarOrVersions, Pause } from './types';

/**
 * Seconds between two instants that lie inside the calendar's windows and outside the pauses; a fraction where the
 * instants have one. 0 when `to` is not after `from`. Instants are ISO 8601 with a zone, from 1970 to 2199.
 *
 * Throws `CALENDAR_INVALID` for a calendar that cannot be used and `FIELD_INVALID` for an instant that is none.
 */
export function workingSeconds(
	calendar: CalendarOrVersions,
	from: string,
	to: string,
	pauses: readonly Pause[] = [],
): number {
	return countedTime(calendar, readPauses(pauses)).between(millisOf(from, 'from'), millisOf(to, 'to')) / secondMs;
}

/**
 * The earliest instant at which `seconds` of working time have passed since `start`, as ISO 8601 in UTC: a budget that is
 * used up at closing time is due at closing time, not at the next opening. 0 seconds give `start` itself. Null when the
 * instant does not come: a pause has no end, or it lies more than ten years ahead.
 *
 * Throws `CALENDAR_INVALID` also when the calendar stays closed for 370 days on the way.
 */
export function addWorkingSeconds(
	calendar: CalendarOrVersions,
	start: string,
	seconds: number,
	pauses: readonly Pause[] = [],
): string | null {
	if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) {
		const message = `'seconds' is ${shown(seconds)}; a number from 0 up is expected`;
		throw refuseField('seconds', message, 'Hand over the time to add in seconds');
	}
	const at = countedTime(calendar, readPauses(pauses)).reach(millisOf(start, 'start'), Math.round(seconds * secondMs));
	return isoOrNull(at);
}

/** The first instant at or after `at` that lies in a window; null when there is none within 370 days. */
export function nextOpening(calendar: CalendarOrVersions, at: string): string | null {
	return isoOrNull(timetableOf(calendar).nextOpen(millisOf(at, 'at')));
}

/** The first instant at or after `at` that lies in no window; null when the calendar stays open for ten years. */
export function nextClosing(calendar: CalendarOrVersions, at: string): string | null {
	return isoOrNull(timetableOf(calendar).nextClosed(millisOf(at, 'at')));
}
