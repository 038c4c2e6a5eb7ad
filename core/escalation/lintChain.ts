import { hash } from 'node:crypto';

import {
	budgetSeconds,
	clockStatus,
	type ClockEvent,
	type ClockName,
	type ClockPolicy,
	type TimeBudget,
} from '../clock';
import { addWorkingSeconds, isoOf, millisOf, nextOpening, type Calendar, type CalendarOrVersions } from '../time';
import { priorities, type Priority } from '../vocabulary';
import { checkChain } from './chainFindings';
import { plannedSteps } from './escalationSteps';
import { describeRepeated, findRepeatedSteps } from './repeatedSteps';
import { startEscalation } from './startEscalation';
import type { ChainFinding, EscalationChain, ScheduledStep } from './types';

const hourMs = 3_600_000;
const hoursOfWeek = 7 * 24;

/** A week of which few calendars have a holiday. */
const anyWeek = '2026-06-08T00:00:00.000Z';

/** How the first pass of a chain would go for something that starts at an instant. */
interface Trial {
	start: string;
	/** What starts then, as messages call it. */
	called: string;
	/** Steps of the first pass. */
	steps: Array<ScheduledStep & { step: number }>;
	/** Deadline of the protected clock; null where there is none. */
	due: string | null;
	/** What messages call it. */
	deadline: string;
	/** When an acknowledgement at the start runs out. */
	ackEnds: string | null;
}

/** What happens to a case so that a clock starts at an instant. */
function startOf(clock: ClockName, at: string, priority: Priority): ClockEvent[] {
	const opened = { kind: 'opened', at, priority } as const;
	if (clock === 'owner') return [opened, { kind: 'owner_assigned', at, role: 'any', by: 'default' }];
	if (clock === 'next_response') return [opened, { kind: 'answered', at }, { kind: 'customer_wrote', at }];
	return [opened];
}

function tryChain(
	chain: EscalationChain,
	calendar: CalendarOrVersions,
	begin: Pick<Trial, 'called' | 'deadline' | 'due' | 'start'> & { budget: number | null },
): Trial {
	const { start, budget, called, deadline, due } = begin;
	const clock = budget === null ? undefined : { started_at: start, budget_seconds: budget };
	const run = startEscalation(chain, { case_id: 'trial', started_at: start, calendar, clock });
	const steps = plannedSteps(chain, run, start).filter(
		(planned): planned is Trial['steps'][number] => planned.pass === 1 && planned.step !== null,
	);
	const ackEnds = addWorkingSeconds(calendar, start, chain.ack_ttl_seconds);
	return { start, called: `${called} that starts at ${start}`, steps, due, deadline, ackEnds };
}

/** Every hour of a week. */
function startsOf(from: string): string[] {
	const first = millisOf(from, 'from');
	return Array.from({ length: hoursOfWeek }, (_, hour) => isoOf(first + hour * hourMs));
}

/** A chain for cases of every priority, by the policy of the clock it protects. */
function tryPolicy(chain: EscalationChain, policy: ClockPolicy, calendar: CalendarOrVersions, from: string): Trial[] {
	const name = chain.protects ?? 'resolution';
	const of = (start: string, priority: Priority): Trial => {
		const { clocks } = clockStatus(policy, calendar, startOf(name, start, priority), start);
		const report = clocks.find(({ clock }) => clock === name);
		const [budget, due] = [report?.budget_seconds ?? null, report?.due_at ?? null];
		return tryChain(chain, calendar, {
			start,
			called: `a case of priority ${priority}`,
			deadline: `${name} deadline`,
			budget,
			due,
		});
	};
	return startsOf(from).flatMap((start) => priorities.map((priority) => of(start, priority)));
}

/** A chain for timers that have so much time. */
function tryTimers(chain: EscalationChain, within: TimeBudget | null, calendar: Calendar, from: string): Trial[] {
	return startsOf(from).map((start) => {
		const budget = within === null ? null : Math.round(budgetSeconds(within, calendar, start));
		const due = budget === null ? null : addWorkingSeconds(calendar, start, budget);
		return tryChain(chain, calendar, { start, called: 'a timer', deadline: 'deadline', budget, due });
	});
}

function findUnreachable(chain: EscalationChain, trials: readonly Trial[]): ChainFinding[] {
	const reached = new Set(trials.flatMap(({ steps }) => steps.map(({ step }) => step)));
	const repeated = findRepeatedSteps(chain.steps);
	const blocking = { code: 'STEP_UNREACHABLE', severity: 'blocking' } as const;
	return chain.steps.flatMap((definition, index): ChainFinding[] => {
		const step = index + 1;
		if (repeated.includes(step)) {
			const message = describeRepeated(step, definition);
			return [{ ...blocking, steps: [step], message, fix: 'Name another role, or remove the step' }];
		}
		// Whom the step before it told may have somebody else stand in, or may have taken the case on.
		if (reached.has(step) || chain.steps[index - 1]?.target_role === definition.target_role) return [];
		const why =
			definition.wait_seconds === undefined
				? `it is due at a mark of the ${chain.protects ?? 'resolution'} clock, which does not count here`
				: 'a step before it never comes, or it lies more than ten years ahead';
		const fix = 'Let the step wait for the one before it, or give that clock a time';
		return [{ ...blocking, steps: [step], message: `Step ${step} is never told: ${why}`, fix }];
	});
}

function findTooLong(chain: EscalationChain, trials: readonly Trial[]): ChainFinding[] {
	return chain.steps.flatMap(({ after_deadline_seconds }, index): ChainFinding[] => {
		// It is meant to come after the deadline.
		if (after_deadline_seconds !== undefined) return [];
		const step = index + 1;
		const late = trials.find(({ steps, due }) =>
			steps.some((planned) => planned.step === step && due !== null && planned.notify_at > due),
		);
		if (late === undefined) return [];
		const at = late.steps.find((planned) => planned.step === step)!.notify_at;
		const message = `Step ${step} can come after the ${late.deadline}: for ${late.called} it is told at ${at}, the deadline at ${late.due}`;
		const fix = 'Shorten the waits, or make it a step after the deadline';
		return [{ code: 'CHAIN_OUTLIVES_LIMIT', severity: 'warning', steps: [step], message, fix }];
	});
}

function findLongAck(trials: readonly Trial[]): ChainFinding[] {
	const late = trials.find(({ due, ackEnds }) => due !== null && (ackEnds === null || ackEnds > due));
	if (late === undefined) return [];
	const message = `An acknowledgement can outlive the ${late.deadline}: for ${late.called} it holds until ${late.ackEnds}, and the deadline is at ${late.due}`;
	const fix = 'Let an acknowledgement hold for less, or tell the last steps in spite of one';
	return [{ code: 'ACK_OUTLIVES_LIMIT', severity: 'warning', steps: [], message, fix }];
}

function findNobodyAwake(calendar: CalendarOrVersions, trials: readonly Trial[]): ChainFinding[] {
	const isOpen = (at: string) => nextOpening(calendar, at) === at;
	const night = trials.find(({ steps }) => steps.length > 0 && steps.every(({ notify_at }) => !isOpen(notify_at)));
	if (night === undefined) return [];
	const steps = night.steps.map(({ step }) => step);
	const message = `All steps can pass outside working hours: for ${night.called} the last one is told at ${night.steps.at(-1)!.notify_at}`;
	const fix = 'Let a step wait in working time, or come within the working hours only';
	return [{ code: 'NOBODY_AWAKE', severity: 'warning', steps, message, fix }];
}

function lint(chain: EscalationChain, calendar: CalendarOrVersions, tryAll: () => Trial[]): ChainFinding[] {
	const faults = checkChain(chain);
	if (faults.length > 0) {
		return faults.map(({ message, fix }) => ({ code: 'CHAIN_INVALID', severity: 'blocking', steps: [], message, fix }));
	}
	const trials = tryAll();
	return [
		...findUnreachable(chain, trials),
		...findTooLong(chain, trials),
		...findLongAck(trials),
		...findNobodyAwake(calendar, trials),
	];
}

/**
 * What is wrong with a chain, and what will not work as it looks: it is tried for cases of every priority that start at
 * every hour of a week, `from` on (default: one of June 2026), with every role staffed and nobody acting. Blocking findings
 * come first. Throws `CLOCK_POLICY_INVALID` and `CALENDAR_INVALID`.
 */
export function lintChain(
	chain: EscalationChain,
	policy: ClockPolicy,
	calendar: CalendarOrVersions,
	from = anyWeek,
): ChainFinding[] {
	return lint(chain, calendar, () => tryPolicy(chain, policy, calendar, from));
}

/** More kinds of timers than one n8n process starts. */
const maxRemembered = 50;

/** By digest of what was looked at, the least recently asked for first. */
const remembered = new Map<string, ChainFinding[]>();

/**
 * As `lintChain`, for timers that have a time of their own to respond within, or none. The answers about the last 50 are
 * remembered: each takes some hundred trials. Throws `CALENDAR_INVALID`.
 */
export function lintTimedChain(chain: EscalationChain, within: TimeBudget | null, calendar: Calendar): ChainFinding[] {
	const { id: _id, version: _version, ...followed } = chain;
	const key = hash('sha256', JSON.stringify([followed, within, calendar]), 'hex');
	const found = remembered.get(key) ?? lint(chain, calendar, () => tryTimers(chain, within, calendar, anyWeek));
	remembered.delete(key);
	remembered.set(key, found);
	const [oldest] = remembered.keys();
	if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest);
	return found;
}
