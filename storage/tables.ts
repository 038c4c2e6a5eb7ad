import type { GeneratedAlways } from 'kysely';

/** One log. `frontier` is the hex text of `writeFrontier`; there is exactly one row. */
export interface LogTable {
	origin: string;
	size: number;
	frontier: string;
	last_at: string;
}

/** One leaf. The hashed bytes are `body`; the columns beside its hash say what entries are looked up by. */
export interface EntryTable {
	idx: number;
	leaf_hash: string;
	body: string;
	id: string;
	/** The trail it belongs to: the id of a case, or one that begins with `_`. */
	case_id: string;
	case_seq: number;
	type: string;
	at: string;
	/** Id of the first entry it refers to. */
	answers: string | null;
}

/** Erasable bytes that an entry commits to. */
export interface PartTable {
	idx: number;
	name: string;
	salt: Uint8Array;
	bytes: Uint8Array;
	/** Copy of the commitment's `subj`, for look-ups. */
	subject: string | null;
}

/** Signed notes over the first `size` entries. */
export interface CheckpointTable {
	size: number;
	note: string;
}

/** Projection: the canonical text of each `TriageCase`; the other columns say what cases are looked up by. */
export interface CaseTable {
	case_id: string;
	case_number: number;
	record: string;
	state: string;
	source: string;
	ticket_id: string;
	type: string | null;
	owner_role: string | null;
	backup_role: string | null;
	opened_at: string;
	updated_at: string;
	customer_id: string | null;
	/** Status of the first task; open ones come first. */
	first_task: string | null;
	/** Place of the priority, 0 for the most urgent. */
	urgency: number;
	/** Until when it waits or is reviewed. */
	until: string | null;
	first_exception: string | null;
	merged_into: string | null;
	/** Kind of the first lapse of its ownership that is open. */
	first_lapse: string | null;
}

/** Projection: the canonical text of each `Definition`, without its bodies, which are parts. */
export interface DefinitionTable {
	trail_id: string;
	record: string;
	kind: GeneratedAlways<string>;
	name: GeneratedAlways<string>;
}

/** Projection: the canonical text of each `Trigger`, one a key and one for each accepted trigger without a key. */
export interface TriggerTable {
	trail_id: string;
	record: string;
	source: GeneratedAlways<string>;
	key: GeneratedAlways<string | null>;
	state: GeneratedAlways<string>;
	case_id: GeneratedAlways<string | null>;
	accepted_at: GeneratedAlways<string>;
}

/** Projection: the canonical text of each `Timer`; the other columns say what timers are looked up by. */
export interface TimerTable {
	trail_id: string;
	record: string;
	case_id: string;
	state: string;
	next_due_at: string | null;
	due_at: string | null;
	/** The saved calendar it counts by; null where its hours are its own. */
	calendar_name: string | null;
	/** Since when the newest version of it that the timer knows of is in force. */
	calendar_at: string | null;
}

/** Projection: the canonical text of each `RoleThrottle`. */
export interface ThrottleTable {
	trail_id: string;
	record: string;
	held_count: GeneratedAlways<number>;
}

/** Projection: the canonical text of each `Retry`. */
export interface RetryTable {
	trail_id: string;
	record: string;
	case_id: GeneratedAlways<string>;
	state: GeneratedAlways<string>;
	next_due_at: GeneratedAlways<string | null>;
}

/** Projection: the canonical text of each `TriageException`. */
export interface ExceptionTable {
	trail_id: string;
	exception_number: number;
	record: string;
	state: GeneratedAlways<string>;
	label: GeneratedAlways<string>;
	owner_role: GeneratedAlways<string>;
	case_id: GeneratedAlways<string | null>;
	trigger_id: GeneratedAlways<string | null>;
	overdue_at: GeneratedAlways<string | null>;
	/** From when on its item can be sent again, while that is to be done. */
	redrive_due_at: GeneratedAlways<string | null>;
	dedup_key: GeneratedAlways<string | null>;
}

/** A view of the log: every arrival of a trigger, as its entry says it. */
export interface TriggerLedgerView {
	idx: number;
	trigger_id: string;
	type: string;
	at: string;
	body: string;
	source: string;
	received_at: string;
	label: string | null;
}

/** How far a reader of the log has come. No projection: it says what was delivered, not what happened. */
export interface SubscriptionTable {
	name: string;
	/** Index of the first entry that the reader has not had. */
	next_idx: number;
	/** Who reads under this name, and until when nobody else may; null while nobody does. */
	holder: string | null;
	held_until: string | null;
}

export interface StoreTables {
	audit_log: LogTable;
	audit_entry: EntryTable;
	audit_part: PartTable;
	audit_checkpoint: CheckpointTable;
	cases: CaseTable;
	definitions: DefinitionTable;
	triggers: TriggerTable;
	timers: TimerTable;
	throttles: ThrottleTable;
	retries: RetryTable;
	exceptions: ExceptionTable;
	trigger_ledger: TriggerLedgerView;
	subscription: SubscriptionTable;
}
