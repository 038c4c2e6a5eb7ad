import type {
	EscalationRecord,
	ThrottleRule,
	Timer,
	TimerFigures,
	TimerRefusal,
	TimerState,
	TimerTarget,
	TriageCase,
	TriageException,
} from '../core';

export type TimerResult =
	| {
			/** `unchanged`: it was so already, and nothing was written. */
			outcome: 'accepted' | 'unchanged';
			timer: Timer | null;
	  }
	| { outcome: 'refused'; timer: Timer | null; refusal: TimerRefusal };

/** A record that a sweep has kept, of a step that somebody has to be told of. */
export interface ToldStep {
	/** Id of the entry; the same whenever and by whomever the step is found. */
	entry_id: string;
	/** Of the case, or of the exception. */
	case_id: string;
	/** Name of the timer. */
	name: string;
	record: EscalationRecord;
	/** Seconds from when it could be told until it was found. */
	late_seconds: number;
}

/** Steps for one role that were held back and are told as one. */
export interface ToldBundle {
	/** Id of the entry that lets them go. */
	entry_id: string;
	target_role: string;
	step_count: number;
}

export interface SweepRequest {
	/** At most this many timers, those first that have been due for longest; 100 without it, 250 at most. */
	limit?: number;
	/**
	 * How many messages may go to one role, over all timers of the store. What is too much is held back, and goes as one with
	 * the first sweep at which it may; the first message about a case is not held back, nor what somebody forced. Without
	 * rules nothing is held back, and what was goes now.
	 */
	throttle?: readonly ThrottleRule[];
}

export interface SweepResult {
	/** The log's clock, by which it was decided what is due. */
	at: string;
	/** Steps to be told, in the order of their timers. Readers of the log find them too. */
	steps: ToldStep[];
	/** How many steps have to wait until more messages may go to their roles. */
	held_count: number;
	/** What had to wait and is to be told now. Readers of the log find the steps of each. */
	bundles: ToldBundle[];
	/** How many records of steps that nobody is told of. */
	skipped_count: number;
	/** How many timers were looked at. */
	swept_count: number;
	/** Nothing else was due. */
	is_all: boolean;
}

/** Which timers are counted anew, and by what. */
export interface RepairRequest {
	/** Name of the saved calendar they count by. */
	calendar: string;
	/** By this version; refused where another one is in force, so that nobody repairs by what they have not seen. */
	version: number;
	/** Behind which place to go on; null to begin. */
	after: RepairPlace | null;
	/** At most this many of a page; 100 without it, 250 at most. */
	limit?: number;
}

export interface RepairPlace {
	calendar_at: string;
	trail_id: string;
}

/** A timer that is counted anew, with what that changes. */
export interface RepairedTimer extends TimerTarget {
	state: TimerState;
	before: TimerFigures;
	after: TimerFigures;
}

export interface RepairResult {
	/** `refused`: the version is not in force. */
	outcome: 'accepted' | 'refused';
	/** The instant by which was counted. */
	at: string;
	timers: RepairedTimer[];
	/** Where to go on; null at the end. */
	next: RepairPlace | null;
}

export interface TimerQuery {
	case_id?: string;
	/** Only timers that run by a saved calendar of this name. */
	calendar?: string;
	states?: readonly TimerState[];
	/** `next`: those first that have to be looked at first; others come last. Default `name`. */
	order?: 'name' | 'next';
	/** At most this many; 100 without it. */
	limit?: number;
}

/** A step that was found, with timer and case as they stand now. */
export interface FoundStep {
	/** Of the entry that keeps the step. */
	entry_id: string;
	/** Place in the log. */
	idx: number;
	/** When it was found, by the log's clock. */
	at: string;
	record: EscalationRecord;
	late_seconds: number;
	timer: Timer;
	/** Where it is a timer of an exception. */
	exception: TriageException | null;
	/** The case that it is about; null for an exception without one. */
	case: TriageCase | null;
}

/**
 * A step that was told, as a reader of the log finds it. Of steps that were held back and are told as one it is the newest,
 * with id, place and time of the entry that lets them go.
 */
export interface TimerEvent extends FoundStep {
	/** When it was found, if it was held back; null for a step that was told then. */
	held_since: string | null;
	/** The other steps that are told with it, oldest first. */
	bundled: FoundStep[];
}

export interface TimerEventQuery {
	kinds: ReadonlyArray<EscalationRecord['kind']>;
	/** Only steps for one of these roles; all without it. */
	roles?: readonly string[];
	/** Index of the first entry to look at. */
	from_idx: number;
	order: 'newest' | 'oldest';
	limit: number;
}

export interface TimerEvents {
	events: TimerEvent[];
	/** Where to go on reading, oldest first: behind the last event, or behind all that was there. */
	next_idx: number;
	/** Entries of the log when it was read. */
	size: number;
}

/** A timer, or the attempts at a step, that nobody looked at in time. */
export interface StalledThing {
	/** Of the case, or of the exception. */
	case_id: string;
	/** Name of the timer, or of the step. */
	name: string;
	/** When it should have been looked at; null when nothing of it is to come. */
	next_due_at: string | null;
}

/** Whether timers and attempts at steps are being looked at. */
export interface TimerHealth {
	/** Timers and attempts of which something is still to come. */
	pending_count: number;
	/** Steps that wait until more messages may go to their roles. */
	held_count: number;
	/** The earliest instant at which one has to be looked at. */
	next_due_at: string | null;
	/**
	 * Timers and steps that should have been looked at long ago, and timers of which nothing is to come although they run: at
	 * most 100.
	 */
	stalled: StalledThing[];
}
