export { auditEscalations, type EscalationAudit, type StalledEscalation, type WatchedEscalation } from './audit';
export { checkChain } from './chainFindings';
export { escalationSteps, plannedSteps } from './escalationSteps';
export { lintChain } from './lintChain';
export { rearmEscalation, startEscalation } from './startEscalation';
export {
	textMessageThrottle,
	throttleMessages,
	type MessageBundle,
	type ThrottledMessages,
	type ThrottleRule,
	type WaitingMessage,
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
