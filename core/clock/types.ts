import type { CaseState, Priority } from '../vocabulary';

/**
 * What is measured. `triage`: until a person or rule decides who has to act. `first_response`: until the first answer.
 * `next_response`: from the customer's oldest unanswered message. `resolution`: until the case is resolved. These are the
 * customer's clocks. `owner`: how long the present role owner has to act.
 */
export const clockNames = ['triage', 'first_response', 'next_response', 'resolution', 'owner'] as const;
/** Name of a clock. */
export type ClockName = (typeof clockNames)[number];

/**
 * Time that a clock may count. `minutes` and `hours` run around the clock, the others in the calendar's windows. A
 * business day is the same local time on a later day with windows, never a number of hours: it is turned into working time
 * when the clock starts, by the calendar as it is then.
 */
export interface TimeBudget {
	amount: number;
	unit: 'minutes' | 'hours' | 'business_minutes' | 'business_hours' | 'business_days';
	/** For business days: due at that day's last closing. Default false. */
	end_of_day?: boolean;
}

/** Why a clock can stand still: a state of the case, or that the customer has to answer. */
export type PauseReason = Exclude<CaseState, 'resolved'> | 'waiting-on-customer';

/** A mark at which somebody is warned: a part of the budget, or working seconds before (negative) or after the deadline. */
export type ClockWarning = { percent: number } | { offset_seconds: number };

/** One clock of a policy. */
export interface ClockRule {
	clock: ClockName;
	/** By priority. A priority that is absent, or an amount of 0, means that the case has no such clock. */
	budgets: Partial<Record<Priority, TimeBudget>>;
	/**
	 * What stops the clock while it lasts. Default: `waiting-on-customer` for the resolution clock,
	 * `waiting-for-systems` and `waiting-on-customer` for the owner clock, nothing for the others.
	 */
	pause_on?: readonly PauseReason[];
	/**
	 * What happens to a clock that resolving stopped when the case is reopened. `resume` (default): the time between was a
	 * pause, and what is left goes on, at least `min_grace_seconds`. `new_cycle`: it starts again with the whole budget.
	 * `frozen`: it stays stopped. The owner clock starts again in any case, and `next_response` if the customer caused it.
	 */
	reopen?: 'resume' | 'new_cycle' | 'frozen';
	/** Default 1,800, counted as the budget is. */
	min_grace_seconds?: number;
	warnings?: readonly ClockWarning[];
}

/** Facts of a case that a policy can ask for. */
export const policyFacts = ['source', 'type', 'priority', 'customer_id', 'product', 'segment'] as const;
/** Name of such a fact. */
export type PolicyFact = (typeof policyFacts)[number];

/** Which clocks a case has, and how long they may count. A version never changes; an edit is a new version. */
export interface ClockPolicy {
	id: string;
	version: number;
	/** The policy of cases that no other one matches. Exactly one of all policies. */
	is_default?: boolean;
	/**
	 * By fact, the values that match; all facts named have to. Without any, the policy matches nothing unless it is the
	 * default.
	 */
	when?: Partial<Record<PolicyFact, readonly string[]>>;
	clocks: readonly ClockRule[];
}

/** A version of a policy and the instant from which new clocks use it. */
export interface ClockPolicyVersion {
	/** ISO 8601. */
	effective_from: string;
	policy: ClockPolicy;
}

/**
 * A policy, or its versions in order. A clock keeps the version that was in force when it started, until an event
 * `repaired` says otherwise.
 */
export type PolicyOrVersions = ClockPolicy | readonly ClockPolicyVersion[];

/**
 * What happened to a case, as far as clocks go; `at` is when it happened, ISO 8601. `opened` comes once and carries the
 * time at which the ticket was received. `owner_assigned` by `default` is the fallback role: it starts the owner clock and
 * does not end triage. `paused`, `resumed` and `cancelled` without `clock` mean every clock.
 */
export type ClockEvent = { at: string } & (
	| { kind: 'opened'; priority: Priority; state?: CaseState }
	| { kind: 'state_changed'; to: Exclude<CaseState, 'resolved'> }
	| { kind: 'waiting_on_customer' | 'customer_wrote' | 'triaged' | 'answered' | 'resolved' }
	| { kind: 'priority_changed'; to: Priority }
	| {
			kind: 'owner_assigned';
			role: string;
			by: 'rule' | 'manual' | 'default' | 'escalation';
			/** The owner's response window; default is the policy's budget of the owner clock. */
			window?: TimeBudget;
	  }
	| { kind: 'reopened'; by_customer: boolean }
	| { kind: 'paused' | 'resumed'; clock?: ClockName }
	| { kind: 'cancelled'; clock?: ClockName; reason: string }
	| { kind: 'policy_ended'; reason: 'policy_no_match' | 'policy_deleted' }
	| { kind: 'merged'; into: string }
	/** Running clocks are counted anew, from their start, by these versions; clocks that are done are not. */
	| { kind: 'repaired'; policy_version?: number; calendar_version?: number }
);

/** A warning's mark and what became of it. */
export interface WarningReport {
	/** `percent:75` or `offset:-1800`. */
	id: string;
	/**
	 * `planned`: still to come. `reached`: its time came while the clock ran. `passed`: its time was over when the clock or
	 * its budget came to be, so it is logged and not sent. `dropped`: the clock ended before.
	 */
	state: 'planned' | 'reached' | 'passed' | 'dropped';
	/** When it is or was due; null while the clock is paused, and when it was dropped. */
	at: string | null;
}

/** A finished run of a clock, as it was counted when it ended. */
export interface ClockCycle {
	started_at: string;
	ended_at: string;
	ended_by: 'done' | 'resolved' | 'reassigned' | 'cancelled';
	/** Owner clock: the role whose run it was. */
	owner_role: string | null;
	elapsed_seconds: number;
	budget_seconds: number | null;
	/** Null when it was cancelled: it counts neither way. */
	outcome: 'met' | 'breached' | null;
	policy_version: number;
}

/** Where a clock of a case stands at an instant. */
export interface ClockReport {
	clock: ClockName;
	/** `none`: the policy gives the case no such clock at its priority. */
	state: 'none' | 'not_started' | 'running' | 'paused' | 'stopped' | 'cancelled';
	/** By elapsed time, not by the deadline's instant; null while neither is certain, and when cancelled. */
	outcome: 'met' | 'breached' | null;
	started_at: string | null;
	ended_at: string | null;
	/** Seconds counted so far. */
	elapsed_seconds: number;
	budget_seconds: number | null;
	/** 0 once the budget is used up. */
	remaining_seconds: number | null;
	overdue_seconds: number;
	/** The earliest instant at which the budget is used up: closing time, not the next opening. Null while paused. */
	due_at: string | null;
	/** The instant after which the clock is breached: the opening after `due_at`. Null while paused. */
	breaches_at: string | null;
	/** When it was breached. */
	breached_at: string | null;
	/** A change of priority made the budget smaller than what had elapsed already. */
	breached_by_change: boolean;
	/** Why it stands still. */
	paused_by: string[];
	warnings: WarningReport[];
	/** The next instant at which something about this clock changes by itself: a warning, its deadline, its breach. */
	next_at: string | null;
	cancel_reason: string | null;
	/** Owner clock: the role it runs for, how often it changed hands, and whether the resolution deadline caps it. */
	owner_role: string | null;
	reassigned_count: number;
	is_capped: boolean;
	policy_version: number | null;
	/** Runs before the present one, oldest first. The first is what first-resolution figures count. */
	cycles: ClockCycle[];
}

/** What an inspection of policies says about one of them. */
export interface PolicyFinding {
	/**
	 * `POLICY_INVALID`: it cannot be used. `POLICY_DOUBLED`: two have one id. `DEFAULT_MISSING`, `DEFAULT_DOUBLED`: there
	 * has to be exactly one default. `MATCHES_NOTHING`: it has no conditions and is not the default.
	 */
	code: 'POLICY_INVALID' | 'POLICY_DOUBLED' | 'DEFAULT_MISSING' | 'DEFAULT_DOUBLED' | 'MATCHES_NOTHING';
	severity: 'blocking' | 'warning';
	/** Ids of the policies it is about. */
	policies: string[];
	message: string;
	fix: string;
}

/** The clocks of a case. */
export interface ClocksReport {
	policy_id: string;
	clocks: ClockReport[];
	/** The earliest `next_at` of all clocks. */
	next_at: string | null;
}
