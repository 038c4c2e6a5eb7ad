import type { ClockName, TimeBudget } from '../clock';
import type { Calendar, CalendarOrVersions, Pause } from '../time';

/**
 * One step of a chain. It is due `wait_seconds` after the step before, or after the start; or at a mark of the clock that
 * the chain protects, where `percent` or `after_deadline_seconds` is given instead.
 */
export interface EscalationStep {
	/** Role that is told. */
	target_role: string;
	/** Told when nobody of the target role is there. */
	backup_role?: string | null;
	wait_seconds?: number;
	/** Whether the wait counts in the run's calendar (default) or around the clock. */
	wait_basis?: 'business' | 'wall';
	/** Part of the protected clock's budget. */
	percent?: number;
	/** Working seconds after the protected clock's deadline; 0 is the deadline itself. */
	after_deadline_seconds?: number;
	/** `not_acked` (default): not while somebody has acknowledged. `not_resolved`: also then. */
	condition?: 'not_acked' | 'not_resolved';
	/** Outside its hours the step waits for the next opening. */
	only_within?: Calendar;
	/** What is done besides telling; carried along, not interpreted. Default `notify`. */
	action?: string;
	/** Response window that the target gets if the step makes it the owner. */
	window?: TimeBudget;
}

/** Who is told, in which order, when nobody acts. A version never changes; an edit is a new version. */
export interface EscalationChain {
	id: string;
	version: number;
	/** The clock it is there for. Default `resolution`. */
	protects?: ClockName;
	steps: readonly EscalationStep[];
	/** After the last step, the steps from `from_step` (1 is the first) come again, up to 5 times. */
	repeat?: { from_step: number; times: number };
	/**
	 * Who gets a case when nothing is left: once, `wait_seconds` after the last step. Default is `ack_ttl_seconds`: whoever
	 * was told last has the response window to act.
	 */
	on_exhausted: { fallback_role: string; wait_seconds?: number };
	/** How long an acknowledgement holds without activity, in the run's calendar: the response window. */
	ack_ttl_seconds: number;
	/** How often activity without evidence prolongs it. Default 3. */
	max_ack_renewals?: number;
}

/** What happened to a run from outside. `at` is ISO 8601. */
export type EscalationEvent = { at: string } &
	/** By a member of a role, or by a system on its behalf. */
	(
		| { kind: 'acked'; by_role: string }
		/** What a role did on the case. Evidence prolongs its acknowledgement without limit. */
		| { kind: 'activity'; by_role: string; what: 'state_change' | 'comment' | 'evidence' }
		| { kind: 'paused' | 'resumed' | 'resolved' }
		| { kind: 'stopped'; reason: string }
		/** The next step at once, in spite of acknowledgement and pause. */
		| { kind: 'forced'; actor: string; reason: string }
	);

/** The clock that a chain protects, for steps at its marks: figures of its report. */
export interface ProtectedClock {
	started_at: string;
	budget_seconds: number;
	pauses?: readonly Pause[];
}

/** One escalation of one case: a chain as it was when it started, and what happened since. */
export interface EscalationRun {
	case_id: string;
	/** 1 is the first of the case; re-arming starts the next. */
	run: number;
	/** Version of the chain that the run was started with. */
	chain_version: number;
	started_at: string;
	/** Business waits and acknowledgements count in it. */
	calendar: CalendarOrVersions;
	clock?: ProtectedClock;
	events: readonly EscalationEvent[];
	/** All that earlier calls gave as `due` or `skipped`, and that was kept. */
	recorded: readonly EscalationRecord[];
	/** Roles without an active member now. */
	empty_roles?: readonly string[];
}

/**
 * What a run came to at an instant. The `id` is the same whenever it is computed, so whoever keeps it once does it once.
 * `notify`: tell the target. `ack_expired`: tell the one who acknowledged. `no_one_reachable`: a whole pass told nobody;
 * tell the fallback role. `exhausted`: nothing is left; once a run. The others are kept for the record only: `no_target`:
 * nobody is in the role. `duplicate_target`: it was told in the step before. `acked`: an acknowledgement held it back until
 * a later step came. `skipped_catchup`: a later step, an acknowledgement or the end of the case overtook it before the sweep
 * came.
 */
export interface EscalationRecord {
	/** `C-0001/1/2/3`: case, run, pass, step; others have a word instead of the step. */
	id: string;
	kind:
		| 'notify'
		| 'ack_expired'
		| 'no_one_reachable'
		| 'exhausted'
		| 'no_target'
		| 'duplicate_target'
		| 'acked'
		| 'skipped_catchup';
	/** From 1. */
	pass: number;
	/** From 1; null where it is about no step. */
	step: number | null;
	/** When it came to be due. */
	due_at: string;
	/**
	 * From when on it may be told: later than `due_at` outside the hours of `only_within`. For `acked`, when it was passed.
	 */
	notify_at: string;
	/** Role to tell, or that would have been told; null where there is nobody. */
	target_role: string | null;
	/** The backup role stands in. */
	is_backup: boolean;
	action: string;
	window: TimeBudget | null;
	/** Set when somebody forced it. */
	forced: { actor: string; reason: string } | null;
}

/** What an inspection of a chain says about it. */
export interface ChainFinding {
	/**
	 * `CHAIN_INVALID`: it cannot be used. `STEP_UNREACHABLE`: a step can never be told. `CHAIN_OUTLIVES_LIMIT`: a step comes
	 * after the deadline it is to prevent. `ACK_OUTLIVES_LIMIT`: an acknowledgement can hold a case beyond its deadline.
	 * `NOBODY_AWAKE`: all steps can pass outside working hours.
	 */
	code: 'CHAIN_INVALID' | 'STEP_UNREACHABLE' | 'CHAIN_OUTLIVES_LIMIT' | 'ACK_OUTLIVES_LIMIT' | 'NOBODY_AWAKE';
	severity: 'blocking' | 'warning';
	/** Numbers of the steps it is about, from 1. */
	steps: number[];
	message: string;
	fix: string;
}

/** A step that is still to come, if nothing happens before. */
export interface PlannedStep {
	pass: number;
	/** Null for the end of the chain. */
	step: number | null;
	target_role: string;
	notify_at: string;
}

/** A step that is still to come, and why it is told then. */
export interface ScheduledStep extends PlannedStep {
	/** When it comes to be due: before `notify_at` where it waits for hours in which it may be told. */
	due_at: string;
	/** Name of the calendar in whose hours alone it is told; null where it is told at any time. */
	only_within: string | null;
}

/** What a sweep has to do for a run. */
export interface EscalationSteps {
	/** To be told now, in order. Steps that are due in the same instant are told together. */
	due: EscalationRecord[];
	/** To be kept for the record. */
	skipped: EscalationRecord[];
	/** The next step, if nothing happens before; null when there is none, also while the run is paused. */
	next: PlannedStep | null;
	/** When to ask again: the next step, or the end of an acknowledgement; null when only an event can change something. */
	next_due_at: string | null;
	state: 'active' | 'acked' | 'paused' | 'resolved' | 'stopped' | 'exhausted';
	ack: { by_role: string; expires_at: string | null; renewals_left: number } | null;
}
