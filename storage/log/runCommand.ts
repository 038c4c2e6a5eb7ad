import {
	decideCase,
	definitionTrail,
	describeRefusal,
	entryId,
	TriageError,
	type CaseCommand,
	type DefinitionTarget,
	type EntryContent,
	type RefusedCommand,
	type TriageCase,
} from '../../core';
import { caseIdOf, casesAggregate } from '../projections/cases';
import type { CommandContext, CommandResult, CommandTarget } from '../store';
import { storedText } from '../storedText';
import { commandBytes, commandDrafts, findEarlier, type SaidCommand } from './command';
import { clockOfOwner } from './clockOfOwner';
import { nameRoles, rolesNamedBy } from './nameRoles';
import type { Ports } from './ports';
import { completeTriggersOf, settleTrigger } from './runTrigger';
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
		trailIds: [...(target ? [storedText(target.case_id)] : []), ...roles.map(definitionTrail)],
		identities: command.kind === 'open' ? [ticketOf(command)] : [],
		timersOf: ['change_state', 'redrive', 'resolve'].includes(command.kind) ? [onCase] : [],
		retriesOf: command.kind === 'resolve' || command.kind === 'set_step' ? [onCase] : [],
		trailsOf: command.kind === 'open' && command.trigger_id !== undefined ? [storedText(command.trigger_id)] : [],
	};
}

export function caseNotFound(caseId: string): TriageError {
	return new TriageError(
		'CASE_NOT_FOUND',
		`There is no case '${caseId.slice(0, 40)}'`,
		'Check the case id; Triage Case: Get Many lists the cases there are',
	);
}

function findTarget(unit: WorkUnit, { target, command }: CommandJob): TriageCase | null {
	if (command.kind === 'open') {
		const caseId = unit.findTrail(ticketOf(command));
		return caseId === null ? null : unit.find(casesAggregate, caseId);
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
	if (command.kind === 'resolve') await completeTriggersOf(unit, caseId, context, ports);
}

/** Runs one command of a case in a unit. */
export async function runCommand(unit: WorkUnit, job: CommandJob, ports: Ports): Promise<CommandResult> {
	const replayed = await replayCommand(unit, job);
	if (replayed !== null) return replayed;

	const before = findTarget(unit, job);
	const result = await runDecided(unit, before, job, ports);
	if (result.outcome !== 'refused') await settleTriggers(unit, job, result.case.case_id, ports);
	if (result.outcome === 'accepted') tellTimersOf(unit, result.case, job);
	if (result.outcome !== 'refused') tellRetriesOf(unit, result.case.case_id, job);
	return result;
}

/** What a command did, for the timers of its case. */
function tellTimersOf(unit: WorkUnit, { case_id, owner }: TriageCase, { command, context }: CommandJob) {
	if (command.kind === 'resolve') tellTimers(unit, case_id, { kind: 'resolved' }, context);
	if (command.kind !== 'change_state' && command.kind !== 'redrive') return;
	const to = command.kind === 'redrive' ? 'queued' : command.to;
	// What is done on a case is done for its owner, unless the actor says for which role.
	const by_role = context.actor.role ?? owner?.role ?? null;
	tellTimers(unit, case_id, { kind: 'state_change', to, by_role }, context);
}

/** The same for attempts at its steps. A step that was done before can be done again. */
function tellRetriesOf(unit: WorkUnit, caseId: string, { command, context }: CommandJob) {
	if (command.kind === 'resolve') tellRetries(unit, caseId, { kind: 'resolved' }, context);
	if (command.kind !== 'set_step') return;
	const { step, status } = command;
	tellRetries(unit, caseId, { kind: 'step', step, status }, context);
}

/** Decides a command on a case that was found, and appends what it decides. */
export async function runDecided(
	unit: WorkUnit,
	before: TriageCase | null,
	job: CommandJob,
	ports: Ports,
): Promise<CommandResult> {
	const { command, context } = job;
	const occurredAt = ports.now();
	const secondsBetween = await clockOfOwner(unit, before, command, occurredAt);
	const decision = decideCase(before, command, occurredAt, context.expected_version, secondsBetween);
	if (decision.outcome === 'unchanged') return { outcome: 'unchanged', case: before!, is_new: false };

	const caseId = before?.case_id ?? caseIdOf(unit.newestCase + 1);
	unit.append(caseId, commandDrafts(job, decision.entries, occurredAt));
	if (decision.outcome === 'accepted') nameRoles(unit, job.roles, context, decision.entries.length, ports);
	const after = unit.find(casesAggregate, caseId)!;
	return decision.outcome === 'refused'
		? { outcome: 'refused', case: after, refusal: decision.refusal }
		: { outcome: 'accepted', case: after, is_new: before === null };
}
