import type { Kysely } from 'kysely';

import { leafHash, proveInclusion, TriageError, verifyInclusion, type LeafProof } from '../../core';
import { toFoundEntry, type FoundEntry } from '../queries/findEntries';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';
import { readNote } from '../verify/checkpoints';
import { KyselySource } from './kyselySource';
import { ExportLeaves } from './leaves';
import { newestCheckpoint } from './selection';

export type ProofResult =
	| {
			outcome: 'proved';
			entry: FoundEntry;
			/** From the entry to the newest checkpoint. */
			proof: LeafProof;
			/** Entries that the checkpoint covers. */
			size: number;
			/** Hex. */
			root: string;
	  }
	/** No checkpoint covers the entry yet: `signed_size` entries before it are covered. */
	| { outcome: 'pending'; entry: FoundEntry; signed_size: number }
	| { outcome: 'not_found' };

function corrupt(message: string): never {
	throw new TriageError('EVIDENCE_INVALID', message, 'Verify the log with Audit Evidence: Verify, which says where');
}

/**
 * Proves that an entry is in the newest checkpoint, and verifies the proof from the stored bytes before it is handed
 * out. With `vkeys` one of them has to have signed the checkpoint.
 */
export async function proveEntry(
	db: Kysely<StoreTables>,
	entryId: string,
	vkeys: readonly string[] | undefined,
): Promise<ProofResult> {
	const select = db.selectFrom('audit_entry').select(['idx', 'body', 'leaf_hash']);
	const row = await select.where('id', '=', storedText(entryId)).executeTakeFirst();
	if (row === undefined) return { outcome: 'not_found' };
	const { idx, body } = row;
	const source = new KyselySource(db);
	const checkpoint = await newestCheckpoint(source, (await source.head()).size);
	if (checkpoint === null || checkpoint.size <= idx) {
		return { outcome: 'pending', entry: toFoundEntry(row), signed_size: checkpoint?.size ?? 0 };
	}
	const { note } = checkpoint;
	const { size, root } = readNote(note, vkeys);
	if (size !== checkpoint.size) corrupt(`The checkpoint of ${checkpoint.size} entries says that it covers ${size}`);
	const leaves = await ExportLeaves.read(source, size);
	const proof = proveInclusion(await leaves.around(idx, size), idx, size);
	if (!verifyInclusion(idx, size, leafHash(body), proof, Buffer.from(root, 'hex'))) {
		corrupt(`Entry ${idx} does not lead to the checkpoint of ${size} entries: the store is not what was signed`);
	}
	return { outcome: 'proved', entry: toFoundEntry(row), proof: { idx, leaf: body, proof, note }, size, root };
}
