import {
	activityOf,
	canonicalize,
	deadlineName,
	deadlineOf,
	decideTimer,
	entryId,
	followCase,
	readTimerCommand,
	secondsToRespond,
	timerTrail,
	type ExceptionCommand,
	type StartTimer,
	type TimerEntry,
	type TriageException,
} from '../../core';
import { timersAggregate } from '../projections/timers';
import type { CommandContext } from '../store';
import { commandPart } from './command';
import type { PartDraft } from './place';
import type { WorkUnit } from './unit';

type Cause = Pick<CommandContext, 'command_id' | 'actor' | 'run'>;

/** The timer that gives an exception to the next role when nobody acts. */
const deadlineTarget = (exceptionId: string) => ({ case_id: exceptionId, name: deadlineName });
export const deadlineTrail = (exceptionId: string): string => timerTrail(deadlineTarget(exceptionId));

/** What a timer has to know of what it is about. */
const timedBy = ({ state, owner_role, backup_role }: TriageException) => ({
	state,
	owner: { role: owner_role, backup_role },
});

function append(
	unit: WorkUnit,
	trailId: string,
	entries: readonly TimerEntry[],
	{ command_id, actor, run }: Cause,
	parts: readonly PartDraft[] = [],
): void {
	const drafts = entries.map(({ type, data }, ordinal) => ({
		id: entryId(`${command_id} ${trailId} ${type}`, 0),
		type,
		occurred_at: unit.now(),
		actor,
		...(run && { run }),
		data,
		parts: ordinal === 0 ? parts : [],
	}));
	unit.append(trailId, drafts);
}

function start(unit: WorkUnit, exception: TriageException, command: StartTimer, cause: Cause): void {
	const target = deadlineTarget(exception.exception_id);
	const trailId = deadlineTrail(exception.exception_id);
	const asked = readTimerCommand(command);
	const decision = decideTimer(unit.find(timersAggregate, trailId), asked, target, timedBy(exception), unit.now());
	if (decision.outcome !== 'accepted') throw new RangeError('A deadline can always be started');
	// A run cannot be told from its trail without its chain and calendar, so what started it is never erased.
	const part: PartDraft = { ...commandPart(Buffer.from(canonicalize(asked))), class: 'public' };
	append(unit, trailId, decision.entries, cause, [part]);
}

export function startDeadline(unit: WorkUnit, exception: TriageException, cause: Cause): void {
	start(unit, exception, deadlineOf(exception), cause);
}

/** Somebody chose another owner, who has time from now on. */
export async function restartDeadline(unit: WorkUnit, exception: TriageException, cause: Cause): Promise<void> {
	await unit.load(deadlineTrail(exception.exception_id));
	start(unit, exception, deadlineOf(exception, secondsToRespond(exception, unit.now())), cause);
}

/** Tells the deadline of an exception what somebody did on it. */
export async function tellDeadline(
	unit: WorkUnit,
	exception: TriageException,
	command: ExceptionCommand,
	cause: Cause,
): Promise<void> {
	const activity = activityOf(command);
	const trailId = deadlineTrail(exception.exception_id);
	await unit.load(trailId);
	const timer = unit.find(timersAggregate, trailId);
	if (activity === null || timer === null) return;
	if (activity === 'acknowledged') {
		const acknowledge = { kind: 'acknowledge', by_role: exception.acknowledged_by! } as const;
		const decision = decideTimer(timer, acknowledge, timer, timedBy(exception), unit.now());
		if (decision.outcome === 'accepted') append(unit, trailId, decision.entries, cause);
		return;
	}
	const by_role = cause.actor.role ?? exception.acknowledged_by;
	const did = activity === 'resolved' ? ({ kind: 'resolved' } as const) : ({ kind: activity, by_role } as const);
	append(unit, trailId, followCase(timer, did), cause);
}
