import {
	caseNotFound,
	decideCase,
	definitionTrail,
	describeRefusal,
	entryId,
	TriageError,
	type CaseCommand,
	type CaseLapse,
	type DefinitionTarget,
	type EntryContent,
	type RefusedCommand,
	type TriageCase,
} from '../../core';
import { caseIdOf, casesAggregate } from '../projections/cases';
import type { CommandContext, CommandResult, CommandTarget } from '../store';
import { storedText } from '../storedText';
import { carryExceptions } from './carryExceptions';
import { commandBytes, commandDrafts, findEarlier, type SaidCommand } from './command';
import { clockOfOwner } from './clockOfOwner';
import { endHeldByChecks } from './heldByChecks';
import { closeLapses, findOverAtEnd, healCases } from './lapses';
import { nameRoles, rolesNamedBy } from './nameRoles';
import { noteOn } from './noteOn';
import type { Ports } from './ports';
import { requiredOf } from './requiredOf';
import { completeTriggersOf, settleTrigger } from './runTrigger';
import { findSurvivor } from './survivor';
import { tellRetries } from './tellRetries';
import { tellTimers } from './tellTimers';
import type { Identity, Needs, WorkUnit } from './unit';

/** A command of a case that was checked as far as it can be without the store. */
export interface CommandJob extends SaidCommand {
	target: CommandTarget;
	command: CaseCommand;
	/** Roles that it names. */
	roles: readonly DefinitionTarget[];
}

export function commandJob(target: CommandTarget, command: CaseCommand, context: CommandContext): CommandJob {
	const firstId = entryId(context.command_id, 0);
	const roles = rolesNamedBy(command);
	return { target, command, context, kind: command.kind, bytes: commandBytes(command), firstId, roles };
}

const ticketOf = ({ fields }: Extract<CaseCommand, { kind: 'open' }>): Identity => ({
	aggregate: casesAggregate,
	values: [fields.source, fields.ticket_id],
});

export function commandNeeds({ target, command, firstId, roles }: CommandJob): Needs {
	const onCase = storedText(target?.case_id ?? '');
	return {
		entryIds: [firstId],
		trailIds: [
			...(target ? [storedText(target.case_id)] : []),
			...(command.kind === 'merge' ? [storedText(command.into)] : []),
			...roles.map(definitionTrail),
		],
		identities: command.kind === 'open' ? [ticketOf(command)] : [],
		timersOf: ['change_state', 'merge', 'redrive', 'resolve'].includes(command.kind) ? [onCase] : [],
		retriesOf: ['merge', 'resolve', 'set_step'].includes(command.kind) ? [onCase] : [],
		trailsOf: command.kind === 'open' && command.trigger_id !== undefined ? [storedText(command.trigger_id)] : [],
	};
}

/** The case of a ticket; null when it has none. */
function findOwn(unit: WorkUnit, command: Extract<CaseCommand, { kind: 'open' }>): TriageCase | null {
	const caseId = unit.findTrail(ticketOf(command));
	return caseId === null ? null : unit.find(casesAggregate, caseId);
}

async function findTarget(unit: WorkUnit, { target, command }: CommandJob): Promise<TriageCase | null> {
	if (command.kind === 'open') {
		const own = findOwn(unit, command);
		return own && (await findSurvivor(unit, own));
	}
	const caseId = target?.case_id ?? '';
	const found = unit.find(casesAggregate, caseId);
	if (found === null) throw caseNotFound(caseId);
	return found;
}

/** The kinds of command of a case that cause an entry. */
function kindsOf({ type, data }: EntryContent): string[] {
	switch (type) {
		case 'case.opened':
			return ['open'];
		case 'owner.assigned':
			return ['assign_owner', 'transfer'];
		case 'owner.kept':
			return ['assign_owner'];
		case 'state.changed':
			return ['change_state', 'redrive'];
		case 'case.reopened':
			return ['change_state', 'reopen'];
		case 'case.closed':
			return ['resolve'];
		case 'case.merged':
			return ['merge'];
		case 'step.changed':
			return ['set_step'];
		case 'task.opened':
			return ['open_task'];
		case 'task.completed':
			return ['complete_task'];
		case 'case.updated':
			return ['update'];
		case 'qa.evaluated':
			return ['evaluate_qa'];
		case 'clocks.repaired':
			return ['repair_clocks'];
		case 'command.refused':
			return [String(data.command)];
		default:
			return [];
	}
}

/** The answer of a command that ran before under the same id, or null. */
async function replayCommand(unit: WorkUnit, job: CommandJob): Promise<CommandResult | null> {
	const earlier = await findEarlier(unit, job, kindsOf);
	if (earlier === null) return null;
	const { type, case: caseId } = earlier.c;
	await unit.load(caseId);
	const current = unit.find(casesAggregate, caseId);
	if (current === null) throw new TriageError('EVIDENCE_INVALID', `Case ${caseId} has no row`, 'Verify the store');
	if (type !== 'command.refused') return { outcome: 'accepted', case: current, is_new: type === 'case.opened' };
	const refused = earlier.c.data as unknown as RefusedCommand;
	return { outcome: 'refused', case: current, refusal: describeRefusal(caseId, refused) };
}

/** Tells the triggers of a case what became of it. */
async function settleTriggers(unit: WorkUnit, { command, context }: CommandJob, caseId: string, ports: Ports) {
	if (command.kind === 'open' && command.trigger_id !== undefined) {
		settleTrigger(unit, command.trigger_id, { kind: 'link', case_id: caseId }, context, ports);
	}
	if (command.kind === 'resolve' || command.kind === 'merge') await completeTriggersOf(unit, caseId, context, ports);
}

/** Runs one command of a case in a unit. */
export async function runCommand(unit: WorkUnit, job: CommandJob, ports: Ports): Promise<CommandResult> {
	const replayed = await replayCommand(unit, job);
	if (replayed !== null) return replayed;

	const before = await findTarget(unit, job);
	const decided = await endHeld(unit, await runDecided(unit, before, job, ports), job, ports);
	const result = decided.outcome === 'accepted' ? await leadOn(unit, before, decided, job) : decided;
	if (result.outcome !== 'refused') await settleTriggers(unit, job, result.case.case_id, ports);
	if (result.outcome === 'accepted') tellTimersOf(unit, result.case, job);
	if (result.outcome !== 'refused') tellRetriesOf(unit, result.case.case_id, job);
	const own = job.command.kind === 'open' ? findOwn(unit, job.command) : null;
	const isMerged = own !== null && own.case_id !== result.case.case_id;
	return isMerged && result.outcome !== 'refused' ? { ...result, merged_case: own.case_id } : result;
}

/** Ends what held the case back for its checks, where they were made again and do so no more. */
async function endHeld(unit: WorkUnit, result: CommandResult, { command, context, firstId }: CommandJob, ports: Ports) {
	if (command.kind !== 'evaluate_qa' || result.outcome !== 'accepted') return result;
	if (result.case.open_exceptions.length === 0) return result;
	await endHeldByChecks(unit, result.case, command, firstId, context, ports);
	return { ...result, case: unit.find(casesAggregate, result.case.case_id)! };
}

/**
 * Tells the surviving case of a merge which case it goes on for, and when it no longer does, and gives each the exceptions
 * that it answers for then.
 */
async function leadOn(
	unit: WorkUnit,
	before: TriageCase | null,
	result: Extract<CommandResult, { outcome: 'accepted' | 'unchanged' }>,
	{ command, context }: CommandJob,
): Promise<CommandResult> {
	if (before === null || (command.kind !== 'merge' && command.kind !== 'reopen')) return result;
	const { case_id, merged_into } = before;
	if (command.kind === 'merge') {
		noteOn(unit, command.into, 'case.absorbed', { case_id }, context);
		await carryExceptions(unit, case_id, context);
	} else if (merged_into !== null) {
		const { case_id: survivor } = await findSurvivor(unit, before);
		noteOn(unit, merged_into, 'case.released', { case_id }, context);
		await carryExceptions(unit, survivor, context);
	}
	return { ...result, case: unit.find(casesAggregate, case_id)! };
}

/** What a command did, for the timers of its case. */
function tellTimersOf(unit: WorkUnit, { case_id, owner }: TriageCase, { command, context }: CommandJob) {
	if (command.kind === 'resolve') tellTimers(unit, case_id, { kind: 'resolved' }, context);
	if (command.kind === 'merge') tellTimers(unit, case_id, { kind: 'merged' }, context);
	if (command.kind !== 'change_state' && command.kind !== 'redrive') return;
	const to = command.kind === 'redrive' ? 'queued' : command.to;
	// What is done on a case is done for its owner, unless the actor says for which role.
	const by_role = context.actor.role ?? owner?.role ?? null;
	tellTimers(unit, case_id, { kind: 'state_change', to, by_role }, context);
}

/** The same for attempts at its steps. A step that was done before can be done again. */
function tellRetriesOf(unit: WorkUnit, caseId: string, { command, context }: CommandJob) {
	if (command.kind === 'resolve') tellRetries(unit, caseId, { kind: 'resolved' }, context);
	if (command.kind === 'merge') tellRetries(unit, caseId, { kind: 'merged' }, context);
	if (command.kind !== 'set_step') return;
	const { step, status } = command;
	tellRetries(unit, caseId, { kind: 'step', step, status }, context);
}

/** The case that a command to merge names. */
function findSurviving(unit: WorkUnit, before: TriageCase | null, into: string): TriageCase {
	const found = into === before?.case_id ? before : unit.find(casesAggregate, into);
	if (found === null) throw caseNotFound(into);
	return found;
}

/** A case without the exceptions of some of its lapses. */
function without(before: TriageCase | null, lapses: readonly CaseLapse[]): TriageCase | null {
	if (before === null || lapses.length === 0) return before;
	const closed = new Set(lapses.map(({ exception_id }) => exception_id));
	return { ...before, open_exceptions: before.open_exceptions.filter((id) => !closed.has(id)) };
}

/** Decides a command on a case that was found, appends what it decides, and closes the exceptions of lapses that it mends. */
export async function runDecided(
	unit: WorkUnit,
	before: TriageCase | null,
	job: CommandJob,
	ports: Ports,
): Promise<CommandResult> {
	const { command, context } = job;
	const occurredAt = ports.now();
	const secondsBetween = await clockOfOwner(unit, before, command, occurredAt);
	const survivor = command.kind === 'merge' && command.into !== '' ? findSurviving(unit, before, command.into) : null;
	const required = command.kind === 'resolve' ? await requiredOf(unit, before, occurredAt) : null;
	const around = { secondsBetween, survivor, required };
	const over = await findOverAtEnd(unit, before, command, unit.now());
	const decision = decideCase(without(before, over), command, occurredAt, context.expected_version, around);
	if (decision.outcome === 'unchanged') return { outcome: 'unchanged', case: before!, is_new: false };

	const caseId = before?.case_id ?? caseIdOf(unit.newestCase + 1);
	// Nothing may be open any more where the trail says that the case ended.
	if (decision.outcome === 'accepted' && before !== null) {
		await closeLapses(unit, command.kind === 'resolve', over, context, ports);
	}
	unit.append(caseId, commandDrafts(job, decision.entries, occurredAt));
	const find = () => unit.find(casesAggregate, caseId)!;
	if (decision.outcome === 'refused') return { outcome: 'refused', case: find(), refusal: decision.refusal };
	nameRoles(unit, job.roles, context, decision.entries.length, ports);
	await healCases(unit, [find()], context, ports);
	return { outcome: 'accepted', case: find(), is_new: before === null };
}
