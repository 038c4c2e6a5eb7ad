export { decideTimer, followCase, type CaseActivity } from './decide';
export { evolveTimer, readTimerRecord } from './evolve';
export { dueIfPaused, explainTimer, type TimerExplanation } from './explain';
export { readTimerCommand, readTimerName, readTimerTarget } from './read';
export {
	followCalendar,
	readRecount,
	repairTimer,
	savedCalendarOf,
	type TimerFigures,
	type TimerRecount,
} from './recount';
export { isEnded, plannedTimerSteps } from './run';
export { describeOwnerChange, isLate, newOwnerOf, rolesOf, sweepTimer } from './sweep';
export { evolveThrottle, heldStanding, maxBundled, RoleMessages, type RoleThrottle } from './throttle';
export {
	backupWord,
	ownerWord,
	stepActions,
	timerStates,
	type RecountTimer,
	type StartTimer,
	type StepAction,
	type SweptEntry,
	type Timer,
	type TimerCase,
	type TimerCommand,
	type TimerDecision,
	type TimerEntry,
	type TimerRefusal,
	type TimerState,
	type TimerTarget,
} from './types';
