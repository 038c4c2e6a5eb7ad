import type { Finding } from '../findings';
import { calendarInvalid, CompiledCalendar } from './compiledCalendar';
import { findCalendarFaults } from './calendarFindings';
import { millisOf } from './instant';
import type { Calendar } from './types';

/**
 * Everything that keeps a calendar from being used, and an empty list when nothing does. With `now`, also whether it opens
 * within 370 days of that instant: weekly hours always do, single dates run out. Takes any value.
 */
export function checkCalendar(calendar: unknown, now?: string): Finding[] {
	const findings = findCalendarFaults(calendar);
	if (findings.length > 0 || now === undefined) return findings;
	const at = millisOf(now, 'now');
	const compiled = new CompiledCalendar(calendar as Calendar);
	return compiled.nextOpen(at) === null ? [compiled.closedFinding(at)] : [];
}

/**
 * A calendar with more holidays, in order; the one handed in stays as it is. Overrides of the same dates still go first.
 * Throws `CALENDAR_INVALID` when a date is none, or when the calendar cannot be used.
 */
export function activateHolidays(calendar: Calendar, dates: readonly string[]): Calendar {
	const usable = (edited: Calendar): Calendar => {
		const findings = findCalendarFaults(edited);
		if (findings.length > 0) throw calendarInvalid(edited, findings);
		return edited;
	};
	const { holidays = [] } = usable(calendar);
	return usable({ ...calendar, holidays: [...new Set([...holidays, ...dates])].sort() });
}

/** A calendar that is always open: time around the clock, with days by the zone's wall clock. Default UTC. */
export function alwaysOpen(timezone = 'UTC'): Calendar {
	const wholeDay = [['00:00', '24:00']] as const;
	const hours = {
		mon: wholeDay,
		tue: wholeDay,
		wed: wholeDay,
		thu: wholeDay,
		fri: wholeDay,
		sat: wholeDay,
		sun: wholeDay,
	};
	return { name: 'Around the clock', timezone, hours };
}
