import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';

import { appendLeaf, emptyFrontier, rootOf, writeFrontier, type Frontier } from '../../core';
import type { StoreTables } from '../tables';
import type { Report } from './report';

const pageSize = 500;
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The tree as the stored leaf hashes make it. */
export interface Tree {
	frontier: Frontier;
	lastAt: string;
	/** Hex root at each size that was asked for and is not above the log's. */
	roots: ReadonlyMap<number, string>;
}

/** Stored leaf hashes from `from` on, in pages. */
export async function* readLeaves(db: Kysely<StoreTables>, from: number) {
	for (let next = from; ; await setImmediate()) {
		const rows = await db
			.selectFrom('audit_entry')
			.select(['idx', 'leaf_hash', 'at'])
			.where('idx', '>=', next)
			.orderBy('idx')
			.limit(pageSize)
			.execute();
		if (rows.length === 0) return;
		yield rows;
		next = rows.at(-1)!.idx + 1;
	}
}

/** Grows the tree from the stored leaf hashes and finds gaps and steps back in time on the way. */
export async function growTree(db: Kysely<StoreTables>, sizes: ReadonlySet<number>, report: Report): Promise<Tree> {
	const roots = new Map<number, string>();
	let frontier = emptyFrontier;
	let [lastAt, expected] = ['', 0];
	if (sizes.has(0)) roots.set(0, toHex(rootOf(frontier)));
	for await (const page of readLeaves(db, 0)) {
		for (const { idx, leaf_hash, at } of page) {
			if (idx !== expected) {
				const missing = idx - expected === 1 ? `Entry ${expected} is` : `Entries ${expected} to ${idx - 1} are`;
				report.add('INDEX_GAP', expected, null, `${missing} missing`);
			}
			expected = idx + 1;
			if (at < lastAt) report.add('CLOCK_REGRESSION', idx, null, `Entry ${idx} is older than the one before`);
			lastAt = at;
			frontier = appendLeaf(frontier, Buffer.from(leaf_hash, 'hex'));
			if (sizes.has(frontier.size)) roots.set(frontier.size, toHex(rootOf(frontier)));
		}
	}
	return { frontier, lastAt, roots };
}

/** Compares the log's head with the tree. Returns the log's name, or null when nothing says it. */
export async function checkHead(
	db: Kysely<StoreTables>,
	{ frontier, lastAt }: Tree,
	report: Report,
): Promise<string | null> {
	const head = await db.selectFrom('audit_log').selectAll().executeTakeFirst();
	if (head?.size !== frontier.size || head.frontier !== writeFrontier(frontier) || head.last_at !== lastAt) {
		report.add('HEAD_MISMATCH', null, null, `The head of the log does not fit its ${frontier.size} entries`);
	}
	return head?.origin ?? null;
}
