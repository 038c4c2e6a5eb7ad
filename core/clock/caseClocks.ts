import { isoOf, millisOf, type CalendarOrVersions, type TimeExplanation } from '../time';
import type { Priority } from '../vocabulary';
import { clockStatus } from './clockStatus';
import { explainClock } from './explainClock';
import { forecastClocks, type ClockChange } from './forecast';
import type { ClockEvent, ClockReport, ClocksReport, PolicyOrVersions } from './types';

/** What is asked about a case besides where its clocks stand. */
export interface ClockQuestions {
	/** All clocks stand still for so many seconds around the clock, from now on. */
	pause_seconds?: number;
	/** The case gets this priority now. */
	priority?: Priority;
}

/** Clocks of a case with both sides of their time, and what would move them. */
export interface CaseClocks extends Omit<ClocksReport, 'clocks'> {
	/** Without those that the policy does not have. */
	clocks: Array<ClockReport & { time: TimeExplanation | null }>;
	/** Clocks that a pause would move, as they stand at its end; null where nobody asked. */
	if_paused: ClockChange[] | null;
	/** Clocks that the priority would move; null where nobody asked. */
	if_priority: ClockChange[] | null;
}

/** The clocks of a case at `now`, and answers to what was asked. Throws as `clockStatus` does. */
export function caseClocks(
	policy: PolicyOrVersions,
	calendar: CalendarOrVersions,
	events: readonly ClockEvent[],
	now: string,
	{ pause_seconds, priority }: ClockQuestions = {},
): CaseClocks {
	const { clocks, ...report } = clockStatus(policy, calendar, events, now);
	const forecast = (whatIf: readonly ClockEvent[]) => forecastClocks(policy, calendar, events, now, whatIf);
	const until = pause_seconds === undefined ? now : isoOf(millisOf(now, 'now') + Math.round(pause_seconds * 1000));
	const pause: ClockEvent[] = [
		{ kind: 'paused', at: now },
		{ kind: 'resumed', at: until },
	];
	return {
		...report,
		clocks: clocks
			.filter(({ state }) => state !== 'none')
			.map((clock) => ({ ...clock, time: explainClock(policy, calendar, events, now, clock.clock) })),
		if_paused: pause_seconds === undefined ? null : forecast(pause),
		if_priority: priority === undefined ? null : forecast([{ kind: 'priority_changed', at: now, to: priority }]),
	};
}
