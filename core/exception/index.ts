export { activityOf, deadlineName, deadlineOf, secondsToRespond } from './deadline';
export { decideException, missingToResolve } from './decide';
export { dedupKey } from './dedup';
export { evolveException } from './evolve';
export { isPayloadPart, keepPayload, payloadFacts, readPayload, type KeptPayload } from './payload';
export {
	defaultRedrivesPerMinute,
	maxRedrivesPerMinute,
	paceSince,
	redriveTime,
	sendScheduled,
	sweepPaceSince,
} from './pace';
export { defaultDedupSeconds, defaultResolutionSeconds, readException, type ExceptionValues } from './read';
export { describeExceptionRefusal, type RefusedException } from './refusals';
export { endWithChecks } from './heldByChecks';
export { endLapse, exceptionOfLapse, type LapsedCase } from './ownerLapse';
export { exceptionOfCall, unansweredAfterSeconds, type UnansweredCall } from './unansweredCall';
export {
	exceptionCommands,
	exceptionStates,
	maxRedrives,
	maxRemediationLines,
	type ExceptionCommand,
	type ExceptionDecision,
	type ExceptionEntry,
	type ExceptionRefusal,
	type ExceptionSource,
	type ExceptionState,
	type NamedChecks,
	type OpenException,
	type PayloadFacts,
	type RemediationDraft,
	type RemediationLine,
	type TriageException,
} from './types';
export { exceptionOfStalled, type StalledTimer } from './stalledTimer';
