import type { Transaction } from 'kysely';

import {
	appendLeaf,
	canonicalize,
	commitPart,
	entryId,
	leafHash,
	maxPartBytes,
	readFrontier,
	TriageError,
	writeEntry,
	writeFrontier,
	type CaseCommand,
	type CaseEntry,
	type PartReference,
	type RecordedEntry,
} from '../../core';
import type { CommandContext } from '../store';
import type { StoreTables } from '../tables';

/** Clock and randomness of a store; tests hand in their own. */
export interface Ports {
	/** Now, as an ISO 8601 instant in UTC with milliseconds. */
	now(): string;
	randomBytes(size: number): Uint8Array;
}

export interface Batch {
	caseId: string;
	entries: readonly CaseEntry[];
	command: CaseCommand;
	context: CommandContext;
	occurredAt: string;
}

export const commandPartName = 'command';

/** The bytes a command is committed to as. */
export function writeCommand(command: CaseCommand): Uint8Array {
	const bytes = Buffer.from(canonicalize(command));
	if (bytes.length > maxPartBytes) {
		throw new TriageError(
			'FIELD_INVALID',
			`The command is ${bytes.length} bytes long; at most ${maxPartBytes} are kept`,
			'Shorten the longest field',
		);
	}
	return bytes;
}

async function readHead(trx: Transaction<StoreTables>) {
	const head = await trx.selectFrom('audit_log').selectAll().executeTakeFirst();
	const frontier = head === undefined ? null : readFrontier(head.size, head.frontier);
	if (head === undefined || frontier === null) {
		throw new TriageError(
			'EVIDENCE_INVALID',
			'The head of the evidence log is damaged',
			'Stop writing, and restore the store from a copy',
		);
	}
	return { origin: head.origin, frontier, lastAt: head.last_at };
}

async function readCaseTail(trx: Transaction<StoreTables>, caseId: string) {
	const tail = await trx
		.selectFrom('audit_entry')
		.select(['case_seq', 'leaf_hash'])
		.where('case_id', '=', caseId)
		.orderBy('case_seq', 'desc')
		.limit(1)
		.executeTakeFirst();
	return tail === undefined ? { nextSeq: 0, leafHash: '' } : { nextSeq: tail.case_seq + 1, leafHash: tail.leaf_hash };
}

/** Appends a command's entries to the log and returns them as the projections take them. */
export async function appendEntries(
	trx: Transaction<StoreTables>,
	{ caseId, entries, command, context, occurredAt }: Batch,
	ports: Ports,
): Promise<RecordedEntry[]> {
	const head = await readHead(trx);
	const at = head.lastAt > occurredAt ? head.lastAt : occurredAt;
	let { frontier } = head;
	let tail = await readCaseTail(trx, caseId);
	const recorded: RecordedEntry[] = [];

	for (const [ordinal, { type, data }] of entries.entries()) {
		// The command is what the person or workflow said, personal data included: the first entry commits to it.
		const bytes = ordinal === 0 ? writeCommand(command) : null;
		const salt = bytes && ports.randomBytes(32);
		const parts: PartReference[] =
			bytes && salt
				? [
						{
							n: commandPartName,
							c: commitPart(salt, bytes),
							len: bytes.length,
							ct: 'application/json',
							cap: 'parsed',
							cls: 'pii',
						},
					]
				: [];
		const body = writeEntry(
			{
				v: 1,
				id: entryId(context.command_id, ordinal),
				case: caseId,
				type,
				occurred_at: occurredAt,
				actor: context.actor,
				...(context.run && { run: context.run }),
				data,
				...(parts.length > 0 && { parts }),
			},
			{ at, case_prev: tail.leafHash, case_seq: tail.nextSeq, idx: frontier.size, log: head.origin },
		);
		const idx = frontier.size;
		const leaf = leafHash(body);
		const leafHex = Buffer.from(leaf).toString('hex');
		await trx.insertInto('audit_entry').values({ idx, leaf_hash: leafHex, body }).execute();
		if (bytes && salt) {
			await trx.insertInto('audit_part').values({ idx, name: commandPartName, salt, bytes }).execute();
		}
		frontier = appendLeaf(frontier, leaf);
		recorded.push({
			type,
			case_id: caseId,
			case_seq: tail.nextSeq,
			at,
			data,
			command: ordinal === 0 ? command : null,
		});
		tail = { nextSeq: tail.nextSeq + 1, leafHash: leafHex };
	}
	const next = { size: frontier.size, frontier: writeFrontier(frontier), last_at: at };
	await trx.updateTable('audit_log').set(next).where('origin', '=', head.origin).execute();
	return recorded;
}
