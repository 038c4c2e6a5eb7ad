export { addBusinessDays, businessDaySeconds } from './businessDays';
export { countedTime, pausableTime } from './countedTime';
export { diffCalendars, type CalendarDayChange, type CalendarDiff } from './diffCalendars';
export { activateHolidays, alwaysOpen, checkCalendar } from './editCalendar';
export { explainTime, type TimeExplanation, type TimeSegment } from './explainTime';
export { readHolidayFile, type HolidayFile, type HolidayProposal, type SkippedEvent } from './holidays/readFile';
export { isoOf, millisOf } from './instant';
export { readInstant } from './readInstant';
export { addWorkingSeconds, nextClosing, nextOpening, workingSeconds } from './workingTime';
export {
	newestCalendar,
	weekdays,
	type Calendar,
	type CalendarOrVersions,
	type CalendarVersion,
	type OpenTime,
	type PausableTime,
	type Pause,
	type PauseSpan,
	type Weekday,
	type WorkingWindow,
} from './types';
