import {
	caseNotFound,
	decideTimer,
	definitionTrail,
	entryId,
	readTimerCommand,
	readTimerTarget,
	rolesOf,
	timerTrail,
	TriageError,
	type DefinitionTarget,
	type EntryContent,
	type Timer,
	type TimerCommand,
	type TimerTarget,
} from '../../core';
import { casesAggregate } from '../projections/cases';
import { timersAggregate } from '../projections/timers';
import type { CommandContext } from '../store';
import type { TimerResult } from '../timers';
import { commandBytes, commandDrafts, findEarlier, type SaidCommand } from './command';
import { healCases } from './lapses';
import { nameRoles, rolesNamed } from './nameRoles';
import type { Ports } from './ports';
import type { Needs, WorkUnit } from './unit';

/** A command of a timer that was checked as far as it can be without the store. */
export interface TimerJob extends SaidCommand {
	target: TimerTarget;
	trailId: string;
	command: TimerCommand;
	/** Roles that a chain names. */
	roles: readonly DefinitionTarget[];
}

/** Throws `FIELD_INVALID`, `CHAIN_INVALID` and `CALENDAR_INVALID`. */
export function timerJob(of: TimerTarget, asked: TimerCommand, context: CommandContext): TimerJob {
	const target = readTimerTarget(of);
	const command = readTimerCommand(asked);
	const named = command.kind === 'start' ? rolesOf(command.chain).filter((role) => !role.startsWith('@')) : [];
	return {
		target,
		trailId: timerTrail(target),
		command,
		context,
		kind: command.kind,
		bytes: commandBytes(command),
		firstId: entryId(context.command_id, 0),
		roles: rolesNamed(named),
	};
}

export const timerNeeds = ({ target, trailId, firstId, roles }: TimerJob): Needs => ({
	entryIds: [firstId],
	trailIds: [target.case_id, trailId, ...roles.map(definitionTrail)],
});

/** The kinds of command of a timer that cause an entry. */
function kindsOf({ type }: EntryContent): string[] {
	switch (type) {
		case 'timer.started':
			return ['start'];
		case 'timer.acknowledged':
			return ['acknowledge'];
		case 'timer.paused':
			return ['pause'];
		case 'timer.resumed':
			return ['resume'];
		case 'timer.stopped':
			return ['stop'];
		case 'timer.forced':
			return ['force'];
		default:
			return [];
	}
}

/** Runs one command of a timer in a unit. */
export async function runTimer(unit: WorkUnit, job: TimerJob, ports: Ports): Promise<TimerResult> {
	const { target, trailId, command, context } = job;
	const find = () => unit.find(timersAggregate, trailId);
	if ((await findEarlier(unit, job, kindsOf)) !== null) return { outcome: 'accepted', timer: find() };
	const onCase = unit.find(casesAggregate, target.case_id);
	if (onCase === null) throw caseNotFound(target.case_id);
	const decision = decideTimer(find(), command, target, onCase, unit.now());
	if (decision.outcome === 'refused') return { ...decision, timer: find() };
	if (decision.outcome === 'unchanged') return { outcome: 'unchanged', timer: find() };
	const drafts = commandDrafts(job, decision.entries, unit.now());
	// A run cannot be told from its trail without its chain and calendar, so what started it is never erased.
	const isKept = command.kind === 'start';
	const kept = drafts.map((draft) => ({
		...draft,
		parts: draft.parts.map((part) => (isKept ? { ...part, class: 'public' as const } : part)),
	}));
	unit.append(trailId, kept);
	nameRoles(unit, job.roles, context, drafts.length, ports);
	// A timer that goes on tells somebody of a case that is late.
	await healCases(unit, [onCase], context, ports);
	return { outcome: 'accepted', timer: find() };
}

/** The timer's row, or what is wrong with the store. */
export function timerOf(unit: WorkUnit, trailId: string): Timer {
	const timer = unit.find(timersAggregate, trailId);
	if (timer === null) throw new TriageError('EVIDENCE_INVALID', `${trailId} has no row`, 'Verify the store');
	return timer;
}
