export { addBusinessDays } from './businessDays';
export { diffCalendars, type CalendarDayChange, type CalendarDiff } from './diffCalendars';
export { activateHolidays, alwaysOpen, checkCalendar } from './editCalendar';
export { explainTime, type TimeExplanation, type TimeSegment } from './explainTime';
export { readHolidayFile, type HolidayFile, type HolidayProposal, type SkippedEvent } from './holidays/readFile';
export { readInstant } from './readInstant';
export { addWorkingSeconds, nextClosing, nextOpening, workingSeconds } from './workingTime';
export {
	weekdays,
	type Calendar,
	type CalendarFinding,
	type CalendarOrVersions,
	type CalendarVersion,
	type OpenTime,
	type Pause,
	type Weekday,
	type WorkingWindow,
} from './types';
