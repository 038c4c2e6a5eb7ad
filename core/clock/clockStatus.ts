import { millisOf, type CalendarOrVersions } from '../time';
import { ClockRun } from './clockRun';
import type { Cap } from './cycleCount';
import { groupEvents } from './events';
import { countCycle, reportClock } from './report';
import { followCase, type CaseMoment } from './timeline';
import { clockNames, type ClockEvent, type ClockName, type ClocksReport, type PolicyOrVersions } from './types';
import { Policies } from './versions';

/** What a case's events did to its clocks. */
export interface ClockRuns {
	policies: Policies;
	moments: CaseMoment[];
	runs: Map<ClockName, ClockRun>;
}

export function followClocks(
	policy: PolicyOrVersions,
	calendar: CalendarOrVersions,
	events: readonly ClockEvent[],
	now: number,
): ClockRuns {
	const policies = new Policies(policy);
	const groups = groupEvents(events, now);
	const moments = followCase(groups);
	const runs = new Map(clockNames.map((clock) => [clock, new ClockRun(clock, policies, calendar)]));
	for (const [index, { ranked }] of groups.entries()) {
		for (const event of ranked) {
			for (const run of runs.values()) run.follow(event, moments[index]!);
		}
	}
	return { policies, moments, runs };
}

/** The resolution clock's deadline, which an owner's may not outlive. */
function capOf({ moments, runs }: ClockRuns, now: number): Cap | null {
	const resolution = runs.get('resolution')!;
	if (resolution.last === undefined || resolution.last.end?.by === 'cancelled') return null;
	const count = countCycle(resolution, resolution.last, moments, now);
	return { due: count.due, breach: count.findBreach()?.at ?? count.breaches };
}

/**
 * The clocks of a case at `now`, from what happened to it: nothing else is kept, so the same events always give the same
 * report. Events after `now` do not count; their order in the list matters only within one instant. Pass the versions of
 * policy and calendar where there are several: a clock keeps the policy of its start, and every second counts by the
 * calendar of that second.
 *
 * A deadline is the earliest instant at which the budget is used up; whether it was met is decided by elapsed time, so an
 * answer between closing time and the next opening is in time. Throws `CLOCK_POLICY_INVALID`, `CALENDAR_INVALID` or
 * `FIELD_INVALID` for what cannot be used.
 */
export function clockStatus(
	policy: PolicyOrVersions,
	calendar: CalendarOrVersions,
	events: readonly ClockEvent[],
	now: string,
): ClocksReport {
	const at = millisOf(now, 'now');
	const followed = followClocks(policy, calendar, events, at);
	const inForce = followed.policies.inForceAt(at);
	const cap = capOf(followed, at);
	const clocks = [...followed.runs.values()].map((run) => {
		const hasRule = inForce.clocks.some(({ clock }) => clock === run.clock);
		return reportClock(run, followed.moments, at, hasRule, run.clock === 'owner' ? cap : null);
	});
	const coming = clocks.flatMap(({ next_at }) => next_at ?? []).sort();
	return { policy_id: followed.policies.id, clocks, next_at: coming[0] ?? null };
}
