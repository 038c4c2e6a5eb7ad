import { hash } from 'node:crypto';

import {
	caseNotFound,
	decideKeptRetry,
	definitionTrail,
	describeGivingUp,
	entryId,
	jcs,
	maxPartBytes,
	readRetryCommand,
	readRetryTarget,
	retryTrail,
	timerTrail,
	TriageError,
	type CaseCommand,
	type DefinitionTarget,
	type EntryContent,
	type Retry,
	type RetryCase,
	type RetryTarget,
	type RoleBody,
	type ScheduleRetry,
	type TriageCase,
} from '../../core';
import { casesAggregate } from '../projections/cases';
import { retriesAggregate } from '../projections/retries';
import { timersAggregate } from '../projections/timers';
import { getDefinition } from '../queries/definitions';
import type { RetryResult } from '../retries';
import type { CommandContext } from '../store';
import { storedText } from '../storedText';
import { commandDrafts, findEarlier, type SaidCommand } from './command';
import { nameRoles, rolesNamed } from './nameRoles';
import type { PartDraft } from './place';
import type { Ports } from './ports';
import { commandJob, runDecided } from './runCommand';
import type { Needs, WorkUnit } from './unit';

/** Name of the part that holds what a step is tried with again. */
export const dataPartName = 'data';

/** The failure of a step, checked as far as it can be without the store. */
export interface RetryJob extends SaidCommand {
	target: RetryTarget;
	trailId: string;
	command: ScheduleRetry;
	data: Uint8Array;
	roles: readonly DefinitionTarget[];
}

/** Throws `FIELD_INVALID` and `CASE_NOT_FOUND`. */
export function retryJob(of: RetryTarget, asked: ScheduleRetry, data: Uint8Array, context: CommandContext): RetryJob {
	if (data.length > maxPartBytes) {
		throw new TriageError(
			'FIELD_INVALID',
			`The data to keep is ${data.length} bytes long; at most ${maxPartBytes} are kept`,
			"Set 'Data to Keep' to the fields that the step needs",
		);
	}
	const target = readRetryTarget(of);
	const command = readRetryCommand(asked);
	return {
		target,
		trailId: retryTrail(target),
		command,
		data,
		context,
		kind: command.kind,
		// With the data: the same command with other data is another.
		bytes: Buffer.from(jcs({ ...command, data_sha256: hash('sha256', data, 'hex') })),
		firstId: entryId(context.command_id, 0),
		roles: rolesNamed([command.fallback_role]),
	};
}

export const retryNeeds = ({ target, trailId, command: { limit }, firstId, roles }: RetryJob): Needs => ({
	entryIds: [firstId],
	trailIds: [
		storedText(target.case_id),
		storedText(trailId),
		...(limit !== null && 'timer' in limit
			? [storedText(timerTrail({ case_id: target.case_id, name: limit.timer }))]
			: []),
		...roles.map(definitionTrail),
	],
});

const kindsOf = ({ type }: EntryContent): string[] => (type.startsWith('retry.') ? ['schedule_retry'] : []);

/** The role that stands in for the owner of a case: the one it was given with, or that of the role itself. */
export async function backupOf(unit: WorkUnit, { owner }: TriageCase, now: string): Promise<string | null> {
	if (owner === null || owner.backup_role !== null) return owner?.backup_role ?? null;
	const role = await getDefinition(unit.db, { kind: 'role', name: owner.role }, {}, now);
	return (role?.body as RoleBody | undefined)?.backup_role ?? null;
}

function timerOf(unit: WorkUnit, { target, command: { limit } }: RetryJob): RetryCase['timer'] {
	if (limit === null || !('timer' in limit)) return undefined;
	return unit.find(timersAggregate, timerTrail({ case_id: target.case_id, name: limit.timer }));
}

/** What is kept beside the first failure of a round. Both parts go with everything else about the customer. */
function partsOf({ data }: RetryJob, onCase: TriageCase): PartDraft[] {
	const subject = onCase.customer_id;
	return [
		{
			name: dataPartName,
			bytes: data,
			media_type: 'application/json',
			capture: 'parsed',
			class: 'pii',
			...(subject !== null && { subject }),
		},
	];
}

/** Hands the case on, or lets it fail; null where it stays as it is. */
function changeFor(retry: Retry, onCase: TriageCase): CaseCommand | null {
	const { gave_up, then, failure } = retry;
	const reason = describeGivingUp(retry);
	if (gave_up?.target_role) {
		const owner_role = gave_up.target_role;
		const backup = onCase.owner?.backup_role ?? null;
		const backup_role = backup === owner_role ? null : backup;
		return { kind: 'assign_owner', owner_role, backup_role, decided_by: 'escalation', rule: null, reason };
	}
	if (then !== 'fail' || onCase.state === 'failed') return null;
	return { kind: 'change_state', to: 'failed', root_cause: failure.label, reason };
}

/** The task of finding out why a step could not be done; none where its data was erased, since that is why. */
function postMortemOf({ gave_up, step, fallback_role }: Retry, { owner }: TriageCase): CaseCommand | null {
	if (gave_up === null || gave_up.why === 'data_erased') return null;
	const owner_role = gave_up.target_role ?? owner?.role ?? fallback_role;
	return { kind: 'open_task', task_type: 'post_mortem', title: `Find out why '${step}' was given up`, owner_role };
}

/** What the end of trying asks of the case, in the transaction that records the end. */
export async function concludeRetry(
	unit: WorkUnit,
	retry: Retry,
	by: Pick<CommandContext, 'actor' | 'run'>,
	ports: Ports,
): Promise<void> {
	if (retry.gave_up === null) return;
	const target = { case_id: retry.case_id };
	for (const [what, commandFor] of [
		['end', changeFor],
		['post-mortem', postMortemOf],
	] as const) {
		const onCase = unit.find(casesAggregate, retry.case_id);
		const command = onCase === null || onCase.state === 'resolved' ? null : commandFor(retry, onCase);
		if (command === null) continue;
		const command_id = `${retryTrail(retry)} ${retry.round} ${what}`;
		const job = commandJob(target, command, { ...by, command_id });
		await unit.loadAll(job.roles.map(definitionTrail));
		await runDecided(unit, onCase, job, ports);
	}
}

/** Records the failure of a step, and what follows from it, in a unit. */
export async function runRetry(unit: WorkUnit, job: RetryJob, ports: Ports): Promise<RetryResult> {
	const { target, trailId, command, context } = job;
	const find = () => unit.find(retriesAggregate, trailId);
	const earlier = await findEarlier(unit, job, kindsOf);
	if (earlier !== null) {
		return { outcome: earlier.c.type === 'retry.gave_up' ? 'gave_up' : 'scheduled', retry: find()! };
	}
	const onCase = unit.find(casesAggregate, target.case_id);
	if (onCase === null) throw caseNotFound(target.case_id);
	const now = unit.now();
	const timer = timerOf(unit, job);
	const around: RetryCase = {
		state: onCase.state,
		backup_role: await backupOf(unit, onCase, now),
		...(timer !== undefined && { timer }),
	};
	const decision = decideKeptRetry(find(), command, target, around, now);
	if (decision.outcome === 'refused') return { ...decision, retry: find() };
	if (decision.outcome === 'unchanged') return { outcome: 'unchanged', retry: find()! };
	const parts = decision.begins ? partsOf(job, onCase) : [];
	const [draft] = commandDrafts(job, [{ ...decision.entry, parts }], now);
	const subject = onCase.customer_id;
	const told = subject === null ? draft!.parts : draft!.parts.map((part) => ({ ...part, subject }));
	unit.append(trailId, [{ ...draft!, parts: told }]);
	nameRoles(unit, job.roles, context, 1, ports);
	await concludeRetry(unit, find()!, context, ports);
	return { outcome: decision.outcome, retry: find()! };
}
