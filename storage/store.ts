import type {
	Actor,
	CaseCommand,
	Definition,
	DefinitionCommand,
	DefinitionKind,
	DefinitionTarget,
	EntryData,
	EntryReference,
	EvidenceType,
	ExceptionCommand,
	OpenException,
	Refusal,
	Retry,
	RetryTarget,
	RunReference,
	ScheduleRetry,
	Settlement,
	Timer,
	TimerCommand,
	TimerTarget,
	TriageCase,
	TriageException,
	Trigger,
} from '../core';
import type {
	CasePage,
	CaseQuery,
	CaseSampling,
	SampledCases,
	TaskQuery,
	FoundTask,
	EventQuery,
	CaseEvents,
	TimelineEntry,
} from './cases';
import type { CheckpointOptions, CheckpointResult, CheckpointStatus, Signer } from './checkpoints';
import type {
	DefinitionFilter,
	DefinitionResult,
	DefinitionSelection,
	FoundDefinition,
	ListedVersion,
} from './definitions';
import type {
	ExceptionItem,
	ExceptionPage,
	ExceptionQuery,
	ExceptionResult,
	RedriveEventQuery,
	RedriveEvents,
	RedriveSweepResult,
} from './exceptions';
import type { ExportRequest, ExportSummary } from './export/exportBundle';
import type { ProofResult } from './export/proveEntry';
import type { BundleSink } from './export/sink';
import type { PartDraft } from './log/place';
import type { EntryQuery, FoundEntry } from './queries/findEntries';
import type { OwnerAudit, OwnerAuditRequest } from './ownerAudit';
import type { Difference } from './projections/compare';
import type { RetryEventQuery, RetryEvents, RetryQuery, RetryResult, RetrySweepResult } from './retries';
import type {
	RepairRequest,
	RepairResult,
	SweepRequest,
	SweepResult,
	TimerEventQuery,
	TimerEvents,
	StalledThing,
	TimerHealth,
	TimerQuery,
	TimerResult,
} from './timers';
import type {
	LedgerLine,
	OpenTriggerQuery,
	SettlementResult,
	TriggerCount,
	TriggerItem,
	TriggerPeriod,
	TriggerQuery,
	TriggerResult,
} from './triggers';
import type { Verification, VerifyOptions } from './verification';

/** Who sends a command, and how to tell it from any other. */
export interface CommandContext {
	/**
	 * The same id twice has one effect, and the answer of the first time. What wrote nothing, because it was so already or met
	 * another version, is not known by its id: sent again, it is decided on what is there then.
	 */
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
			/** Id of the ticket's own case, where that is merged into the one that comes back. */
			merged_case?: string;
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

/** A stretch of the log in which calls without an outcome are looked for. */
export interface UnansweredQuery {
	/** Place of the first entry. */
	from_idx: number;
	/** Instant; entries from then on may still be answered. */
	before: string;
	/** At most this many, oldest first; 100 without it. */
	limit?: number;
}

export interface UnansweredCalls {
	calls: DanglingIntent[];
	/** Where the next stretch begins. */
	next_idx: number;
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

export interface RebuildResult {
	/** Rows that were not what the log makes of them, and now are. */
	differences: Difference[];
	/** Place of the entry that tells of it. */
	idx: number;
}

/**
 * What can be read, and how far the readers of the log have come. All methods may be called at the same time from several
 * processes. Throws `TriageError` only.
 */
export interface StoreReader {
	/** A definition with the body of one version; null where there is none, or none in force then. */
	getDefinition(target: DefinitionTarget, selection?: DefinitionSelection): Promise<FoundDefinition | null>;
	/** Definitions of one kind, by name. `versionInForce` says which version counts. */
	listDefinitions(kind: DefinitionKind, filter?: DefinitionFilter): Promise<Definition[]>;
	/** All versions of a definition, oldest first; empty where there is none. */
	listVersions(target: DefinitionTarget): Promise<ListedVersion[]>;
	/** The trigger ledger: all arrivals that meet all given conditions, by the time they were received. */
	listTriggers(query: TriggerQuery): Promise<LedgerLine[]>;
	/** How many arrived in a period, by source, outcome and label. */
	countTriggers(period?: TriggerPeriod): Promise<TriggerCount[]>;
	/** Accepted triggers that have led to nothing yet: no case was opened for them, and nobody said that they ended. */
	findOpenTriggers(query?: OpenTriggerQuery): Promise<Trigger[]>;
	/** What became of the newest accepted trigger with this key; null when there was none, or its key was erased. */
	getTrigger(source: string, key: string): Promise<Trigger | null>;
	/** The accepted trigger that came first of those that led to a case; null when it was opened without one. */
	getTriggerOfCase(caseId: string): Promise<Trigger | null>;
	/** A timer of a case, by its name; null when it was never started. */
	getTimer(target: TimerTarget): Promise<Timer | null>;
	/** Timers that meet all given conditions. */
	findTimers(query?: TimerQuery): Promise<Timer[]>;
	/** What `repairTimers` would change, with nothing written. */
	previewRepair(request: RepairRequest): Promise<RepairResult>;
	/** Steps that were told from a place of the log on, each with its timer and its case as they stand now. */
	readTimerEvents(query: TimerEventQuery): Promise<TimerEvents>;
	/**
	 * Whether timers and attempts are being looked at. `before`: instant; what should have been looked at before it stands
	 * still.
	 */
	readTimerHealth(before: string): Promise<TimerHealth>;
	/** What of that stands still, by indexes only, so that it can be asked often. */
	findStalled(before: string): Promise<StalledThing[]>;
	/** The attempts at a step of a case, by its name; null when it never failed. */
	getRetry(target: RetryTarget): Promise<Retry | null>;
	/** Attempts at steps that meet all given conditions. */
	findRetries(query?: RetryQuery): Promise<Retry[]>;
	/** What the attempts of a round are made with; null once it was erased. */
	readRetryData(retry: Pick<Retry, 'data_entry'>): Promise<Record<string, unknown> | null>;
	/**
	 * Attempts that start, and steps of which trying ended, from a place of the log on. What has got its answer since is left
	 * out, so that no step is tried that is done.
	 */
	readRetryEvents(query: RetryEventQuery): Promise<RetryEvents>;
	getException(exceptionId: string): Promise<TriageException | null>;
	/** Exceptions that meet all given conditions, in pages. Throws `FIELD_INVALID` for a cursor that is none. */
	findExceptions(query: ExceptionQuery): Promise<ExceptionPage>;
	/** The item of an exception as it was kept, without secrets; null when it was not, or was erased. */
	readExceptionPayload(exceptionId: string): Promise<unknown>;
	/**
	 * Items that are sent again as they were scheduled, from a place of the log on. What was resolved, erased or sent once
	 * more since is left out.
	 */
	readRedrives(query: RedriveEventQuery): Promise<RedriveEvents>;
	readCheckpointStatus(): Promise<CheckpointStatus>;
	findDanglingIntents(query?: DanglingQuery): Promise<DanglingIntent[]>;
	/** The same from a place of the log on, so that a reader that goes on looks at each call once. */
	readUnansweredCalls(query: UnansweredQuery): Promise<UnansweredCalls>;
	getCase(caseId: string): Promise<TriageCase | null>;
	/** Cases that meet all given conditions, as they stand at one moment; with a limit, a page of them. */
	findCases(query: CaseQuery): Promise<CasePage>;
	/** Draws from all cases that meet the conditions, each with the same chance. */
	sampleCases(query: CaseSampling): Promise<SampledCases>;
	/** Tasks of all cases that meet all given conditions: by case, the oldest first. */
	findTasks(query?: TaskQuery): Promise<FoundTask[]>;
	/** A trail, by the id of its case or one that begins with `_`, oldest first; empty when there is no such trail. */
	readTimeline(caseId: string): Promise<TimelineEntry[]>;
	/** Entries that meet all given conditions, by their place in the log. */
	findEntries(query: EntryQuery): Promise<FoundEntry[]>;
	/** What happened to cases from a place of the log on. Places have no gaps, so a reader that goes on misses nothing. */
	readEvents(query: EventQuery): Promise<CaseEvents>;
	/** Where a reader of that name goes on; a new one begins at the end of the log, or at its beginning. */
	openSubscription(name: string, from: 'now' | 'beginning'): Promise<number>;
	/**
	 * Takes a reader for a holder, for so many seconds from `now` on, or keeps it. False while another holder has it: of two
	 * processes that read under one name, one reads. What a holder that died had not confirmed is read again by the next.
	 */
	holdSubscription(name: string, holder: string, now: string, leaseSeconds: number): Promise<boolean>;
	/** Writes down that a reader has had everything before `nextIdx`. Bookkeeping of deliveries, not evidence. */
	moveSubscription(name: string, nextIdx: number): Promise<void>;
	/** Names of all roles that are defined, or own or back up a case, sorted. */
	listRoles(): Promise<string[]>;
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
}

/**
 * The system of record. Every change is an entry of the log and the rows it changes, in one transaction: after a crash
 * at any instant both are there or neither is. All methods may be called at the same time from several processes.
 * Throws `TriageError` only.
 */
export interface TriageStore extends StoreReader {
	/**
	 * Runs one command. Throws `CASE_NOT_FOUND`, `COMMAND_REUSED` when the id belongs to another command, and
	 * `TRIGGER_NOT_FOUND`.
	 */
	execute(target: CommandTarget, command: CaseCommand, context: CommandContext): Promise<CommandResult>;
	/**
	 * Runs one command of a definition; saving makes it where it is missing. Throws `DEFINITION_INVALID` for a body that its
	 * kind does not have, `DEFINITION_NOT_FOUND`, `FIELD_INVALID`, `COMMAND_REUSED`, and what the kind's own area throws, as
	 * `CONTRACT_INVALID`. `expected_version` does not count here: `based_on` does. A command of a role closes the exceptions of
	 * lapses that are over by it, of a hundred cases at most; `auditOwners` closes the others.
	 */
	executeDefinition(
		target: DefinitionTarget,
		command: DefinitionCommand,
		context: CommandContext,
	): Promise<DefinitionResult>;
	/**
	 * Records arrivals in their order, decides which of them are accepted, and claims their keys, so that of any number of
	 * processes one accepts a key. Many at once: 250 share a transaction. When it throws, those of earlier transactions are
	 * kept; the same items sent again are answered as they were. Throws `COMMAND_REUSED`.
	 */
	recordTriggers(items: readonly TriggerItem[]): Promise<TriggerResult[]>;
	/**
	 * Says how the work on an accepted trigger ended. Opening a case with its `trigger_id`, and resolving that case, do so by
	 * themselves. Throws `TRIGGER_NOT_FOUND`.
	 */
	settleTrigger(triggerId: string, settlement: Settlement, context: CommandContext): Promise<SettlementResult>;
	/**
	 * Runs one command of a timer. Of any number of starts with one name, one is a run. Throws `CASE_NOT_FOUND`,
	 * `CHAIN_INVALID`, `CALENDAR_INVALID`, `FIELD_INVALID` and `COMMAND_REUSED`.
	 */
	executeTimer(target: TimerTarget, command: TimerCommand, context: CommandContext): Promise<TimerResult>;
	/**
	 * Records what timers came to by now, and makes roles the owners of cases where a step says so, in one transaction. Timers
	 * that count by a saved calendar follow what came into force of it first: seconds before that count as they did.
	 * Each step is found once, by one of any number of sweeps; a sweep that is killed has found nothing.
	 */
	sweepTimers(request: SweepRequest, sweeper: Pick<CommandContext, 'actor' | 'run'>): Promise<SweepResult>;
	/**
	 * Looks whether somebody can act on the next cases that go on and run live: opens an exception for each lapse, and tells
	 * the case of it (`owner.lapsed`); closes that exception once the lapse is over, where no command did. A lapse is known by
	 * case, kind and since when, so it is found once, by one of any number of audits, also when a person closed its exception.
	 * Going on from `next` goes round all cases.
	 */
	auditOwners(request: OwnerAuditRequest, auditor: Pick<CommandContext, 'actor' | 'run'>): Promise<OwnerAudit>;
	/**
	 * Counts timers that run by a saved calendar from their start by its version in force, a page in one transaction. Each
	 * entry has the figures of before and after; timers that ended stay as they are. Going on from `next` under one command id
	 * until it is null repairs and tells each timer once; the same again writes nothing. Throws `COMMAND_REUSED`.
	 */
	repairTimers(request: RepairRequest, context: CommandContext): Promise<RepairResult>;
	/**
	 * Records the failure of a step, and decides whether and when it is tried again. `data` is what it is tried with again, as
	 * JSON of an object; it is kept beside the first failure of a round, as a part that can be erased. Where nothing is left to
	 * try, the case changes in the same transaction. Throws `CASE_NOT_FOUND`, `FIELD_INVALID` and `COMMAND_REUSED`.
	 */
	scheduleRetry(
		target: RetryTarget,
		command: ScheduleRetry,
		data: Uint8Array,
		context: CommandContext,
	): Promise<RetryResult>;
	/**
	 * Records which attempts start by now, and for which steps trying has ended, in one transaction. Each is found once, by one
	 * of any number of sweeps; a sweep that is killed has found nothing.
	 */
	sweepRetries(request: SweepRequest, sweeper: Pick<CommandContext, 'actor' | 'run'>): Promise<RetrySweepResult>;
	/**
	 * Records which items of exceptions are sent again now, of those that were scheduled: no more than their pace allows. Each is
	 * found once, by one of any number of sweeps.
	 */
	sweepRedrives(request: SweepRequest, sweeper: Pick<CommandContext, 'actor' | 'run'>): Promise<RedriveSweepResult>;
	/** Shows that the store takes writes, as a command would make them, and leaves everything as it is. */
	probe(): Promise<{ entry_count: number }>;
	/**
	 * Opens exceptions in their order, or counts another occurrence of one that has the same cause. Each gets its deadline, and
	 * its case knows of it. Many at once share transactions; when it throws, those of earlier transactions are kept; the same
	 * items sent again are answered as they were. Throws `CASE_NOT_FOUND`, `TRIGGER_NOT_FOUND` and `COMMAND_REUSED`.
	 */
	openExceptions(items: readonly ExceptionItem[]): Promise<ExceptionResult[]>;
	/** Runs one command of an exception that is there. Throws `EXCEPTION_NOT_FOUND`, `FIELD_INVALID` and `COMMAND_REUSED`. */
	executeException(
		exceptionId: string,
		command: Exclude<ExceptionCommand, OpenException>,
		context: CommandContext,
	): Promise<ExceptionResult>;
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
	/**
	 * Makes every row that is made from entries again, in one transaction, and records that it was done. For a log that
	 * `verify` finds intact but for `PROJECTION_DIVERGED`. Other writers wait meanwhile.
	 */
	rebuild(context: CommandContext): Promise<RebuildResult>;
	close(): Promise<void>;
}
