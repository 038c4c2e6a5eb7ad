import type {
	Actor,
	CaseCommand,
	CaseState,
	CheckpointState,
	EntryData,
	EntryReference,
	EntryType,
	EvidenceType,
	Refusal,
	RunReference,
	TriageCase,
} from '../core';
import type { ExportRequest, ExportSummary } from './export/exportBundle';
import type { ProofResult } from './export/proveEntry';
import type { BundleSink } from './export/sink';
import type { PartDraft } from './log/unit';
import type { EntryQuery, FoundEntry } from './queries/findEntries';
import type { Difference } from './projections/compare';

/** Who sends a command, and how to tell it from any other. */
export interface CommandContext {
	/** The same id twice has one effect and one answer. */
	command_id: string;
	actor: Actor;
	run?: RunReference;
	/** Version of the case the caller decided on; another one writes nothing. */
	expected_version?: number;
}

/** A command on an existing case names it; `open` finds its case by source and ticket id. */
export type CommandTarget = { case_id: string } | null;

export type CommandResult =
	| {
			/** `unchanged`: it was so already, and nothing was written. */
			outcome: 'accepted' | 'unchanged';
			case: TriageCase;
			/** The command opened the case. */
			is_new: boolean;
	  }
	| { outcome: 'refused'; case: TriageCase; refusal: Refusal };

/** Something that happened, to be recorded as it is. `docs/reference/evidence.md` lists the types and their facts. */
export interface EvidenceDraft {
	/** A case that is there; null for types that begin with `log.`. */
	case_id: string | null;
	type: EvidenceType;
	/** Without personal data: that belongs into parts. */
	data: EntryData;
	refs?: readonly EntryReference[];
	/** At most 32, of 1 MiB each. */
	parts?: readonly PartDraft[];
}

export type EvidenceResult =
	| {
			outcome: 'recorded';
			entry_id: string;
			/** Place in the log. */
			idx: number;
			/** Place in the trail of the case. */
			seq: number;
			/** The log's clock. */
			at: string;
			/** Hex of the leaf's hash. */
			leaf_hash: string;
			/** False when the same was recorded before under the same command id. */
			is_new: boolean;
	  }
	/** Decided on another version of the case; nothing was written. */
	| { outcome: 'refused'; refusal: Refusal };

/** An intent that no outcome answers: what became of the call is not known. */
export interface DanglingIntent {
	entry_id: string;
	case_id: string;
	at: string;
	data: EntryData;
}

export interface DanglingQuery {
	case_id?: string;
	/** Instant; intents that are younger may still be under way. */
	before?: string;
	/** At most this many, oldest first; 100 without it. */
	limit?: number;
}

/** Which parts are to be erased: single ones, or everything about one person in the whole store. */
export type RedactTarget =
	| { parts: ReadonlyArray<{ entry_id: string; name: string }> }
	/** Parts that name this person, and all parts of cases whose customer it is that name nobody else. */
	| { subject: string };

/** Why something was erased; kept for good, so it must not hold what was erased. */
export interface RedactReason {
	reason: string;
	/** The rule that asks for it, as `GDPR 17`. */
	basis: string;
	/** Where it was asked for. */
	ticket: string;
}

export interface RedactResult {
	parts: Array<{ entry_id: string; idx: number; case_id: string; name: string }>;
	/** False when the same was done before under the same command id. */
	is_new: boolean;
	/** The bytes have left the database's files too. False while somebody reads an older state: redact again later. */
	wiped: boolean;
}

/** Makes a signed note of a checkpoint's text, as `signNote` with a key does. */
export type Signer = (text: string) => string;

/** What the signer knows without the store, so that it never signs a log that was set back or rewritten. */
export interface CheckpointOptions {
	/** Size and root of the newest checkpoint, remembered outside of the store. */
	high_water?: HighWater;
	/** With them, the newest checkpoint in the store has to be signed by one of these keys. */
	vkeys?: readonly string[];
}

export type CheckpointResult =
	| {
			outcome: 'signed';
			/** Entries that it covers: all that were there, without the one that tells of it. */
			size: number;
			/** Hex. Kept outside of the store, size and root are the caller's high-water mark. */
			root: string;
			/** The signed note. It proves something only where the operator cannot take it back. */
			note: string;
			at: string;
			is_new: boolean;
	  }
	/** The log is not what it was, so nothing was signed and nothing written. */
	| { outcome: 'refused'; findings: VerifyFinding[] };

/** What is known of the log since its newest checkpoint, for `checkpointReason`. */
export interface CheckpointStatus extends CheckpointState {
	size: number;
	/** Size that the newest checkpoint covers, 0 without one. */
	signed_size: number;
}

export interface CaseQuery {
	states?: readonly CaseState[];
	owner_role?: string;
	source?: string;
	ticket_id?: string;
	type?: string;
	/** Instant, ISO 8601 in UTC. */
	opened_after?: string;
	order: 'newest' | 'oldest' | 'recently_updated';
	/** At most this many; all without it. */
	limit?: number;
}

/** What happened to which cases. Conditions on the case are about the case as it stands now. */
export interface EventQuery {
	types: readonly EntryType[];
	/** Index of the first entry to look at. */
	from_idx: number;
	owner_role?: string;
	source?: string;
	case_type?: string;
	order: 'newest' | 'oldest';
	limit: number;
}

export interface CaseEvents {
	events: Array<{ entry: FoundEntry; case: TriageCase }>;
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

export interface RebuildResult {
	/** Rows that were not what the log makes of them, and now are. */
	differences: Difference[];
	/** Place of the entry that tells of it. */
	idx: number;
}

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
	/** Entry it was found at; null when it concerns the whole log or a case. */
	idx: number | null;
	case_id: string | null;
	message: string;
}

/** Size and root of the log, remembered outside of the store. */
export interface HighWater {
	size: number;
	/** Hex. */
	root: string;
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
	/** Every intent has an outcome. Says nothing about the verdict, nor the verdict about this. */
	complete: boolean;
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

/**
 * The system of record. Every change is an entry of the log and the rows it changes, in one transaction: after a crash
 * at any instant both are there or neither is. All methods may be called at the same time from several processes.
 * Throws `TriageError` only.
 */
export interface TriageStore {
	/** Runs one command. Throws `CASE_NOT_FOUND`, and `COMMAND_REUSED` when the id belongs to another command. */
	execute(target: CommandTarget, command: CaseCommand, context: CommandContext): Promise<CommandResult>;
	/**
	 * Appends one entry to a case that is there. An intent is recorded before its call and the outcome after it, so that a
	 * crash between them leaves a trace. Throws `CASE_NOT_FOUND`, `COMMAND_REUSED` and `EVIDENCE_INVALID`.
	 */
	record(draft: EvidenceDraft, context: CommandContext): Promise<EvidenceResult>;
	/**
	 * Erases parts and records in the same transaction that, why and by whom it was done. What the cases held of them goes
	 * as well. Throws `PART_NOT_FOUND`, `PART_PUBLIC` for a part of class public, `COMMAND_REUSED` and `EVIDENCE_INVALID`.
	 */
	redact(target: RedactTarget, reason: RedactReason, context: CommandContext): Promise<RedactResult>;
	/**
	 * Verifies the log and signs it: all leaf hashes, all bodies since the newest checkpoint, which has to be a prefix of
	 * the log as has what the caller remembers. The note and an entry that tells of it are written together. Throws
	 * `CHECKPOINT_MALFORMED` when the signer signed something else, and what the signer throws.
	 */
	checkpoint(sign: Signer, context: CommandContext, options?: CheckpointOptions): Promise<CheckpointResult>;
	readCheckpointStatus(): Promise<CheckpointStatus>;
	findDanglingIntents(query?: DanglingQuery): Promise<DanglingIntent[]>;
	getCase(caseId: string): Promise<TriageCase | null>;
	findCases(query: CaseQuery): Promise<TriageCase[]>;
	/** A case's trail, oldest first; empty when there is no such case. */
	readTimeline(caseId: string): Promise<TimelineEntry[]>;
	/** Entries that meet all given conditions, by their place in the log. */
	findEntries(query: EntryQuery): Promise<FoundEntry[]>;
	/** What happened to cases from a place of the log on. Places have no gaps, so a reader that goes on misses nothing. */
	readEvents(query: EventQuery): Promise<CaseEvents>;
	/** Where a reader of that name goes on; a new one begins at the end of the log, or at its beginning. */
	openSubscription(name: string, from: 'now' | 'beginning'): Promise<number>;
	/** Writes down that a reader has had everything before `nextIdx`. Bookkeeping of deliveries, not evidence. */
	moveSubscription(name: string, nextIdx: number): Promise<void>;
	/** Names of all roles that own or back up a case, sorted. */
	listRoles(): Promise<string[]>;
	/**
	 * Makes every row that is made from entries again, in one transaction, and records that it was done. For a log that
	 * `verify` finds intact but for `PROJECTION_DIVERGED`. Other writers wait meanwhile.
	 */
	rebuild(context: CommandContext): Promise<RebuildResult>;
	/** Recomputes the log and every projection. Reads a snapshot; writers go on. Throws `KEY_INVALID`. */
	verify(options?: VerifyOptions): Promise<Verification>;
	/**
	 * Writes a bundle of one snapshot to a sink; writers go on. The same store and request always give the same bytes.
	 * Nothing is verified: the bundle shows what the store holds. Throws `CASE_NOT_FOUND`, `PERIOD_EMPTY`, what the sink
	 * throws, and `EVIDENCE_INVALID` for a log that is shorter than its checkpoint.
	 */
	exportBundle(request: ExportRequest, sink: BundleSink): Promise<ExportSummary>;
	/**
	 * Proves that an entry is in the newest checkpoint. The proof was verified from the stored bytes; with `vkeys` so was
	 * the signature. Throws `EVIDENCE_INVALID` when it does not hold, `KEY_INVALID`, and the codes of checkpoints.
	 */
	proveEntry(entryId: string, vkeys?: readonly string[]): Promise<ProofResult>;
	close(): Promise<void>;
}
