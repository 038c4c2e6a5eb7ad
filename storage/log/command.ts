import {
	canonicalize,
	commandPartName,
	commitPart,
	entryId,
	maxPartBytes,
	TriageError,
	type EntryBody,
	type EntryContent,
	type EntryData,
	type EntryType,
} from '../../core';
import type { CommandContext } from '../store';
import { loadSalts } from './loadParts';
import type { EntryDraft, PartDraft } from './place';
import type { WorkUnit } from './unit';

/** What is committed to as what the person or workflow said. */
export interface SaidCommand {
	/** By which the command is known once its bytes were erased. */
	kind: string;
	bytes: Uint8Array;
	context: CommandContext;
	/** Id of its first entry, by which it is known when it comes again. */
	firstId: string;
}

/** Bytes of a command, personal data included. Throws `FIELD_INVALID` when they are too many. */
export function commandBytes(command: unknown): Uint8Array {
	const bytes = Buffer.from(canonicalize(command));
	if (bytes.length <= maxPartBytes) return bytes;
	throw new TriageError(
		'FIELD_INVALID',
		`The command is ${bytes.length} bytes long; at most ${maxPartBytes} are kept`,
		'Shorten the longest field',
	);
}

export function commandReused(commandId: string, trailId: string): TriageError {
	const on = trailId.startsWith('_') ? trailId : `case ${trailId}`;
	return new TriageError(
		'COMMAND_REUSED',
		`Command '${commandId.slice(0, 40)}' ran before with other content, on ${on}`,
		'Give every command an id of its own',
	);
}

/** What was said, as a part of an entry. */
export const commandPart = (bytes: Uint8Array): PartDraft => ({
	name: commandPartName,
	bytes,
	media_type: 'application/json',
	capture: 'parsed',
	class: 'pii',
});

/** The entries that a command makes; the first of them carries what was said. */
export function commandDrafts(
	{ bytes, context, firstId }: SaidCommand,
	entries: ReadonlyArray<{ type: EntryType; data: EntryData; parts?: readonly PartDraft[] }>,
	occurredAt: string,
): EntryDraft[] {
	return entries.map(({ type, data, parts = [] }, ordinal) => ({
		id: ordinal === 0 ? firstId : entryId(context.command_id, ordinal),
		type,
		occurred_at: occurredAt,
		actor: context.actor,
		...(context.run && { run: context.run }),
		data,
		parts: ordinal === 0 ? [commandPart(bytes), ...parts] : parts,
	}));
}

/**
 * The first entry of a command that ran before under the same id, or null. Throws `COMMAND_REUSED` when it was another
 * command. `kindsOf` tells which kinds of command cause an entry.
 */
export async function findEarlier(
	unit: WorkUnit,
	{ kind, bytes, firstId, context: { command_id } }: SaidCommand,
	kindsOf: (content: EntryContent) => readonly string[],
): Promise<EntryBody | null> {
	const earlier = unit.findEntry(firstId);
	if (earlier === null) return null;
	const { c, s } = earlier.body;
	const reference = c.parts?.find(({ n }) => n === commandPartName);
	if (reference === undefined) throw commandReused(command_id, c.case);
	const salt = (await loadSalts(unit, s.idx)).get(commandPartName);
	// Once the command was erased only its kind is left to compare.
	const isSame = salt === undefined ? kindsOf(c).includes(kind) : reference.c === commitPart(salt, bytes);
	if (!isSame) throw commandReused(command_id, c.case);
	return earlier.body;
}
