import { escalationSteps, plannedSteps, type EscalationRun, type ScheduledStep } from '../escalation';
import { addWorkingSeconds, type Pause } from '../time';
import type { Timer } from './types';

export const isEnded = ({ state }: Pick<Timer, 'state'>): boolean =>
	state === 'resolved' || state === 'stopped' || state === 'exhausted';

type Running = Pick<
	Timer,
	'case_id' | 'run' | 'chain' | 'calendar' | 'started_at' | 'budget_seconds' | 'events' | 'records'
>;

/** Pauses of a run, in order. */
export function pausesOf({ events }: Pick<Timer, 'events'>): Pause[] {
	const pauses: Pause[] = [];
	for (const { kind, at } of events) {
		const last = pauses.at(-1);
		if (kind === 'paused' && last?.to !== null) pauses.push({ from: at, to: null });
		if (kind === 'resumed' && last?.to === null) last.to = at;
	}
	return pauses;
}

export function runOf(timer: Running, emptyRoles: readonly string[] = []): EscalationRun {
	const { case_id, run, chain, calendar, started_at, budget_seconds, events, records } = timer;
	const clock = budget_seconds === null ? {} : { clock: { started_at, budget_seconds, pauses: pausesOf(timer) } };
	const base = { case_id, run, chain_version: chain.version, started_at, calendar, events, recorded: records };
	return { ...base, ...clock, empty_roles: emptyRoles };
}

/** Where a run stands, from what happened and what was recorded. */
export function standingOf(
	timer: Running,
	now: string,
): Pick<Timer, 'state' | 'ack' | 'next' | 'next_due_at' | 'due_at'> {
	const { chain, calendar, started_at, budget_seconds } = timer;
	const { state, ack, next, next_due_at, due, skipped } = escalationSteps(chain, runOf(timer), now);
	// What came to be due and was not recorded yet waits for a sweep.
	const [waiting] = [...due, ...skipped].map(({ notify_at }) => notify_at).sort();
	const due_at =
		budget_seconds === null || state === 'paused'
			? null
			: addWorkingSeconds(calendar, started_at, budget_seconds, pausesOf(timer));
	return {
		// A chain is at its end once that was recorded.
		state: state === 'active' || (state === 'exhausted' && waiting !== undefined) ? 'running' : state,
		ack,
		next,
		next_due_at: waiting ?? next_due_at,
		due_at,
	};
}

/** Everything a timer will come to if nothing happens, in order. Roles are taken as staffed. */
export function plannedTimerSteps(timer: Timer, now: string): ScheduledStep[] {
	return plannedSteps(timer.chain, runOf(timer), now);
}
