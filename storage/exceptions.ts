import type {
	ExceptionRefusal,
	ExceptionState,
	KeptPayload,
	OpenException,
	RootCauseLabel,
	TriageCase,
	TriageException,
} from '../core';
import type { CommandContext } from './store';

/** An exception to be opened, with the command id by which opening it again is told from another one. */
export interface ExceptionItem {
	exception: OpenException;
	/** The item that failed, by `keepPayload`; null where there is none. */
	payload: KeptPayload | null;
	context: CommandContext;
}

export type ExceptionResult =
	| {
			/** `unchanged`: it was so already, and nothing was written. */
			outcome: 'accepted' | 'unchanged';
			exception: TriageException;
			/** The command opened it. False for another occurrence of one that was there. */
			is_new: boolean;
			/** The item is to be sent again later, by a sweep: this command, or one before, asked for it. */
			is_scheduled?: true;
	  }
	| { outcome: 'refused'; exception: TriageException; refusal: ExceptionRefusal };

export interface ExceptionQuery {
	states?: readonly ExceptionState[];
	labels?: readonly RootCauseLabel[];
	owner_role?: string;
	case_id?: string;
	trigger_id?: string;
	/** Only those whose item is to be sent again later. */
	has_scheduled_redrive?: boolean;
	/** Instant: those that nobody took on in time, or that should have been resolved by then. */
	overdue_at?: string;
	/** `due`: those first that are overdue first. */
	order: 'newest' | 'oldest' | 'due';
	/** At most this many; all without it. */
	limit?: number;
	/** Where to go on: `next_cursor` of the page before, for the same query. */
	cursor?: string;
}

export interface ExceptionPage {
	exceptions: TriageException[];
	/** Null when there is nothing behind the last one. */
	next_cursor: string | null;
}

export interface RedriveSweepResult {
	/** The log's clock, by which it was decided what is due. */
	at: string;
	/** Ids of the entries that were kept, in their order. Readers of the log find them too. */
	entry_ids: string[];
	/** Nothing else was due, or no more may be sent yet. */
	is_all: boolean;
}

export interface RedriveEventQuery {
	/** Index of the first entry to look at. */
	from_idx: number;
	/** At most this many; with 0, all there is counts as read. */
	limit: number;
}

/** The item of an exception that is sent again, as a reader of the log finds it. */
export interface RedriveEvent {
	/** Id of the entry; the same whenever and by whomever it is found. */
	entry_id: string;
	/** Place in the log. */
	idx: number;
	/** The log's clock. */
	at: string;
	/** When it could be sent, and by how much the sweep was late. */
	due_at: string;
	late_seconds: number;
	exception: TriageException;
	/** The item as it was kept. */
	payload: unknown;
	case: TriageCase | null;
}

export interface RedriveEvents {
	events: RedriveEvent[];
	/** Where to go on reading: behind the last event, or behind all that was there. */
	next_idx: number;
	/** Entries of the log when it was read. */
	size: number;
}
