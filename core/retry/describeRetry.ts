import type { GiveUpCode } from '../vocabulary';
import type { Retry } from './keptTypes';

const ends: Record<GiveUpCode, (retry: Retry) => string> = {
	attempts_exhausted: ({ attempt }) => `attempt ${attempt} was the last`,
	data_erased: () => 'it cannot be tried again',
	no_answer: ({ attempt }) => `attempt ${attempt} may have taken effect or not`,
	retry_budget_exceeds_ttl: ({ expires_at }) =>
		`the next attempt would start after the time limit at ${expires_at ?? ''}`,
	terminal: () => 'trying again would change nothing',
	unknown_again: () => 'it was tried again once, and nothing is known of it still',
};

/** Where the attempts at a step stand, in one sentence. */
export function describeRetry(retry: Retry): string {
	const { state, attempt, of, next_at, failure, gave_up } = retry;
	if (gave_up !== null) return `${failure.reason}; ${ends[gave_up.why](retry)}`;
	const which = `attempt ${attempt} of ${of}`;
	const told: Record<Exclude<Retry['state'], 'gave_up'>, string> = {
		scheduled: `${failure.reason}; ${which} comes at ${next_at}`,
		due: `${failure.reason}; ${which} is under way`,
		succeeded: `The step is done; ${which} was the last`,
		cancelled: `The step is not tried any more; ${which} was to come or under way`,
	};
	return told[state as keyof typeof told];
}

/** Why attempts that came to nothing change the owner, for the trail of the case. */
export const describeGivingUp = (retry: Retry): string => `Step '${retry.step}': ${describeRetry(retry)}`;
