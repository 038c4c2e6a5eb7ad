import type { CalendarOrVersions } from '../time';
import type { Priority } from '../vocabulary';
import type { ClockCycle, ClockRule, TimeBudget } from './types';

/** A run of a clock, from its start until it ends. What it counted follows from this and the case's timeline. */
export interface Cycle {
	/** Elapsed time counts from here. */
	origin: number;
	/** Decided from here: later than `origin` when the run goes on after the case was reopened. */
	from: number;
	/** Policy rule that holds for it; null when the policy has no such clock. */
	rule: ClockRule | null;
	policyVersion: number;
	calendar: CalendarOrVersions;
	/** Priorities, each from an instant on. The first is from `from`. */
	priorities: Array<{ at: number; priority: Priority }>;
	/** Owner clock: a response window of its own, which counts until the priority changes. */
	window: TimeBudget | null;
	ownerRole: string | null;
	/** Owner clock: the resolution deadline ends it too. */
	isCapped: boolean;
	end: { at: number; by: ClockCycle['ended_by']; reason: string | null } | null;
}

/** Goes on after the case was reopened, with what is left of its budget. */
export const isResumed = ({ origin, from }: Cycle): boolean => from > origin;

/** The budget that a cycle has at each of its priorities, in order; null where the priority has none. */
export function budgetsOf({ priorities, rule, window }: Cycle): Array<{ at: number; budget: TimeBudget | null }> {
	return priorities.map(({ at, priority }, index) => {
		const budget = rule?.budgets[priority] ?? null;
		// A window that an assignment brought holds until another priority names another one.
		return { at, budget: window !== null && (index === 0 || budget === null) ? window : budget };
	});
}
