import { refuseField, shown } from '../findings';
import { isoOf, millisOf } from '../time';
import { classifyFailure } from './classifyFailure';
import { assertAttempt, completePolicy, retryDelaySeconds } from './delay';
import type { ClassifiedFailure, DecidedCode, RetryDecision, RetryPolicy, RetryState } from './types';

/** A server may ask for longer waits than the policy would make, within reason. */
const capsOfRetryAfter = 4;

/** The wait that a server asked for, in seconds. */
function askedSeconds({ retry_after }: ClassifiedFailure, cap: number, now: number): number {
	if (retry_after === null) return 0;
	const asked = 'seconds' in retry_after ? retry_after.seconds : (Date.parse(retry_after.at) - now) / 1000;
	return Math.min(Math.max(0, asked), capsOfRetryAfter * cap);
}

function giveUpCode(failure: ClassifiedFailure, state: RetryState, policy: Required<RetryPolicy>) {
	if (failure.verdict === 'terminal') return 'terminal';
	if (state.attempt >= policy.max_attempts) return 'attempts_exhausted';
	const isUnknownAgain = failure.verdict === 'retryable_once' && (state.unknown_count ?? 0) > 0;
	return isUnknownAgain ? 'unknown_again' : null;
}

/** How long the policy waits after the attempt that failed, or until the instant that was chosen, in seconds. */
function ownWait({ policy, attempt, case_id, step, next_at = null }: RetryState, now: number): number {
	if (next_at === null) return retryDelaySeconds(policy, attempt, JSON.stringify([case_id, step]));
	return Math.max(0, millisOf(next_at, 'next_at') - now) / 1000;
}

/**
 * Whether a step that failed is tried again, and when. A wait is at least what the server asked for, up to four times the
 * cap. When the next attempt would start after the time limit, nobody sleeps: it is given up now, so that a person still has
 * the rest of the time. `failure` is anything that `classifyFailure` takes. Throws `FIELD_INVALID`.
 */
export function decideRetry(state: RetryState, failure: unknown, now: string): RetryDecision {
	return decideClassified(state, classifyFailure(failure), now);
}

/** The same for a failure that was classified before. */
export function decideClassified(state: RetryState, classified: ClassifiedFailure, now: string): RetryDecision {
	const { attempt, expires_at = null, unknown_count = 0 } = state;
	assertAttempt(attempt);
	if (!Number.isInteger(unknown_count) || unknown_count < 0) {
		const message = `'unknown_count' is ${shown(unknown_count)}; a whole number from 0 up is expected`;
		throw refuseField('unknown_count', message, 'Count the failures of which nothing was known');
	}
	const policy = completePolicy(state.policy);
	const at = millisOf(now, 'now');
	const expires = expires_at === null ? Infinity : millisOf(expires_at, 'expires_at');
	const giveUp = (code: DecidedCode, reason: string): RetryDecision => ({
		outcome: 'give_up',
		code,
		then: code === 'retry_budget_exceeds_ttl' ? 'escalate' : policy.on_exhausted,
		opens_post_mortem: true,
		failure: classified,
		reason,
	});
	const code = giveUpCode(classified, state, policy);
	if (code !== null) return giveUp(code, `${classified.reason}; ${whyGivenUp[code](attempt)}`);
	const delay = Math.max(ownWait(state, at), askedSeconds(classified, policy.cap_seconds, at));
	const next = at + Math.ceil(delay * 1000);
	if (next > expires) {
		return giveUp(
			'retry_budget_exceeds_ttl',
			`${classified.reason}; the next attempt would start at ${isoOf(next)}, after the time limit at ${isoOf(expires)}`,
		);
	}
	return {
		outcome: 'schedule',
		attempt: attempt + 1,
		of: policy.max_attempts,
		delay_seconds: (next - at) / 1000,
		next_at: isoOf(next),
		failure: classified,
		reason: `${classified.reason}; attempt ${attempt + 1} of ${policy.max_attempts} comes at ${isoOf(next)}`,
	};
}

const whyGivenUp = {
	terminal: () => 'trying again would change nothing',
	attempts_exhausted: (attempt: number) => `attempt ${attempt} was the last`,
	unknown_again: () => 'it was tried again once, and nothing is known of it still',
};
