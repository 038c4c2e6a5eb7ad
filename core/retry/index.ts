export { classifyFailure } from './classifyFailure';
export { decideKeptRetry } from './decideKept';
export { decideClassified, decideRetry } from './decideRetry';
export { defaultRetryPolicy, retryCeilingSeconds, retryDelaySeconds } from './delay';
export { describeGivingUp, describeRetry } from './describeRetry';
export { evolveRetry } from './evolveRetry';
export {
	retryStates,
	type KeptFailure,
	type KeptRetryDecision,
	type Retry,
	type RetryCase,
	type RetryEntry,
	type RetryLimit,
	type RetryRefusal,
	type RetryStanding,
	type RetryTarget,
	type ScheduleRetry,
	type SweptRetry,
} from './keptTypes';
export { judgeByList, readOnlyThese } from './onlyThese';
export { readRetryCommand, readRetryStep, readRetryTarget } from './readCommand';
export { readRetryAfter } from './retryAfter';
export { followStep, isRetryEnded, sweepRetry, type RetryActivity, type RetrySurroundings } from './sweepRetry';
export {
	jitters,
	type ClassifiedFailure,
	type DecidedCode,
	type Jitter,
	type RetryAfter,
	type RetryDecision,
	type RetryPolicy,
	type RetryState,
} from './types';
