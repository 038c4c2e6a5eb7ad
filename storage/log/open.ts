import type { Transaction } from 'kysely';

import {
	appendLeaf,
	emptyFrontier,
	entryId,
	leafHash,
	logCaseId,
	writeEntry,
	writeFrontier,
	type EntryBody,
} from '../../core';
import type { StoreTables } from '../tables';
import { lookUpColumns } from './entries';
import type { Ports } from './ports';

/**
 * Gives a new store its log: a name of its own and a first entry that says when it began. The caller keeps others from
 * doing the same meanwhile.
 */
export async function openLog(trx: Transaction<StoreTables>, ports: Ports): Promise<void> {
	const head = await trx.selectFrom('audit_log').select('origin').executeTakeFirst();
	if (head !== undefined) return;
	// Entries without a head are a damaged log, not a new one: it must not begin a second time.
	if ((await trx.selectFrom('audit_entry').select('idx').limit(1).executeTakeFirst()) !== undefined) return;

	const origin = `support-triage/${Buffer.from(ports.randomBytes(16)).toString('hex')}`;
	const at = ports.now();
	const entry: EntryBody = {
		c: {
			v: 1,
			id: entryId(origin, 0),
			case: logCaseId,
			type: 'log.opened',
			occurred_at: at,
			actor: { kind: 'system', id: 'store' },
			data: { origin },
		},
		s: { at, case_prev: '', case_seq: 0, idx: 0, log: origin },
	};
	const body = writeEntry(entry.c, entry.s);
	const leaf = leafHash(body);
	const leaf_hash = Buffer.from(leaf).toString('hex');
	const frontier = appendLeaf(emptyFrontier, leaf);
	await trx
		.insertInto('audit_log')
		.values({ origin, size: frontier.size, frontier: writeFrontier(frontier), last_at: at })
		.execute();
	await trx
		.insertInto('audit_entry')
		.values({ idx: 0, ...lookUpColumns(entry), leaf_hash, body })
		.execute();
}
