import {
	caseNotFound,
	decideException,
	dedupKey,
	definitionTrail,
	describeExceptionRefusal,
	entryId,
	exceptionTrail,
	TriageError,
	type DefinitionTarget,
	type EntryContent,
	type EntryType,
	type ExceptionCommand,
	type ExceptionDecision,
	type KeptPayload,
	type OpenException,
	type RefusedException,
	type TriageException,
} from '../../core';
import type { ExceptionItem, ExceptionResult } from '../exceptions';
import { casesAggregate } from '../projections/cases';
import { exceptionIdFor, exceptionsAggregate } from '../projections/exceptions';
import type { CommandContext } from '../store';
import { storedText } from '../storedText';
import { moveException } from './carryExceptions';
import { commandBytes, commandDrafts, findEarlier, type SaidCommand } from './command';
import { deadlineTrail, restartDeadline, startDeadline, tellDeadline } from './deadline';
import { nameRoles, rolesNamed } from './nameRoles';
import { noteOn } from './noteOn';
import type { EntryDraft, PartDraft } from './place';
import type { Ports } from './ports';
import { nextRedrive } from './redrivePace';
import { findSurvivor } from './survivor';
import type { Identity, Needs, WorkUnit } from './unit';

/** A command of an exception that was checked as far as it can be without the store. */
export interface ExceptionJob extends SaidCommand {
	/** Null for one that is to be opened. */
	exceptionId: string | null;
	command: ExceptionCommand;
	/** Roles that it names. */
	roles: readonly DefinitionTarget[];
	payload: KeptPayload | null;
}

const namesOf = (command: ExceptionCommand): Array<string | null> => {
	if (command.kind === 'open') return [command.owner_role, command.backup_role, ...command.further_roles];
	return command.kind === 'assign' ? [command.owner_role, command.backup_role] : [];
};

/** Throws `FIELD_INVALID`. */
export function exceptionJob(
	exceptionId: string | null,
	command: ExceptionCommand,
	context: CommandContext,
	payload: KeptPayload | null = null,
): ExceptionJob {
	return {
		exceptionId,
		command,
		context,
		kind: command.kind,
		bytes: commandBytes(command),
		firstId: entryId(context.command_id, 0),
		roles: rolesNamed(namesOf(command)),
		payload,
	};
}

export const openingJob = ({ exception, payload, context }: ExceptionItem): ExceptionJob =>
	exceptionJob(null, exception, context, payload);

const identityOf = (command: OpenException): Identity => ({
	aggregate: exceptionsAggregate,
	values: [dedupKey(command)],
});

export function exceptionNeeds({ exceptionId, command, firstId, roles }: ExceptionJob): Needs {
	const opening = command.kind === 'open' ? command : null;
	return {
		entryIds: [firstId],
		trailIds: [
			...(exceptionId === null
				? []
				: [exceptionTrail(storedText(exceptionId)), deadlineTrail(storedText(exceptionId))]),
			...(opening?.case_id ? [storedText(opening.case_id)] : []),
			...roles.map(definitionTrail),
		],
		trailsOf: opening?.trigger_id ? [storedText(opening.trigger_id)] : [],
		identities: opening === null ? [] : [identityOf(opening)],
	};
}

/** The kinds of command of an exception that cause an entry. */
function kindsOf({ type, data }: EntryContent): string[] {
	switch (type) {
		case 'exception.opened':
		case 'exception.repeated':
			return ['open'];
		case 'exception.acknowledged':
			return ['acknowledge'];
		case 'exception.ticked':
			return [data.done === true ? 'tick' : 'untick'];
		case 'exception.labelled':
			return ['set_root_cause'];
		case 'exception.assigned':
			return ['assign'];
		case 'exception.resolved':
			return ['resolve'];
		case 'exception.redriven':
		case 'exception.redrive_scheduled':
			return ['redrive'];
		case 'exception.refused':
			return [String(data.command)];
		default:
			return [];
	}
}

/** The exception's row, or what is wrong with the store. */
export function exceptionOf(unit: WorkUnit, trailId: string): TriageException {
	const found = unit.find(exceptionsAggregate, trailId);
	if (found === null) throw new TriageError('EVIDENCE_INVALID', `${trailId} has no row`, 'Verify the store');
	return found;
}

const scheduledBy = (type: EntryType) =>
	type === 'exception.redrive_scheduled' ? { is_scheduled: true as const } : {};

/** The answer of a command that ran before under the same id, or null. */
async function replayException(unit: WorkUnit, job: ExceptionJob): Promise<ExceptionResult | null> {
	const earlier = await findEarlier(unit, job, kindsOf);
	if (earlier === null) return null;
	const { type, case: trailId, data } = earlier.c;
	await unit.load(trailId);
	const exception = exceptionOf(unit, trailId);
	if (type !== 'exception.refused') {
		return { outcome: 'accepted', exception, is_new: type === 'exception.opened', ...scheduledBy(type) };
	}
	const refused = data as unknown as RefusedException;
	return { outcome: 'refused', exception, refusal: describeExceptionRefusal(exception.exception_id, refused) };
}

export function exceptionNotFound(exceptionId: string): TriageError {
	return new TriageError(
		'EXCEPTION_NOT_FOUND',
		`There is no exception '${exceptionId.slice(0, 40)}'`,
		'Check the exception id; Triage Case: Get Many of the resource Exception lists those there are',
	);
}

/** The exception that a command is about: for one that is to be opened, one that has the same cause. */
function findState(unit: WorkUnit, { exceptionId, command }: ExceptionJob): TriageException | null {
	if (command.kind !== 'open') {
		const found = unit.find(exceptionsAggregate, exceptionTrail(exceptionId ?? ''));
		if (found === null) throw exceptionNotFound(exceptionId ?? '');
		return found;
	}
	const identity = identityOf(command);
	const trailId = unit.findTrail(identity);
	const same = trailId === null ? null : unit.find(exceptionsAggregate, trailId);
	// What was resolved in this very transaction is not the same any more.
	return same?.dedup_key === identity.values[0] ? same : null;
}

/** Refuses what is about a case or trigger that is not there. */
function assertReferences(unit: WorkUnit, { case_id, trigger_id }: OpenException): void {
	if (case_id !== null && unit.find(casesAggregate, case_id) === null) throw caseNotFound(case_id);
	if (trigger_id === null || unit.findEntry(trigger_id)?.body.c.type.startsWith('trigger.')) return;
	throw new TriageError(
		'TRIGGER_NOT_FOUND',
		`There is no trigger '${trigger_id.slice(0, 40)}'`,
		'Hand on the trigger id that the gate gave the item',
	);
}

/** The item's pieces, to be kept beside the entry that opens its exception. */
const payloadParts = ({ payload }: ExceptionJob): PartDraft[] =>
	(payload?.pieces ?? []).map(({ name, bytes }) => ({
		name,
		bytes,
		media_type: 'application/json',
		capture: 'parsed',
		class: 'pii',
	}));

/** What is said about an exception tells about whom its case, or its item, is about. */
async function subjectOf(unit: WorkUnit, { command }: ExceptionJob, state: TriageException | null) {
	const about: Pick<TriageException, 'subject' | 'case_id' | 'merged_case'> =
		command.kind === 'open' ? command : state!;
	const { subject, case_id, merged_case: opened_on = case_id } = about;
	if (subject !== null || opened_on === null) return subject;
	await unit.load(opened_on);
	return unit.find(casesAggregate, opened_on)?.customer_id ?? null;
}

async function draftsOf(
	unit: WorkUnit,
	job: ExceptionJob,
	entries: Extract<ExceptionDecision, { outcome: 'accepted' }>['entries'],
	state: TriageException | null,
): Promise<EntryDraft[]> {
	const subject = await subjectOf(unit, job, state);
	const withParts = entries.map((entry) =>
		entry.type === 'exception.opened' ? { ...entry, parts: payloadParts(job) } : entry,
	);
	return commandDrafts(job, withParts, unit.now()).map((draft) => ({
		...draft,
		parts: draft.parts.map((part) => (subject === null ? part : { ...part, subject })),
	}));
}

/** Runs one command of an exception in a unit. */
export async function runException(unit: WorkUnit, job: ExceptionJob, ports: Ports): Promise<ExceptionResult> {
	return (await replayException(unit, job)) ?? (await runDecidedException(unit, findState(unit, job), job, ports));
}

/** Decides a command on an exception that was found, and appends what it decides. */
export async function runDecidedException(
	unit: WorkUnit,
	state: TriageException | null,
	job: ExceptionJob,
	ports: Ports,
): Promise<ExceptionResult> {
	const { command, context } = job;
	if (command.kind === 'open') assertReferences(unit, command);
	const per_minute = command.kind === 'redrive' ? command.per_minute : undefined;
	const redriveAt = per_minute === undefined ? undefined : await nextRedrive(unit, per_minute);
	const decision = decideException(state, command, unit.now(), context.expected_version, redriveAt);
	if (decision.outcome === 'unchanged') {
		const isScheduled = command.kind === 'redrive' && { is_scheduled: true as const };
		return { outcome: 'unchanged', exception: state!, is_new: false, ...isScheduled };
	}
	const begins = decision.outcome === 'accepted' && decision.begins;
	const exceptionId = begins ? exceptionIdFor(unit.newestException + 1) : state!.exception_id;
	const trailId = exceptionTrail(exceptionId);
	const drafts = await draftsOf(unit, job, decision.entries, state);
	if (begins && state !== null)
		noteOn(unit, exceptionTrail(state.exception_id), 'exception.recurred', { as: exceptionId }, context);
	unit.append(trailId, drafts);
	const decided = exceptionOf(unit, trailId);
	if (decision.outcome === 'refused') return { outcome: 'refused', exception: decided, refusal: decision.refusal };
	await follow(unit, decided, job, begins);
	nameRoles(unit, job.roles, context, drafts.length, ports);
	const exception = exceptionOf(unit, trailId);
	return { outcome: 'accepted', exception, is_new: begins, ...scheduledBy(drafts[0]!.type) };
}

/** Tells the case of a new exception of it: where that is merged, the one that goes on in its place and answers for it. */
async function link(
	unit: WorkUnit,
	exception: TriageException,
	from_case: string,
	{ command, context }: ExceptionJob,
): Promise<void> {
	const { exception_id, label } = exception;
	const { case_id: to_case } = await findSurvivor(unit, unit.find(casesAggregate, from_case)!);
	if (to_case !== from_case) moveException(unit, exception, { from_case, to_case }, context);
	const freely = command.kind === 'open' && command.holds_back === false && { holds_back: false };
	noteOn(unit, to_case, 'exception.linked', { exception_id, label, ...freely }, context);
}

/** What a command on an exception does to its deadline and to its case. */
async function follow(unit: WorkUnit, exception: TriageException, job: ExceptionJob, begins: boolean): Promise<void> {
	const { command, context } = job;
	const { case_id, exception_id, resolution } = exception;
	if (begins) startDeadline(unit, exception, context);
	else if (command.kind === 'assign' && command.decided_by === 'override') {
		await restartDeadline(unit, exception, context);
	} else await tellDeadline(unit, exception, command, context);
	if (case_id === null) return;
	if (begins) await link(unit, exception, case_id, job);
	if (resolution === null) return;
	await unit.load(case_id);
	noteOn(unit, case_id, 'exception.settled', { exception_id, resolution }, context);
}
