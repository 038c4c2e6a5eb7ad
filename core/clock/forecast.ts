import { refuseField } from '../findings';
import { isoOf, millisOf, type CalendarOrVersions } from '../time';
import { clockStatus } from './clockStatus';
import type { ClockEvent, ClockName, ClockReport, PolicyOrVersions } from './types';

/** What of a clock a change can move. */
export type ClockFigures = Pick<
	ClockReport,
	| 'state'
	| 'outcome'
	| 'elapsed_seconds'
	| 'budget_seconds'
	| 'due_at'
	| 'breached_at'
	| 'breached_by_change'
	| 'policy_version'
>;

/** A clock with and without a change. */
export interface ClockChange {
	clock: ClockName;
	before: ClockFigures;
	after: ClockFigures;
}

function figuresOf(report: ClockReport): ClockFigures {
	const { state, outcome, elapsed_seconds, budget_seconds, due_at, breached_at, breached_by_change, policy_version } =
		report;
	return { state, outcome, elapsed_seconds, budget_seconds, due_at, breached_at, breached_by_change, policy_version };
}

/**
 * What would become of a case's clocks if something happened to it now or later: `[{kind: 'priority_changed', …}]`, or
 * `[{kind: 'paused', at: now}, {kind: 'resumed', at: later}]`. Lists the clocks that it moves. Both sides are told as they
 * stand at the last of the events, so that time passing is no change.
 *
 * Throws `FIELD_INVALID` for an event before `now`.
 */
export function forecastClocks(
	policy: PolicyOrVersions,
	calendar: CalendarOrVersions,
	events: readonly ClockEvent[],
	now: string,
	whatIf: readonly ClockEvent[],
): ClockChange[] {
	const start = millisOf(now, 'now');
	const instants = whatIf.map(({ at }, index) => millisOf(at, `whatIf[${index}].at`));
	const past = instants.findIndex((at) => at < start);
	if (past >= 0) {
		const field = `whatIf[${past}].at`;
		throw refuseField(field, `'${field}' is before 'now'`, 'Ask about what may happen from now on');
	}
	const at = isoOf(Math.max(start, ...instants));
	const known = events.filter((event) => millisOf(event.at, 'events') <= start);
	const [before, after] = [known, [...known, ...whatIf]].map((each) => clockStatus(policy, calendar, each, at).clocks);
	return before!.flatMap((report, index): ClockChange[] => {
		const change = { clock: report.clock, before: figuresOf(report), after: figuresOf(after![index]!) };
		// What a case has no clock of is counted all the same, and moves nothing.
		const isThere = change.before.state !== 'none' || change.after.state !== 'none';
		return isThere && JSON.stringify(change.before) !== JSON.stringify(change.after) ? [change] : [];
	});
}
