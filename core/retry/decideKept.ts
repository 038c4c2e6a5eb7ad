import { isoOf } from '../time';
import { decideClassified } from './decideRetry';
import type { KeptRetryDecision, Retry, RetryCase, RetryTarget, ScheduleRetry } from './keptTypes';
import type { RetryDecision } from './types';

type Refused = Extract<KeptRetryDecision, { outcome: 'refused' }>;

/** What of the round counts for the failure that is told now: all of it after an attempt, nothing after an end. */
function standing(state: Retry | null, now: string) {
	if (state?.state === 'due') {
		const { round, attempt, unknown_count, first_failed_at } = state;
		return { round, attempt, unknown_count, first_failed_at, begins: false };
	}
	return { round: (state?.round ?? 0) + 1, attempt: 1, unknown_count: 0, first_failed_at: now, begins: true };
}

function expiryOf({ limit }: ScheduleRetry, { timer }: RetryCase, firstFailedAt: string): string | null {
	if (limit === null) return null;
	if ('at' in limit) return limit.at;
	if ('timer' in limit) return timer?.due_at ?? null;
	return isoOf(Date.parse(firstFailedAt) + limit.seconds * 1000);
}

function refusalOf({ limit }: ScheduleRetry, { case_id }: RetryTarget, { state, timer }: RetryCase): Refused | null {
	if (state === 'resolved') {
		const message = `Case ${case_id} is resolved, so none of its steps is tried again`;
		const fix = 'Reopen the case first, or open a new one';
		return { outcome: 'refused', refusal: { code: 'RETRY_CASE_RESOLVED', message, fix } };
	}
	if (limit === null || !('timer' in limit) || timer) return null;
	const message = `There is no timer '${limit.timer}' on case ${case_id}, which limits the step`;
	const fix = 'Start it first, or check the name; upper and lower case count';
	return { outcome: 'refused', refusal: { code: 'TIMER_NOT_FOUND', message, fix } };
}

/** What is kept of a failure, whatever follows from it. */
function factsOf({ failure }: RetryDecision, of: number, expires_at: string | null, now: string) {
	const { label, reason, status, code } = failure;
	return {
		failed_at: now,
		label,
		of,
		reason,
		...(status !== null && { status }),
		...(code !== null && { code }),
		...(expires_at !== null && { expires_at }),
	};
}

/**
 * What the failure of a step leads to: an attempt at an instant, the end of trying, or a refusal. `state` is null before the
 * step failed for the first time. While an attempt is to come, another failure changes nothing. Throws `FIELD_INVALID`.
 */
export function decideKeptRetry(
	state: Retry | null,
	command: ScheduleRetry,
	target: RetryTarget,
	onCase: RetryCase,
	now: string,
): KeptRetryDecision {
	const refused = refusalOf(command, target, onCase);
	if (refused !== null) return refused;
	if (state?.state === 'scheduled') return { outcome: 'unchanged' };
	const { policy, failure, next_at, fallback_role, answer_seconds } = command;
	const { round, attempt, unknown_count, first_failed_at, begins } = standing(state, now);
	const expires_at = expiryOf(command, onCase, first_failed_at);
	const decision = decideClassified({ policy, ...target, attempt, unknown_count, expires_at, next_at }, failure, now);
	const then = policy.on_exhausted ?? 'escalate';
	const facts = { ...factsOf(decision, policy.max_attempts ?? attempt, expires_at, now), fallback_role, round };
	if (decision.outcome === 'give_up') {
		const target_role = onCase.backup_role ?? fallback_role;
		const data = {
			...facts,
			attempt,
			then: decision.then,
			why: decision.code,
			...(decision.then === 'escalate' && { target_role }),
		};
		return { outcome: 'gave_up', entry: { type: 'retry.gave_up', data }, begins };
	}
	const data = {
		...facts,
		answer_seconds,
		attempt: decision.attempt,
		next_at: decision.next_at,
		then,
		unknown_count: unknown_count + (failure.verdict === 'retryable_once' ? 1 : 0),
		verdict: failure.verdict,
	};
	return { outcome: 'scheduled', entry: { type: 'retry.scheduled', data }, begins };
}
