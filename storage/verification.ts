import type { EntryType } from '../core';

/** What a verification can find. The last three say that something is open or not covered, not that it was changed. */
export type VerifyCode =
	| 'BODY_MODIFIED'
	| 'CASE_CHAIN'
	| 'CHECKPOINT_MALFORMED'
	| 'CHECKPOINT_MISSING'
	| 'CHECKPOINT_SIGNATURE'
	| 'CLOCK_REGRESSION'
	| 'COLUMN_DIVERGED'
	| 'FORK'
	| 'HEAD_MISMATCH'
	| 'HISTORY_REWRITTEN'
	| 'IDEMPOTENCY_CONFLICT'
	| 'INDEX_GAP'
	| 'INDEX_MISMATCH'
	| 'NON_CANONICAL'
	| 'ORIGIN_MISMATCH'
	| 'PART_MISSING'
	| 'PART_MODIFIED'
	| 'PART_UNREFERENCED'
	| 'PROJECTION_DIVERGED'
	| 'REDACTION_INCOMPLETE'
	| 'SCHEMA'
	| 'TRUNCATED'
	| 'UNTRUSTED_KEY'
	| 'INTENT_DANGLING'
	| 'STALE'
	| 'UNANCHORED';

export interface VerifyFinding {
	code: VerifyCode;
	/** Entry it was found at; null when it concerns the whole log or a trail. */
	idx: number | null;
	/** The id of a case, or of another trail. */
	case_id: string | null;
	message: string;
}

/** Size and root of the log, remembered outside of the store. */
export interface HighWater {
	size: number;
	/** Hex. */
	root: string;
}

/** A case whose trail is not whole; or another trail that holds calls without an outcome. */
export interface IncompleteTrail {
	case_id: string;
	/** Types that a closed case must have and has not, or not in their order. */
	missing: EntryType[];
	/** Ids of calls of which nobody said what became, at most 100. */
	dangling: string[];
}

/** Whether all that has to be in the log is there: of closed cases their required entries, of every call its outcome. */
export interface LogCompleteness {
	/** `complete`: nothing is missing so far. Open cases are complete while none of their calls waits for an outcome. */
	verdict: 'complete' | 'incomplete';
	/** Cases that are closed with all that has to be in their trail, and those that are not closed yet. */
	complete_count: number;
	open_count: number;
	incomplete_count: number;
	/** The first 100 of those that are not complete, by id. */
	incomplete: IncompleteTrail[];
}

/** What the caller holds that the store cannot change. */
export interface VerifyOptions {
	/** Keys of the log's signers. With them the signatures of all checkpoints are verified. */
	vkeys?: readonly string[];
	/** Signed checkpoints from outside of the store; without `vkeys` they are believed as they are. */
	anchors?: readonly string[];
	high_water?: HighWater;
	/** How old the newest checkpoint may be; any age without it. */
	max_age_seconds?: number;
}

/** What recomputing the log from its own bytes found. */
export interface Verification {
	/**
	 * `intact`: all is as it was, up to the newest checkpoint the caller holds. `inconclusive`: nothing was found, but
	 * without a checkpoint held outside the store could have been rewritten or set back as a whole.
	 */
	verdict: 'intact' | 'broken' | 'inconclusive';
	/** Says nothing about the verdict, nor the verdict about this. */
	completeness: LogCompleteness;
	origin: string;
	entry_count: number;
	case_count: number;
	/** Hex root of the tree over all entries, recomputed. */
	root: string;
	checkpoint_count: number;
	/** Entries that a checkpoint from outside covers, and the newer ones that none covers yet. */
	anchored_count: number;
	pending_count: number;
	/** Parts that were erased, with a record of it. */
	redacted_count: number;
	/** At most 1,000 of each code. */
	findings: VerifyFinding[];
	/** Findings of the soft codes, at most 1,000 of each. */
	notices: VerifyFinding[];
	/** How often each code was found. */
	counts: Partial<Record<VerifyCode, number>>;
}
