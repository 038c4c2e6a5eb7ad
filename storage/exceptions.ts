import type {
	ExceptionRefusal,
	ExceptionState,
	KeptPayload,
	OpenException,
	RootCauseLabel,
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
	  }
	| { outcome: 'refused'; exception: TriageException; refusal: ExceptionRefusal };

export interface ExceptionQuery {
	states?: readonly ExceptionState[];
	labels?: readonly RootCauseLabel[];
	owner_role?: string;
	case_id?: string;
	trigger_id?: string;
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
