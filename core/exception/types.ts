import type { EntryData, EntryType } from '../evidence';
import type { Calendar } from '../time';
import type { OwnerDecider, Priority, QaStage, Resolution, RootCauseLabel } from '../vocabulary';

/** `open`: nobody has taken it on. `resolved` is the end. */
export const exceptionStates = ['open', 'acknowledged', 'resolved'] as const;
export type ExceptionState = (typeof exceptionStates)[number];

/** What can be done with an exception that is there. */
export const exceptionCommands = [
	'acknowledge',
	'assign',
	'redrive',
	'resolve',
	'set_root_cause',
	'tick',
	'untick',
] as const;

/** Most lines of a remediation checklist, and how often an item can be sent again. */
export const maxRemediationLines = 50;
export const maxRedrives = 3;

/** Where something failed: names of the workflow and the node, and the execution. */
export interface ExceptionSource {
	workflow: string | null;
	node: string | null;
	execution: string | null;
}

/** One line of what has to be done before an exception can be resolved. */
export interface RemediationDraft {
	text: string;
	/** Whether it has to be ticked. */
	required: boolean;
}

/** Checks of a case, by where they are made and what their list is called, without a version. */
export interface NamedChecks {
	stage: QaStage;
	checklist: string;
}

/** An exception as it is to be opened. `readException` makes one of loose values and refuses what lacks something. */
export interface OpenException {
	kind: 'open';
	label: RootCauseLabel;
	severity: Priority;
	owner_role: string;
	/** Gets it when the owner does not act in time. */
	backup_role: string;
	/** Get it one after the other when nobody acts, each after as long. */
	further_roles: string[];
	/** How long until it goes to the next role, in open seconds of `calendar`. */
	ttl_seconds: number;
	/** How long until it has to be resolved, likewise. */
	resolution_seconds: number;
	/** Null for time around the clock. */
	calendar: Calendar | null;
	remediation: RemediationDraft[];
	/** One of both is there: what it is about. */
	case_id: string | null;
	trigger_id: string | null;
	source: ExceptionSource;
	/** What went wrong, in words. */
	failure: string;
	/** How often it was tried. */
	attempts: number;
	/** Text that is the same when the same failed again; null where case or trigger, label, node and failure tell. */
	fingerprint: string | null;
	/** How long after the last occurrence another one still counts as the same, in seconds around the clock. */
	dedup_seconds: number;
	/** Key by which the item is known where it is sent again. */
	idempotency_key: string | null;
	/** False where its case may be resolved before it. */
	holds_back?: false;
	/** The checks that it was opened for: it ends once they pass, or a role lets its case pass. */
	checks?: NamedChecks;
	/** When the item arrived: clocks of the case count from there, also when it is sent again. ISO 8601. */
	received_at: string | null;
	/** Pseudonym of the person it is about, by which what is kept of it can be erased. */
	subject: string | null;
	payload: PayloadFacts;
}

/** What is said of the item that failed, beside its pieces. */
export interface PayloadFacts {
	/** Over the item as it came; null where there is none. */
	digest: string | null;
	/** In how many pieces it is kept; 0 where it is not. */
	piece_count: number;
	/** Where secrets were taken out. */
	stripped: string[];
}

export type ExceptionCommand =
	| OpenException
	/** A role takes it on. */
	| { kind: 'acknowledge'; by_role: string | null; reason?: string }
	/** Numbers of lines, from 1. */
	| { kind: 'tick' | 'untick'; lines: number[]; reason?: string }
	| { kind: 'set_root_cause'; label: RootCauseLabel; reason?: string }
	/**
	 * Gives it to another role, which has as long as the first one had, at most until it has to be resolved. A backup role of
	 * null keeps the one it has.
	 */
	| {
			kind: 'assign';
			owner_role: string;
			backup_role: string | null;
			decided_by: Extract<OwnerDecider, 'override' | 'escalation'>;
			reason: string;
	  }
	/** `evidence_id`: the entry by which it is known to be over. */
	| { kind: 'resolve'; resolution: Resolution; evidence_id?: string; reason?: string }
	/**
	 * Sends the item again, to the step at which it failed. `per_minute`: at most so many of all exceptions in a minute; what is
	 * more is sent later, by a sweep. Without it the item is sent at once.
	 */
	| { kind: 'redrive'; per_minute?: number; reason?: string };

export interface RemediationLine {
	/** Null once it was erased. */
	text: string | null;
	required: boolean;
	ticked_at: string | null;
}

/** Something that a person has to see to, as the entries of its trail make it. */
export interface TriageException {
	/** `EX-0001`; a gap in the numbers is possible. */
	exception_id: string;
	/** Number of entries in its trail. A command may name the version it was decided on. */
	version: number;
	state: ExceptionState;
	label: RootCauseLabel;
	severity: Priority;
	owner_role: string;
	backup_role: string;
	/** The case that answers for it. */
	case_id: string | null;
	/** The case that it was opened on, while that is merged into `case_id`. */
	merged_case?: string;
	trigger_id: string | null;
	/** The checks with which it ends. */
	checks?: NamedChecks;
	source: ExceptionSource;
	/** When it goes to the next role if nobody acknowledges it. */
	due_at: string;
	/** When it has to be resolved. */
	resolve_by: string;
	/** From when on it counts as overdue: `due_at` while nobody has it, then `resolve_by`; null once it is resolved. */
	overdue_at: string | null;
	ttl_seconds: number;
	resolution_seconds: number;
	/** Null for time around the clock, and once it was erased. */
	calendar: Calendar | null;
	further_roles: string[];
	remediation: RemediationLine[];
	/** Null once they were erased. */
	first_failure: string | null;
	last_failure: string | null;
	attempts: number;
	/** How often the same went wrong. */
	occurrences: number;
	last_seen_at: string;
	/** By which another occurrence is known; null once that is over, or was erased. */
	dedup_key: string | null;
	redrive_count: number;
	/** While its item is to be sent again later: from when on, and how many of all exceptions at most in that minute. */
	scheduled_redrive?: { due_at: string; per_minute: number };
	/** The item as it came. `is_kept`: it can be sent again. */
	payload: { digest: string | null; is_kept: boolean; stripped: string[] };
	idempotency_key: string | null;
	received_at: string | null;
	subject: string | null;
	acknowledged_by: string | null;
	resolution: Resolution | null;
	opened_at: string;
	updated_at: string;
	resolved_at: string | null;
}

/** An entry that a decision asks the log to append. */
export interface ExceptionEntry {
	type: EntryType;
	data: EntryData;
}

/** A command that cannot be now. An expected outcome, not a fault. */
export interface ExceptionRefusal {
	code:
		| 'EXCEPTION_GUARD_UNMET'
		| 'EXCEPTION_LINE_UNKNOWN'
		| 'EXCEPTION_PAYLOAD_GONE'
		| 'EXCEPTION_REDRIVE_LIMIT'
		| 'EXCEPTION_RESOLVED'
		| 'EXCEPTION_VERSION_CONFLICT';
	message: string;
	fix: string;
}

export type ExceptionDecision =
	/** `begins`: the entries are the first of a trail of their own. */
	| { outcome: 'accepted'; entries: ExceptionEntry[]; begins: boolean }
	/** Already so: nothing is written. */
	| { outcome: 'unchanged' }
	/** `entries` holds the refusal for the trail; it is empty where nothing may be written. */
	| { outcome: 'refused'; refusal: ExceptionRefusal; entries: ExceptionEntry[] };
