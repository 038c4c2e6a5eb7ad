import { isoOf } from '../time';
import type { GiveUpCode } from '../vocabulary';
import type { Retry, RetryEntry, SweptRetry } from './keptTypes';

export const isRetryEnded = ({ state }: Pick<Retry, 'state'>): boolean => state !== 'scheduled' && state !== 'due';

/** What of a retry a sweep has to know beside itself. */
export interface RetrySurroundings {
	backup_role: string | null;
	/** The data that the step is tried with again is still there. */
	has_data: boolean;
}

const reasons: Partial<Record<GiveUpCode, (retry: Retry) => string>> = {
	data_erased: () => 'The data of the step was erased',
	no_answer: ({ answer_seconds }) => `Nobody said within ${answer_seconds} s what became of the attempt`,
};

function giveUp(retry: Retry, why: GiveUpCode, { backup_role }: RetrySurroundings): RetryEntry {
	const { attempt, of, round, failure, expires_at, then, fallback_role, state } = retry;
	const isLimit = why === 'retry_budget_exceeds_ttl';
	const last = isLimit ? 'escalate' : then;
	const told = reasons[why]?.(retry);
	return {
		type: 'retry.gave_up',
		data: {
			// An attempt that did not start was not made.
			attempt: state === 'due' ? attempt : attempt - 1,
			failed_at: failure.at,
			fallback_role,
			label: failure.label,
			of,
			reason: told ?? failure.reason,
			round,
			then: last,
			why,
			...(failure.status !== null && { status: failure.status }),
			...(failure.code !== null && { code: failure.code }),
			...(expires_at !== null && { expires_at }),
			...(last === 'escalate' && { target_role: backup_role ?? fallback_role }),
		},
	};
}

function findDue(retry: Retry, around: RetrySurroundings, now: string): RetryEntry {
	const { state, attempt, next_at, expires_at, answer_seconds, data_entry } = retry;
	if (state === 'due') return giveUp(retry, 'no_answer', around);
	if (!around.has_data) return giveUp(retry, 'data_erased', around);
	// Nobody swept for so long that the time limit has passed.
	if (expires_at !== null && now > expires_at) return giveUp(retry, 'retry_budget_exceeds_ttl', around);
	const late_seconds = Math.max(0, Math.floor((Date.parse(now) - Date.parse(next_at!)) / 1000));
	const answer_by = isoOf(Date.parse(now) + answer_seconds * 1000);
	return { type: 'retry.due', data: { answer_by, attempt, data: data_entry, due_at: next_at!, late_seconds } };
}

/** What a retry came to by `now`: its next attempt starts, or trying ends. Null when nothing is due. */
export function sweepRetry(retry: Retry, around: RetrySurroundings, now: string): SweptRetry | null {
	if (retry.next_due_at === null || retry.next_due_at > now) return null;
	const entry = findDue(retry, around, now);
	return { entry, id: `${retry.round} ${retry.attempt} ${retry.state}` };
}

/** What somebody did on a case, as far as attempts at its steps go. */
export type RetryActivity = { kind: 'resolved' } | { kind: 'merged' } | { kind: 'step'; step: string; status: string };

/** What happens to the attempts at a step when something happens to its case; null when nothing does. */
export function followStep(retry: Retry, activity: RetryActivity): RetryEntry | null {
	if (isRetryEnded(retry)) return null;
	if (activity.kind === 'resolved') return { type: 'retry.cancelled', data: {} };
	if (activity.kind === 'merged') return { type: 'retry.cancelled', data: { because: 'merged' } };
	if (activity.step !== retry.step) return null;
	if (activity.status === 'completed') return { type: 'retry.succeeded', data: {} };
	return activity.status === 'skipped' ? { type: 'retry.cancelled', data: {} } : null;
}
