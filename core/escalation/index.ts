export { auditEscalations, type EscalationAudit, type StalledEscalation, type WatchedEscalation } from './audit';
export { checkChain } from './chainFindings';
export { escalationSteps, isToTell, plannedSteps } from './escalationSteps';
export { lintChain, lintTimedChain } from './lintChain';
export { describeRepeated, findRepeatedSteps } from './repeatedSteps';
export { rearmEscalation, startEscalation } from './startEscalation';
export {
	assertThrottle,
	maxThrottleCount,
	messageAllowedFrom,
	textMessageThrottle,
	type ThrottleRule,
} from './throttle';
export type {
	ChainFinding,
	EscalationChain,
	EscalationEvent,
	EscalationRecord,
	EscalationRun,
	EscalationStep,
	EscalationSteps,
	PlannedStep,
	ProtectedClock,
	ScheduledStep,
} from './types';
