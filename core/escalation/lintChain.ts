import { clockStatus, type ClockEvent, type ClockName, type ClockPolicy } from '../clock';
import { addWorkingSeconds, isoOf, millisOf, nextOpening, type CalendarOrVersions } from '../time';
import { priorities, type Priority } from '../vocabulary';
import { checkChain } from './chainFindings';
import { plannedSteps } from './escalationSteps';
import { startEscalation } from './startEscalation';
import type { ChainFinding, EscalationChain, ScheduledStep } from './types';

const hourMs = 3_600_000;
const hoursOfWeek = 7 * 24;

/** A week of which few calendars have a holiday. */
const anyWeek = '2026-06-08T00:00:00.000Z';

/** How the first pass of a chain would go for a case that starts at an instant. */
interface Trial {
	start: string;
	priority: Priority;
	/** Steps of the first pass. */
	steps: Array<ScheduledStep & { step: number }>;
	/** Deadline of the protected clock; null where the priority has none. */
	due: string | null;
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
	policy: ClockPolicy,
	calendar: CalendarOrVersions,
	start: string,
	priority: Priority,
): Trial {
	const name = chain.protects ?? 'resolution';
	const { clocks } = clockStatus(policy, calendar, startOf(name, start, priority), start);
	const report = clocks.find(({ clock }) => clock === name);
	const budget = report?.budget_seconds ?? null;
	const clock = budget === null ? undefined : { started_at: start, budget_seconds: budget };
	const run = startEscalation(chain, { case_id: 'trial', started_at: start, calendar, clock });
	const steps = plannedSteps(chain, run, start).filter(
		(planned): planned is Trial['steps'][number] => planned.pass === 1 && planned.step !== null,
	);
	const ackEnds = addWorkingSeconds(calendar, start, chain.ack_ttl_seconds);
	return { start, priority, steps, due: report?.due_at ?? null, ackEnds };
}

/** Every hour of a week, for every priority. */
function tryWeek(chain: EscalationChain, policy: ClockPolicy, calendar: CalendarOrVersions, from: string): Trial[] {
	const first = millisOf(from, 'from');
	return Array.from({ length: hoursOfWeek }, (_, hour) => isoOf(first + hour * hourMs)).flatMap((start) =>
		priorities.map((priority) => tryChain(chain, policy, calendar, start, priority)),
	);
}

function findUnreachable(chain: EscalationChain, trials: readonly Trial[]): ChainFinding[] {
	const reached = new Set(trials.flatMap(({ steps }) => steps.map(({ step }) => step)));
	const blocking = { code: 'STEP_UNREACHABLE', severity: 'blocking' } as const;
	return chain.steps.flatMap(({ target_role, wait_seconds }, index): ChainFinding[] => {
		const step = index + 1;
		if (reached.has(step)) return [];
		const isMark = wait_seconds === undefined;
		const isRepeated = chain.steps[index - 1]?.target_role === target_role;
		const why = isRepeated
			? `it tells '${target_role}', as the step before it does, and nobody is told twice in a row`
			: isMark
				? `it is due at a mark of the ${chain.protects ?? 'resolution'} clock, which the policy does not have`
				: 'a step before it never comes, or it lies more than ten years ahead';
		const fix = isRepeated
			? 'Name another role, or remove the step'
			: 'Give the step wait_seconds, or the policy that clock';
		return [{ ...blocking, steps: [step], message: `Step ${step} is never told: ${why}`, fix }];
	});
}

function findTooLong(chain: EscalationChain, trials: readonly Trial[]): ChainFinding[] {
	const clock = chain.protects ?? 'resolution';
	return chain.steps.flatMap(({ after_deadline_seconds }, index): ChainFinding[] => {
		// It is meant to come after the deadline.
		if (after_deadline_seconds !== undefined) return [];
		const step = index + 1;
		const late = trials.find(({ steps, due }) =>
			steps.some((planned) => planned.step === step && due !== null && planned.notify_at > due),
		);
		if (late === undefined) return [];
		const at = late.steps.find((planned) => planned.step === step)!.notify_at;
		const message = `Step ${step} can come after the ${clock} deadline: for a case of priority ${late.priority} that starts at ${late.start} it is due at ${at}, the deadline at ${late.due}`;
		const fix = 'Shorten the waits, or make it a step after the deadline';
		return [{ code: 'CHAIN_OUTLIVES_LIMIT', severity: 'warning', steps: [step], message, fix }];
	});
}

function findLongAck(chain: EscalationChain, trials: readonly Trial[]): ChainFinding[] {
	const late = trials.find(({ due, ackEnds }) => due !== null && (ackEnds === null || ackEnds > due));
	if (late === undefined) return [];
	const message = `An acknowledgement can outlive the ${chain.protects ?? 'resolution'} deadline: for a case of priority ${late.priority} that starts at ${late.start} it holds until ${late.ackEnds}, and the deadline is at ${late.due}`;
	const fix = "Shorten 'ack_ttl_seconds', or give the last steps the condition not_resolved";
	return [{ code: 'ACK_OUTLIVES_LIMIT', severity: 'warning', steps: [], message, fix }];
}

function findNobodyAwake(calendar: CalendarOrVersions, trials: readonly Trial[]): ChainFinding[] {
	const isOpen = (at: string) => nextOpening(calendar, at) === at;
	const night = trials.find(({ steps }) => steps.length > 0 && steps.every(({ notify_at }) => !isOpen(notify_at)));
	if (night === undefined) return [];
	const steps = night.steps.map(({ step }) => step);
	const message = `All steps can pass outside working hours: for a case that starts at ${night.start} the last one is told at ${night.steps.at(-1)!.notify_at}`;
	const fix = 'Let a step wait in business time, or tell it only within the working hours';
	return [{ code: 'NOBODY_AWAKE', severity: 'warning', steps, message, fix }];
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
	const faults = checkChain(chain);
	if (faults.length > 0) {
		return faults.map(({ message, fix }) => ({ code: 'CHAIN_INVALID', severity: 'blocking', steps: [], message, fix }));
	}
	const trials = tryWeek(chain, policy, calendar, from);
	return [
		...findUnreachable(chain, trials),
		...findTooLong(chain, trials),
		...findLongAck(chain, trials),
		...findNobodyAwake(calendar, trials),
	];
}
