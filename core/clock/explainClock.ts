import { explainTime, isoOf, millisOf, type CalendarOrVersions, type TimeExplanation } from '../time';
import { calendarOf, isClock } from './budget';
import { followClocks } from './clockStatus';
import { budgetsOf } from './cycle';
import { countCycle } from './report';
import type { ClockEvent, ClockName, PolicyOrVersions } from './types';

/**
 * Which time the present run of a clock counted and which it did not, and why, from its start to its end or `now`. What it
 * counted adds up to the report's `elapsed_seconds`. Null when the clock has not run. The time between resolving and
 * reopening a case is told as the pause `resolved`.
 */
export function explainClock(
	policy: PolicyOrVersions,
	calendar: CalendarOrVersions,
	events: readonly ClockEvent[],
	now: string,
	clock: ClockName,
): TimeExplanation | null {
	const at = millisOf(now, 'now');
	const { moments, runs } = followClocks(policy, calendar, events, at);
	const run = runs.get(clock);
	if (run?.last === undefined) return null;
	const { cycle, pauses, until } = countCycle(run, run.last, moments, at);
	const budget = budgetsOf(cycle).at(-1)?.budget;
	const told = pauses.map(({ from, to, reason }) => ({
		from: isoOf(from),
		to: to === Infinity ? null : isoOf(to),
		reason,
	}));
	const countedBy = isClock(budget) ? calendarOf(budget, cycle.calendar) : cycle.calendar;
	return explainTime(countedBy, isoOf(cycle.origin), isoOf(until), told);
}
