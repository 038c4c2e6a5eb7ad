import type { CaseState, CaseTask, EntryType, Priority, TaskType, TriageCase, TriageException } from '../core';
import type { FoundEntry } from './queries/findEntries';

export interface CaseFilter {
	states?: readonly CaseState[];
	priorities?: readonly Priority[];
	owner_role?: string;
	source?: string;
	ticket_id?: string;
	/** Whom the case is about, as its field has it. Cases of which that was erased are not found by it any more. */
	customer_id?: string;
	type?: string;
	tag?: string;
	/** Part of the subject, in small or capital letters. */
	subject_contains?: string;
	/** Instants, ISO 8601 in UTC. */
	opened_after?: string;
	opened_before?: string;
	updated_after?: string;
	/** Only cases that are not resolved and of which a time limit had passed then: of a timer, of waiting or of review. */
	overdue_at?: string;
	/** False for cases that have none. */
	has_open_exceptions?: boolean;
	/** True for cases that are merged into another one, false for all others. */
	is_merged?: boolean;
	/** Only cases about which no evidence was recorded. */
	without_evidence?: boolean;
}

export interface CaseQuery extends CaseFilter {
	/** Of cases that are equally urgent, the oldest comes first with `most_urgent`. */
	order: 'newest' | 'oldest' | 'recently_updated' | 'least_recently_updated' | 'most_urgent' | 'least_urgent';
	/** At most this many; all without it. */
	limit?: number;
	/** Where to go on: `next_cursor` of the page before, for the same query. */
	cursor?: string;
}

export interface CasePage {
	cases: TriageCase[];
	/** Null when there is nothing behind the last one. */
	next_cursor: string | null;
}

export interface CaseSampling extends Omit<CaseQuery, 'cursor' | 'limit'> {
	/** Most cases that are drawn. */
	size: number;
	/** The same seed draws the same cases again, as long as the same ones match. */
	seed: string;
}

export interface SampledCases {
	/** In the order asked for. */
	cases: TriageCase[];
	/** How many they were drawn from. */
	match_count: number;
}

export interface TaskQuery {
	case_id?: string;
	types?: readonly TaskType[];
	owner_role?: string;
	/** Only tasks that are still to be done. */
	is_open?: boolean;
	/** Instant; tasks that are due earlier. */
	due_before?: string;
	/** At most this many; all without it. */
	limit?: number;
}

/** A task, with its case as it stands. */
export interface FoundTask {
	task: CaseTask;
	case: TriageCase;
}

/** What happened to which cases. Conditions on the case are about the case as it stands now. */
export interface EventQuery {
	/** Of entries on the trails of exceptions, only those are found whose exception is about no case: the others stand on its case. */
	types: readonly EntryType[];
	/** Index of the first entry to look at. */
	from_idx: number;
	/** Owns the case, or the exception that is about none. */
	owner_role?: string;
	/** Of the case, as `case_type`: what is about no case has neither. */
	source?: string;
	case_type?: string;
	order: 'newest' | 'oldest';
	limit: number;
}

/** What happened to a case, to its exception, or to an exception that is about no case; each as it stands now. */
export interface CaseEvent {
	entry: FoundEntry;
	case: TriageCase | null;
	exception: TriageException | null;
}

export interface CaseEvents {
	events: CaseEvent[];
	/** Where to go on reading, oldest first: behind the last event, or behind all that was there. */
	next_idx: number;
	/** Entries of the log when it was read. */
	size: number;
}

/** One step of a case as people read it. */
export interface TimelineEntry {
	entry_id: string;
	seq: number;
	at: string;
	type: string;
	actor: string;
	data: Record<string, unknown>;
	/** Why, in the words of whoever did it; absent once it was erased. */
	reason?: string;
	/** What a reviewer has to look at. */
	checklist?: string[];
}
