export { addBusinessDays } from './businessDays';
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
