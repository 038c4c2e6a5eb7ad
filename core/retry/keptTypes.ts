import type { EntryData, EntryType } from '../evidence';
import type { Exhaustion, GiveUpCode, RootCauseLabel } from '../vocabulary';
import type { ClassifiedFailure, RetryPolicy } from './types';

/** Names the attempts at one step of a case. */
export interface RetryTarget {
	case_id: string;
	/** As `Enrich contact`. It stays in the trail for good, so it is not about a person. */
	step: string;
}

/** When trying ends, whatever attempts are left: at an instant, so long after the first failure, or when a timer of the case is due. */
export type RetryLimit = { at: string } | { seconds: number } | { timer: string };

/** A step failed: try it again later, or give it up. */
export interface ScheduleRetry {
	kind: 'schedule_retry';
	failure: ClassifiedFailure;
	policy: RetryPolicy;
	/** An instant that was chosen for the next attempt, ISO 8601; null for the policy's wait. */
	next_at: string | null;
	limit: RetryLimit | null;
	/** Role that gets the case where the owner has no backup role. */
	fallback_role: string;
	/** How long after an attempt began somebody has to say what became of it. */
	answer_seconds: number;
}

/**
 * `scheduled`: the next attempt is to come. `due`: it was handed out, and nobody has said yet what became of it. The others
 * are ends; the next failure of the step begins a new round.
 */
export const retryStates = ['scheduled', 'due', 'succeeded', 'gave_up', 'cancelled'] as const;
export type RetryStanding = (typeof retryStates)[number];

/** A failure as it is kept. */
export type KeptFailure = Pick<ClassifiedFailure, 'status' | 'code' | 'reason'> & {
	label: RootCauseLabel;
	at: string;
};

/** The attempts at a step, as the entries of their trail make them. */
export interface Retry extends RetryTarget {
	/** 1 for the first failure; one more for each that comes after an end. */
	round: number;
	state: RetryStanding;
	/** The attempt that is to come or under way; at an end the last that was made. The first try is 1. */
	attempt: number;
	of: number;
	/** When the next attempt starts; null when none is to come. */
	next_at: string | null;
	/** When a sweep has to look at it: at the next attempt, or when the answer to one is missing. Null at an end. */
	next_due_at: string | null;
	/** The newest failure. */
	failure: KeptFailure;
	/** Failures of this round of which nothing was known. */
	unknown_count: number;
	/** When the first attempt of this round failed. */
	first_failed_at: string;
	/** After this no attempt starts; null without a time limit. */
	expires_at: string | null;
	answer_seconds: number;
	/** What happens when nothing is left to try, and who gets the case then where it has no backup role. */
	then: Exhaustion;
	fallback_role: string;
	/** Id of the entry whose part `data` holds what the step is tried with again. */
	data_entry: string;
	/** Why it is not tried any more, and who got the case; null before. */
	gave_up: { why: GiveUpCode; target_role: string | null } | null;
	updated_at: string;
}

/** What of a case a retry has to know. */
export interface RetryCase {
	state: string;
	/** Backup role of the owner, by the case or by the role itself. */
	backup_role: string | null;
	/** The timer that limits it: null where there is none of that name. */
	timer?: { due_at: string | null } | null;
}

export interface RetryEntry {
	type: EntryType;
	data: EntryData;
}

/** A command that cannot be now. An expected outcome, not a fault. */
export interface RetryRefusal {
	code: 'RETRY_CASE_RESOLVED' | 'TIMER_NOT_FOUND';
	message: string;
	fix: string;
}

export type KeptRetryDecision =
	| {
			outcome: 'scheduled' | 'gave_up';
			entry: RetryEntry;
			/** A new round begins, so the data has to be kept with the entry. */
			begins: boolean;
	  }
	/** An attempt is to come already: nothing is written. */
	| { outcome: 'unchanged' }
	| { outcome: 'refused'; refusal: RetryRefusal };

/** What a sweep finds of a retry. */
export interface SweptRetry {
	entry: RetryEntry;
	/** Id by which it is kept once, whoever finds it: round, attempt and what it came to. */
	id: string;
}
