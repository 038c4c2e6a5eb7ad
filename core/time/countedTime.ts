import { PausedTime } from './pauses';
import { timetableOf } from './timetable';
import type { CalendarOrVersions, OpenTime, PausableTime, PauseSpan } from './types';

/**
 * Open time of a calendar without some pauses, for callers that ask many questions about it: made once, then every answer
 * takes less than a microsecond. Instants are milliseconds since 1970, and have to be whole. Throws `CALENDAR_INVALID`.
 */
export function countedTime(calendar: CalendarOrVersions, pauses: readonly PauseSpan[] = []): OpenTime {
	const open = timetableOf(calendar);
	return pauses.length === 0 ? open : new PausedTime(open, pauses);
}

/** As `countedTime`, for time that is paused later. Throws `CALENDAR_INVALID`. */
export const pausableTime = (calendar: CalendarOrVersions): PausableTime => new PausedTime(timetableOf(calendar));
