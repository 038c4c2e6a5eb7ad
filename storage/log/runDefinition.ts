import {
	callDefinition,
	decideDefinition,
	definitionFormats,
	definitionTrail,
	describeDefinitionRefusal,
	entryId,
	readDefinitionName,
	readDefinitionTrail,
	sealBody,
	TriageError,
	type Definition,
	type DefinitionCommand,
	type DefinitionEntry,
	type DefinitionTarget,
	type EntryContent,
	type SealedBody,
} from '../../core';
import { definitionsAggregate } from '../projections/definitions';
import type { DefinitionResult } from '../definitions';
import type { CommandContext } from '../store';
import { commandBytes, commandDrafts, commandReused, findEarlier, type SaidCommand } from './command';
import { bodyParts, findBody } from './definitionParts';
import { healCasesOfRole } from './lapsesOfRole';
import type { Ports } from './ports';
import type { Needs, WorkUnit } from './unit';

/** A command of a definition that was checked as far as it can be without the store. */
export interface DefinitionJob extends SaidCommand {
	target: DefinitionTarget;
	trailId: string;
	command: DefinitionCommand;
	/** Of a command that saves. */
	sealed: SealedBody | null;
}

/** What was said, with its digest in the place of a body, which has parts of its own. */
function saidBytes(command: DefinitionCommand, sealed: SealedBody | null): Uint8Array {
	if (command.kind !== 'save' || sealed === null) return commandBytes(command);
	const { body: _body, ...said } = command;
	return commandBytes({ ...said, digest: sealed.digest });
}

/** Throws `FIELD_INVALID` for the name, and `DEFINITION_INVALID` and what the kind's format throws for the body. */
export function definitionJob(
	{ kind, name }: DefinitionTarget,
	command: DefinitionCommand,
	context: CommandContext,
): DefinitionJob {
	const target = { kind, name: readDefinitionName(kind, name) };
	const sealed = command.kind === 'save' ? sealBody(definitionFormats, target, command.body) : null;
	const bytes = saidBytes(command, sealed);
	const said = { kind: command.kind, bytes, context, firstId: entryId(context.command_id, 0) };
	return { ...said, target, trailId: definitionTrail(target), command, sealed };
}

export const definitionNeeds = ({ trailId, firstId }: DefinitionJob): Needs => ({
	entryIds: [firstId],
	trailIds: [trailId],
});

export function definitionNotFound(target: DefinitionTarget): TriageError {
	return new TriageError(
		'DEFINITION_NOT_FOUND',
		`There is no ${callDefinition(target)}`,
		'Check the name, upper and lower case included, or save it first',
	);
}

/** The kinds of command of a definition that cause an entry. */
function kindsOf({ type, data }: EntryContent): string[] {
	switch (type) {
		case 'definition.saved':
			return ['save'];
		case 'definition.reviewed':
			return ['review'];
		case 'definition.activated':
			// Saving what a retired definition held brings it back.
			return data.is_rollback ? ['roll_back'] : ['activate', 'save'];
		case 'definition.retired':
			return ['retire'];
		case 'definition.governed':
			return ['govern'];
		case 'definition.refused':
			return [String(data.command)];
		default:
			return [];
	}
}

const versionOf = ({ data }: Pick<DefinitionEntry, 'data'>) => Number(data.version ?? 0) || null;

/** The answer of a command that ran before under the same id, or null. */
async function replayDefinition(unit: WorkUnit, job: DefinitionJob): Promise<DefinitionResult | null> {
	const earlier = await findEarlier(unit, job, kindsOf);
	if (earlier === null) return null;
	const { type, case: trailId, data } = earlier.c;
	if (type === 'definition.saved' && !(await repeatsPersonal(unit, job, earlier.s.case_seq))) {
		throw commandReused(job.context.command_id, trailId);
	}
	await unit.load(trailId);
	const definition = unit.find(definitionsAggregate, trailId);
	if (definition === null) throw new TriageError('EVIDENCE_INVALID', `${trailId} has no row`, 'Verify the store');
	if (type !== 'definition.refused') {
		return { outcome: 'accepted', definition, version: versionOf({ data }), is_new: earlier.s.case_seq === 0 };
	}
	const refusal = describeDefinitionRefusal(readDefinitionTrail(trailId), data);
	return { outcome: 'refused', definition, refusal };
}

/** Whether a version says the same about people, as far as it was not erased. */
async function repeatsPersonal(unit: WorkUnit, { trailId, sealed }: DefinitionJob, seq: number): Promise<boolean> {
	const wanted = new Map(sealed?.personal.map(({ subject, bytes }) => [subject, bytes]));
	const { personal: held } = await findBody(unit, trailId, seq);
	return held.every(({ subject, bytes }) => {
		const own = wanted.get(subject);
		return own !== undefined && Buffer.compare(own, bytes) === 0;
	});
}

/** Whether the newest version holds exactly this body. What was erased of it is saved again by another version. */
async function repeatsNewest(unit: WorkUnit, { versions }: Definition, job: DefinitionJob): Promise<boolean> {
	const newest = versions.at(-1);
	if (newest === undefined || newest.digest !== job.sealed?.digest) return false;
	const { personal: held } = await findBody(unit, job.trailId, newest.seq);
	return held.length === job.sealed.personal.length && (await repeatsPersonal(unit, job, newest.seq));
}

/** Runs one command of a definition in a unit. */
export async function runDefinition(unit: WorkUnit, job: DefinitionJob, ports: Ports): Promise<DefinitionResult> {
	const replayed = await replayDefinition(unit, job);
	if (replayed !== null) return replayed;

	const { target, trailId, command, context, sealed } = job;
	const before = unit.find(definitionsAggregate, trailId);
	if (before === null && command.kind !== 'save' && command.kind !== 'govern') throw definitionNotFound(target);
	const decision = decideDefinition(before, command, {
		target,
		now: unit.now(),
		actor: context.actor,
		digest: sealed?.digest ?? '',
		repeats_newest: before !== null && (await repeatsNewest(unit, before, job)),
	});
	// Nothing to do and nothing there: a governance that is the default one.
	if (decision.outcome === 'unchanged') {
		return { outcome: 'unchanged', definition: before, version: decision.version, is_new: false };
	}
	if (decision.entries.length > 0) {
		const entries = decision.entries.map((entry) => {
			return entry.type === 'definition.saved' && sealed !== null ? { ...entry, parts: bodyParts(sealed) } : entry;
		});
		unit.append(trailId, commandDrafts(job, entries, ports.now()));
	}
	const definition = unit.find(definitionsAggregate, trailId);
	if (decision.outcome === 'refused') return { outcome: 'refused', definition, refusal: decision.refusal };
	if (target.kind === 'role') await healCasesOfRole(unit, target.name, context, ports);
	return { outcome: 'accepted', definition: definition!, version: decision.version, is_new: before === null };
}
