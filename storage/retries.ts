import type { Retry, RetryRefusal, RetryStanding, TriageCase } from '../core';

export type RetryResult =
	| {
			/** `unchanged`: an attempt was to come already, and nothing was written. */
			outcome: 'scheduled' | 'gave_up' | 'unchanged';
			retry: Retry;
	  }
	| { outcome: 'refused'; retry: Retry | null; refusal: RetryRefusal };

export interface RetrySweepResult {
	/** The log's clock, by which it was decided what is due. */
	at: string;
	/** Ids of the entries that were kept, in their order. Readers of the log find them too. */
	entry_ids: string[];
	/** Nothing else was due. */
	is_all: boolean;
}

export interface RetryQuery {
	case_id?: string;
	states?: readonly RetryStanding[];
	/** `next`: those first that have to be looked at first; ends are left out. Default `name`, by case and step. */
	order?: 'name' | 'next';
	/** At most this many; 100 without it. */
	limit?: number;
}

/** `due`: an attempt starts now. `gave_up`: none comes any more. */
export type RetryEventKind = 'due' | 'gave_up';

/** What became of a step that failed, as a reader of the log finds it, with its case as it stands now. */
export interface RetryEvent {
	/** Id of the entry; the same whenever and by whomever it is found. */
	entry_id: string;
	/** Place in the log. */
	idx: number;
	/** The log's clock. */
	at: string;
	kind: RetryEventKind;
	retry: Retry;
	/** When the attempt could start, and by how much the sweep was late; null where trying ended. */
	start: { due_at: string; late_seconds: number } | null;
	/** What the step is tried with again; null once it was erased. */
	data: Record<string, unknown> | null;
	case: TriageCase;
}

export interface RetryEventQuery {
	kinds: readonly RetryEventKind[];
	/** Only steps of these names; all without it. */
	steps?: readonly string[];
	/** Index of the first entry to look at. */
	from_idx: number;
	order: 'newest' | 'oldest';
	limit: number;
}

export interface RetryEvents {
	events: RetryEvent[];
	/** Where to go on reading, oldest first: behind the last event, or behind all that was there. */
	next_idx: number;
	/** Entries of the log when it was read. */
	size: number;
}
