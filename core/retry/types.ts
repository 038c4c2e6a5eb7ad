import type { Exhaustion, GiveUpCode, RootCauseLabel, RetryVerdict } from '../vocabulary';

/**
 * How a wait is spread, so that not everybody comes back at once. Of the ceiling c: `equal` waits c/2 to c, `full` 0 to c,
 * `none` c. `decorrelated` waits from the base to three times the wait before, at most the cap.
 */
export const jitters = ['equal', 'full', 'decorrelated', 'none'] as const;
/** Name of a way to spread waits. */
export type Jitter = (typeof jitters)[number];

/** How often a step is tried, and how long to wait in between. What is left out has its default. */
export interface RetryPolicy {
	/** Ceiling before the second attempt. Default 30. */
	base_seconds?: number;
	/** How much longer each next ceiling is. Default 2. */
	factor?: number;
	/** Highest ceiling. Default 1,800. A server may ask for up to four times as much. */
	cap_seconds?: number;
	/** The first attempt counts. Default 6. */
	max_attempts?: number;
	/** Default `equal`. */
	jitter?: Jitter;
	/** What happens when nothing is left to try. Default `escalate`, to the backup role. */
	on_exhausted?: Exhaustion;
}

/** When a server asked to be tried again. */
export type RetryAfter = { seconds: number } | { at: string };

/** What a failure is, as far as trying again goes. */
export interface ClassifiedFailure {
	/** `retryable_once`: nothing is known of it, so one more attempt may tell. */
	verdict: RetryVerdict;
	label: RootCauseLabel;
	/** HTTP status, where there was one. */
	status: number | null;
	/** Code of the runtime, as `ECONNRESET`, or cause that the node declared, as `rate-limited`. */
	code: string | null;
	retry_after: RetryAfter | null;
	/** In one sentence. */
	reason: string;
}

/** Where a step stands that failed. */
export interface RetryState {
	policy: RetryPolicy;
	case_id: string;
	step: string;
	/** The attempt that failed; the first is 1. */
	attempt: number;
	/** Failures before this one of which nothing was known. Default 0. */
	unknown_count?: number;
	/** When the time limit of the step or its exception ends, ISO 8601; null when it has none. */
	expires_at?: string | null;
	/** An instant that was chosen for the next attempt, in place of the policy's wait. */
	next_at?: string | null;
}

/** Why a failure is the last. */
export type DecidedCode = Exclude<GiveUpCode, 'data_erased' | 'no_answer'>;

/** Whether to try again, when, and if not, why not. */
export type RetryDecision = {
	failure: ClassifiedFailure;
	/** In one sentence. */
	reason: string;
} & (
	| {
			outcome: 'schedule';
			/** The attempt to come. */
			attempt: number;
			of: number;
			delay_seconds: number;
			next_at: string;
	  }
	| {
			outcome: 'give_up';
			code: DecidedCode;
			/** What to do now; for `retry_budget_exceeds_ttl` always `escalate`. */
			then: Exhaustion;
			/** Open a task to find out why. */
			opens_post_mortem: true;
	  }
);
