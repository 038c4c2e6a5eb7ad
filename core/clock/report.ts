import { isoOf, type PauseSpan } from '../time';
import type { ClockRun } from './clockRun';
import { CycleCount, firstBreach, type Breach, type Cap } from './cycleCount';
import type { Cycle } from './cycle';
import { pausesOf, type CaseMoment } from './timeline';
import type { ClockCycle, ClockReport, ClockRule } from './types';

/** Counted while no rule of the policy says how. */
const noRule = (clock: ClockRule['clock']): ClockRule => ({ clock, budgets: {} });

const isoOrNull = (at: number | null): string | null => (at === null ? null : isoOf(at));

export function countCycle(run: ClockRun, cycle: Cycle, moments: readonly CaseMoment[], now: number): CycleCount {
	const rule = cycle.rule ?? noRule(run.clock);
	if (cycle.end === null) return new CycleCount(cycle, pausesOf(moments, rule, now + 1), now);
	// An event that ends a run ends it before it could pause it, and a pause ends with the run.
	const { at } = cycle.end;
	const pauses = pausesOf(moments, rule, at).map((pause) => ({ ...pause, to: Math.min(pause.to, at) }));
	return new CycleCount(cycle, pauses, now);
}

function describeCycle(count: CycleCount, cap: Cap | null): ClockCycle {
	const { cycle, elapsed, limit } = count;
	const { at, by } = cycle.end!;
	const breach = firstBreach(count, cycle.isCapped ? cap : null);
	const isCounted = by !== 'cancelled' && (limit !== null || breach !== null);
	return {
		started_at: isoOf(cycle.origin),
		ended_at: isoOf(at),
		ended_by: by,
		owner_role: cycle.ownerRole,
		elapsed_seconds: elapsed / 1000,
		budget_seconds: limit === null ? null : limit / 1000,
		outcome: !isCounted ? null : breach === null ? 'met' : 'breached',
		policy_version: cycle.policyVersion,
	};
}

/** An owner that was assigned while the case waited has not begun. */
function isUnbegun({ cycle, elapsed, pauses }: CycleCount): boolean {
	return cycle.ownerRole !== null && elapsed === 0 && (pauses.at(-1)?.from ?? Infinity) <= cycle.from;
}

function stateOf(count: CycleCount, breach: Breach | null, pause: PauseSpan | undefined): ClockReport['state'] {
	const { end } = count.cycle;
	if (end !== null) return end.by === 'cancelled' ? 'cancelled' : 'stopped';
	if (count.limit === null && breach === null) return 'none';
	if (pause === undefined) return 'running';
	return isUnbegun(count) ? 'not_started' : 'paused';
}

function idleReport(run: ClockRun, hasRule: boolean): ClockReport {
	return {
		clock: run.clock,
		state: hasRule ? 'not_started' : 'none',
		outcome: null,
		started_at: null,
		ended_at: null,
		elapsed_seconds: 0,
		budget_seconds: null,
		remaining_seconds: null,
		overdue_seconds: 0,
		due_at: null,
		breaches_at: null,
		breached_at: null,
		breached_by_change: false,
		paused_by: [],
		warnings: [],
		next_at: null,
		cancel_reason: null,
		owner_role: null,
		reassigned_count: 0,
		is_capped: false,
		policy_version: null,
		cycles: [],
	};
}

/** The earlier of two instants, either of which may not come. */
const earlier = (one: number | null, other: number | null): number | null =>
	one === null || other === null ? (one ?? other) : Math.min(one, other);

/** The report of a clock at `now`. `cap` is the resolution clock's deadline, for an owner that it caps. */
export function reportClock(
	run: ClockRun,
	moments: readonly CaseMoment[],
	now: number,
	hasRule: boolean,
	cap: Cap | null,
): ClockReport {
	const idle = idleReport(run, hasRule);
	if (run.last === undefined) return idle;
	const count = countCycle(run, run.last, moments, now);
	const { cycle, elapsed, limit } = count;
	const breach = firstBreach(count, cycle.isCapped ? cap : null);
	const pause = cycle.end === null ? count.pauses.find(({ to }) => to === Infinity) : undefined;
	const state = stateOf(count, breach, pause);
	const isRunning = state === 'running';
	const own = count.due;
	const isCapped =
		cycle.isCapped && cap !== null && cap.due !== null && own !== null && cap.due > cycle.from && cap.due < own;
	const due = isCapped ? cap.due : own;
	const breaches = isCapped ? earlier(count.breaches, cap.breach) : count.breaches;
	const warnings = (cycle.rule?.warnings ?? []).map((warning) => count.warn(warning));
	const coming = [
		...warnings.filter(({ state: mark, at }) => mark === 'planned' && at !== null).map(({ at }) => Date.parse(at!)),
		...(due !== null && due > now ? [due] : []),
		...(breaches !== null && breach === null ? [breaches] : []),
	];
	return {
		...idle,
		state,
		outcome: describeOutcome(count, breach, state),
		started_at: state === 'not_started' ? null : isoOf(cycle.origin),
		ended_at: isoOrNull(cycle.end?.at ?? null),
		elapsed_seconds: elapsed / 1000,
		budget_seconds: limit === null ? null : limit / 1000,
		remaining_seconds: limit === null ? null : Math.max(0, limit - elapsed) / 1000,
		overdue_seconds: limit === null ? 0 : Math.max(0, elapsed - limit) / 1000,
		due_at: isoOrNull(due),
		breaches_at: isRunning && breach === null ? isoOrNull(breaches) : null,
		breached_at: isoOrNull(breach?.at ?? null),
		breached_by_change: breach?.byChange ?? false,
		paused_by: pause === undefined ? [] : [pause.reason],
		warnings,
		next_at: isRunning && coming.length > 0 ? isoOf(Math.min(...coming)) : null,
		cancel_reason: state === 'cancelled' ? (cycle.end?.reason ?? null) : null,
		owner_role: cycle.ownerRole,
		reassigned_count: run.reassignedCount,
		is_capped: isCapped,
		policy_version: state === 'none' ? null : cycle.policyVersion,
		cycles: run.cycles.slice(0, -1).map((before) => describeCycle(countCycle(run, before, moments, now), cap)),
	};
}

function describeOutcome(
	count: CycleCount,
	breach: Breach | null,
	state: ClockReport['state'],
): ClockReport['outcome'] {
	if (state === 'cancelled') return null;
	if (breach !== null) return 'breached';
	return state === 'stopped' && count.limit !== null ? 'met' : null;
}
