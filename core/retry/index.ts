export { classifyFailure } from './classifyFailure';
export { decideRetry } from './decideRetry';
export { defaultRetryPolicy, retryCeilingSeconds, retryDelaySeconds } from './delay';
export { readRetryAfter } from './retryAfter';
export {
	jitters,
	type ClassifiedFailure,
	type Jitter,
	type RetryAfter,
	type RetryDecision,
	type RetryPolicy,
	type RetryState,
} from './types';
