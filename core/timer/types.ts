import type { TimeBudget } from '../clock';
import type { EntryData, EntryType } from '../evidence';
import type { EscalationChain, EscalationEvent, EscalationRecord, EscalationSteps, PlannedStep } from '../escalation';
import type { Calendar, CalendarOrVersions, CalendarVersion } from '../time';

/** What a step can do besides telling its role. A step with `reassign` makes the role the owner of the case. */
export const stepActions = ['notify', 'reassign'] as const;
export type StepAction = (typeof stepActions)[number];

/**
 * Words that a step of a chain can have instead of a role: the owner of the case and its backup role, as they are when the
 * timer starts. Where a case has no backup role, the role of last resort stands in.
 */
export const ownerWord = '@owner';
export const backupWord = '@backup';

/** Names a timer: one a name and case. */
export interface TimerTarget {
	/** The case it is a timer of, or the exception. */
	case_id: string;
	/** As `First response`. It stays in the trail for good, so it is not about a person. */
	name: string;
}

export interface StartTimer {
	kind: 'start';
	chain: EscalationChain;
	/** Time is counted in its open hours. */
	calendar: Calendar;
	/**
	 * Where the calendar is saved: which version of it this is, and from when on that was in force. The timer then follows the
	 * versions that come later.
	 */
	saved_calendar?: Omit<CalendarVersion, 'calendar'>;
	/** How long the owner has, in the calendar's open hours; null for a chain whose steps only wait. */
	within: TimeBudget | null;
	/** From when on it counts, ISO 8601; null for now. It may lie in the past, as when the ticket was received. */
	started_at: string | null;
	/** What happens to a timer of that name that runs: it goes on, or the next run begins in its place. */
	on_running: 'keep' | 'restart';
	/** Whether it stands still while the case waits for systems. */
	pause_while_waiting: boolean;
}

export type TimerCommand =
	| StartTimer
	/** A role takes the case on: no step is told while that holds. */
	| { kind: 'acknowledge'; by_role: string; reason?: string }
	| { kind: 'pause' | 'resume' | 'stop'; reason?: string }
	/** The next step at once, in spite of acknowledgement and pause. */
	| { kind: 'force'; reason: string };

/** `running`: a step is to come. The last three are ends; a timer that ended can be started again. */
export const timerStates = ['running', 'acked', 'paused', 'resolved', 'stopped', 'exhausted'] as const;
export type TimerState = (typeof timerStates)[number];

/** A timer of a case, as the entries of its trail make it. */
export interface Timer extends TimerTarget {
	/** 1 for the first start. */
	run: number;
	state: TimerState;
	started_at: string;
	/** Seconds of open time that the owner has; null for a chain whose steps only wait. */
	budget_seconds: number | null;
	/** When the budget is used up; null without one, and while the timer is paused. */
	due_at: string | null;
	/** Who paused it; null while it is not paused. */
	paused_by: 'command' | 'case' | null;
	/** Who took the case on, and until when that holds. */
	ack: EscalationSteps['ack'];
	/** The step that comes next if nothing happens. */
	next: PlannedStep | null;
	/** When a sweep has to look at it; null when only a command can change something. */
	next_due_at: string | null;
	pause_while_waiting: boolean;
	/** As it was when the run started, with the roles of the case in the place of words. */
	chain: EscalationChain;
	/** Of a saved calendar, every version that counts for the run; otherwise as it was when the run started. */
	calendar: CalendarOrVersions;
	/** With a saved calendar: what the budget was made of. */
	within?: TimeBudget | null;
	events: EscalationEvent[];
	records: EscalationRecord[];
	updated_at: string;
}

/** Another version of a timer's calendar: from when it came into force on, or for the whole run. No command that anybody sends. */
export interface RecountTimer {
	kind: 'recount';
	by: 'edit' | 'repair';
	version: CalendarVersion;
}

/** What of a case a timer has to know. */
export interface TimerCase {
	state: string;
	owner: { role: string; backup_role: string | null } | null;
}

/** An entry that a decision asks the log to append. */
export interface TimerEntry {
	type: EntryType;
	data: EntryData;
}

/** An entry of a sweep, with the record it keeps. */
export interface SweptEntry extends TimerEntry {
	record: EscalationRecord;
	/** Somebody has to be told. */
	is_told: boolean;
}

/** A command that cannot be now. An expected outcome, not a fault. */
export interface TimerRefusal {
	code: 'TIMER_CASE_RESOLVED' | 'TIMER_ENDED' | 'TIMER_NOT_FOUND' | 'TIMER_OWNER_MISSING';
	message: string;
	fix: string;
}

export type TimerDecision =
	| { outcome: 'accepted'; entries: TimerEntry[] }
	/** Already so: nothing is written. */
	| { outcome: 'unchanged' }
	| { outcome: 'refused'; refusal: TimerRefusal };
