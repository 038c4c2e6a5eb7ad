import type { CheckResult } from '../checklist';
import type { RepairedClock } from '../clock';
import type { EntryData, EntryType } from '../evidence';
import type { OwnerReview } from '../ownership';
import type {
	CaseMode,
	CaseState,
	OwnerDecider,
	OwnerLapseKind,
	Priority,
	QaStage,
	RerouteReason,
	Resolution,
	RootCauseLabel,
	StepStatus,
	TaskType,
	ThrashSign,
} from '../vocabulary';

/** What a case knows of its ticket. Absent fields are null, never missing. */
export interface CaseFields {
	/** System the ticket comes from, as `help-desk`; scope of `ticket_id`. */
	source: string;
	/** The ticket's own id in its source. One ticket has one case. */
	ticket_id: string;
	subject: string | null;
	type: string | null;
	priority: Priority;
	customer_id: string | null;
	product: string | null;
	segment: string | null;
	/** Address of the ticket in its source. */
	link: string | null;
}

/** Who owns a case. Roles, never people. */
export interface CaseOwner {
	role: string;
	backup_role: string | null;
	decided_by: OwnerDecider;
	/** Name of the rule that decided, null when none did. */
	rule: string | null;
	reason: string;
	assigned_at: string;
	/** Priority of the case when it was given. */
	priority_then: Priority;
	/** Why the owner was kept when the rules were asked again, the last time since it was given. */
	kept: { at: string; wanted_role: string; why: RerouteReason; cools_down_at: string | null } | null;
}

/** Why nobody may be acting on a case, since when, and the exception about it. */
export interface CaseLapse {
	kind: OwnerLapseKind;
	since: string;
	exception_id: string;
}

/** One action of the work on a case, as a change in another system, and where it stands. */
export interface CaseStep {
	/** Unique in its case. */
	name: string;
	status: StepStatus;
	/** When it came to that. */
	at: string;
	/** What was said with it. */
	detail: string | null;
}

/** Something that has to be done about a case beside its steps, by a role that need not own the case. */
export interface CaseTask {
	/** As `C-0001-T1`: the case and a number in it. */
	task_id: string;
	type: TaskType;
	status: 'open' | 'completed';
	/** What is to be done; null once it was erased. */
	title: string | null;
	owner_role: string;
	due_at: string | null;
	checklist: string[];
	opened_at: string;
	completed_at: string | null;
	/** What was said when it was completed. */
	note: string | null;
}

/** What the newest checks of a stage came to. */
export interface QaOutcome {
	passed: boolean;
	/** How many passed of those that apply, as `3/4`. */
	score: string;
	/** Names of checks that hold the case back. */
	blocking: string[];
	/** Names of warnings that are not cleared and do not hold it back. */
	warned: string[];
	/** Name of the checklist, with its version where it was saved. */
	checklist: string;
	/** Name of exactly this evaluation: checklist, item and how each check came out. */
	digest: string;
	/** Version of the case that was looked at. */
	case_version: number;
	at: string;
	/** Something changed since, so that the checks have to be made again. */
	is_stale: boolean;
	/** Who let the case pass all the same, and why; the reason is empty once it was erased. */
	override: { role: string; reason: string } | null;
}

/** A case as the log's entries up to `version` make it. */
export interface TriageCase extends CaseFields {
	/** `C-0001`; a gap in the numbers is possible. */
	case_id: string;
	/** Number of entries in the case's trail. A command may name the version it was decided on. */
	version: number;
	state: CaseState;
	/** Reason given for the newest change of state. */
	reason: string | null;
	owner: CaseOwner | null;
	/**
	 * The role that answers for the outcome until it is confirmed by resolving: the first owner, or the role named with it.
	 * Whoever owns the case later, this stays.
	 */
	accountable_role: string | null;
	/** Owners, oldest first: as many as tell whether the case is passed around too much. */
	owners: OwnerReview[];
	/** While the case is passed around too much: why, and since when. Rules do not move it then. */
	thrash: { signs: ThrashSign[]; since: string } | null;
	/** What an audit found wrong with its ownership, each with the exception that is open about it. */
	lapses: CaseLapse[];
	mode: CaseMode;
	/** What is known beside the fields, by name; all as text. */
	attributes: Record<string, string>;
	/** Sorted; lower case. */
	tags: string[];
	/** Actions that are pending or done, in the order in which they were named first. */
	steps: CaseStep[];
	/** Open ones first, as they were opened; then those that were completed last. `reconcile` ones keep a case from being resolved. */
	tasks: CaseTask[];
	/** While `waiting-for-systems`: which, and until when. */
	waiting: { systems: string[]; until: string } | null;
	/** While in `manual-review`: who looks at what, and until when. */
	review: { reviewer_role: string; checklist: string[]; until: string } | null;
	/**
	 * Exceptions that it answers for and that are not resolved, in the order in which they came to it. While there is one, the
	 * case cannot be resolved.
	 */
	open_exceptions: string[];
	/** What the newest checks came to, by stage. */
	qa: Record<QaStage, QaOutcome | null>;
	root_cause: RootCauseLabel | null;
	resolution: Resolution | null;
	/** How it ended the first time. Reopening the case does not change this. */
	first_resolution: { resolution: Resolution; at: string } | null;
	/** The case that goes on in its place, while it is merged into one. */
	merged_into: string | null;
	/** Cases that are merged into this one, in that order. */
	absorbed: string[];
	/** How often it was opened again after it was resolved, and queued again after it failed. */
	reopen_count: number;
	redrive_count: number;
	opened_at: string;
	updated_at: string;
	resolved_at: string | null;
}

/** Most attributes and tags of a case. */
export const maxAttributes = 50;
export const maxTags = 20;

/** Most steps of a case. */
export const maxSteps = 50;

/** Most tasks of a case that are open at once, and most that it shows; the trail has all. */
export const maxOpenTasks = 20;
export const maxTasks = 50;

/** Most cases that are merged into one. */
export const maxAbsorbed = 100;

/** How often a case that failed can be queued again. */
export const maxCaseRedrives = 3;

/** Longest time limit of a state: ten years. */
export const maxTtlSeconds = 10 * 365 * 86_400;

export interface OpenCase {
	kind: 'open';
	fields: CaseFields;
	/** The accepted trigger that the case is opened for; its claim is complete with it, or waits for the end of the case. */
	trigger_id?: string;
}

export interface ChangeState {
	kind: 'change_state';
	to: Exclude<CaseState, 'resolved'>;
	reason?: string;
	/** For `waiting-for-systems`. */
	systems?: string[];
	/** For `manual-review`. */
	reviewer_role?: string;
	checklist?: string[];
	/** For `waiting-for-systems` and `manual-review`: how long at most, in seconds around the clock. */
	ttl_seconds?: number;
	/** For `failed`. */
	root_cause?: RootCauseLabel;
}

export interface ResolveCase {
	kind: 'resolve';
	resolution: Resolution;
	reason?: string;
}

/**
 * Ends a case because another one is about the same, and goes on in its place. It asks for no checks: what is confirmed is
 * confirmed of the surviving case. Reopening takes it back.
 */
export interface MergeCase {
	kind: 'merge';
	/** Id of the surviving case. */
	into: string;
	/** Version of the surviving case that this was decided on; another one writes nothing. */
	into_version?: number;
	reason: string;
}

/** Opens a case again that is resolved. Timers that ended with it stay ended. */
export interface ReopenCase {
	kind: 'reopen';
	reason: string;
}

/** Queues a case again that failed, at most `maxCaseRedrives` times. */
export interface RedriveCase {
	kind: 'redrive';
	reason?: string;
}

export interface AssignOwner {
	kind: 'assign_owner';
	owner_role: string;
	backup_role: string | null;
	/** `escalation` takes a case from its owner, who did not act. That does not count as passing the case around. */
	decided_by: OwnerDecider;
	rule: string | null;
	reason: string;
	/** Why no rule decided, as `route.no_match`. Such a decision never takes a case from its owner. */
	label?: RootCauseLabel;
	/** The role that answers for the outcome; default the owner role. Counts for the first owner only. */
	accountable_role?: string;
	/** A case that has an owner may move to this one. Without it the owner stays, whatever was decided. */
	reroute?: {
		/** Seconds around the clock between two moves; default 900. A rising priority does not wait. */
		cooldown_seconds?: number;
	};
}

/** Gives a case to another role, whatever rules say. */
export interface TransferCase {
	kind: 'transfer';
	owner_role: string;
	backup_role: string | null;
	reason: string;
}

/** Says where a step stands; a step that is new is added behind the others. */
export interface SetStep {
	kind: 'set_step';
	step: string;
	status: StepStatus;
	detail?: string;
}

/** Adds a task, unless one of that type and title is open. */
export interface OpenTask {
	kind: 'open_task';
	task_type: TaskType;
	title: string;
	owner_role: string;
	/** Instant, ISO 8601 in UTC. */
	due_at?: string;
	checklist?: string[];
}

/** Says that a task is done, and what was found or done. */
export interface CompleteTask {
	kind: 'complete_task';
	task_id: string;
	note: string;
}

/** Fields of a case that can change. Source and ticket ID name it and stay. */
export type ChangeableField = Exclude<keyof CaseFields, 'source' | 'ticket_id' | 'priority'>;

/** Changes what is known of a case. What is left out stays; null takes a field or attribute away. */
export interface UpdateCase {
	kind: 'update';
	fields?: Partial<Record<ChangeableField, string | null>>;
	attributes?: Record<string, string | null>;
	priority?: Priority;
	mode?: CaseMode;
	add_tags?: string[];
	remove_tags?: string[];
	reason?: string;
}

/** Records what the checks of a stage came to. */
export interface EvaluateQa {
	kind: 'evaluate_qa';
	stage: QaStage;
	/** Version of the case whose facts and evidence were looked at. */
	case_version: number;
	/** Name of the checklist, with its version where it was saved. */
	checklist: string;
	/** `evaluationDigest` of what was looked at. */
	digest: string;
	/** How all of its checks came out. */
	checks: CheckResult[];
	/** A warning that is not cleared counts as a blocker. */
	warnings_block?: boolean;
	/** Lets the case pass where checks do not. */
	override?: { role: string; reason: string };
}

/**
 * Counts running clocks anew, from their start, by another version of their policy. A case does not know its clocks, which are
 * made of its entries: `changes` says what that comes to, by `forecastClocks` and `repairedClocks` on the version of the case that the command names.
 */
export interface RepairClocks {
	kind: 'repair_clocks';
	/** Name of the clock policy. */
	policy: string;
	policy_version: number;
	/** Name of the calendar by which the changes were counted. */
	calendar: string;
	changes: RepairedClock[];
	reason?: string;
}

export type CaseCommand =
	| OpenCase
	| ChangeState
	| ResolveCase
	| MergeCase
	| ReopenCase
	| RedriveCase
	| AssignOwner
	| TransferCase
	| SetStep
	| OpenTask
	| CompleteTask
	| UpdateCase
	| EvaluateQa
	| RepairClocks;

/** An entry that a decision asks the log to append. */
export interface CaseEntry {
	type: EntryType;
	data: EntryData;
}

/** A command that the case's rules do not allow now. An expected outcome, not a fault. */
export interface Refusal {
	code:
		| 'CASE_GUARD_UNMET'
		| 'CASE_MERGE_ILLEGAL'
		| 'CASE_REDRIVE_LIMIT'
		| 'CASE_RESOLVED'
		| 'CASE_STEP_ILLEGAL'
		| 'CASE_TASK_UNKNOWN'
		| 'CASE_TRANSITION_ILLEGAL'
		| 'CASE_VERSION_CONFLICT';
	message: string;
	fix: string;
}

export type CaseDecision =
	| { outcome: 'accepted'; entries: CaseEntry[] }
	/** Already so: nothing is written. */
	| { outcome: 'unchanged' }
	/** `entries` holds the refusal for the trail; it is empty where nothing may be written. */
	| { outcome: 'refused'; refusal: Refusal; entries: CaseEntry[] };
