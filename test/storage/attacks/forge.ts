import { sql, type Kysely } from 'kysely';

import {
	appendLeaf,
	canonicalize,
	emptyFrontier,
	leafHash,
	rootOf,
	signNote,
	writeCheckpoint,
	writeFrontier,
	type EntryBody,
	type Frontier,
} from '../../../core';
import { lookUpColumns } from '../../../storage/log/entries';
import { refoldTrails } from '../../../storage/projections/refold';
import { projections } from '../../../storage/projections/registry';
import type { StoreTables } from '../../../storage/tables';

/** The tables in the hands of somebody who may write all of them, knows every rule, and has dropped every guard. */
export type Tables = Kysely<StoreTables>;

const projectedTables = projections.map(({ table }) => table);
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

export async function run(tables: Tables, ...statements: string[]) {
	for (const statement of statements) await sql.raw(statement).execute(tables);
}

export async function readBodies(tables: Tables): Promise<EntryBody[]> {
	const rows = await tables.selectFrom('audit_entry').select('body').orderBy('idx').execute();
	return rows.map(({ body }) => JSON.parse(body) as EntryBody);
}

/** Writes one body into its row, looked up by what it says; `hashed`: with the hash it then has. */
export async function writeBody(tables: Tables, idx: number, body: string, hashed: boolean) {
	const hash = hashed ? { leaf_hash: toHex(leafHash(body)) } : {};
	await tables
		.updateTable('audit_entry')
		.set({ ...lookUpColumns(JSON.parse(body) as EntryBody), body, ...hash })
		.where('idx', '=', idx)
		.execute();
}

export async function editBody(tables: Tables, idx: number, edit: (body: EntryBody) => unknown, hashed = false) {
	const body = (await readBodies(tables))[idx]!;
	await writeBody(tables, idx, canonicalize(edit(body) ?? body), hashed);
}

/** How a forged log is signed: by nobody, or with a key. */
export type Skey = string | null;

/**
 * Rewrites the whole log: the entries that `edit` returns take their places, every link, hash and root is computed again,
 * parts follow their entries, the head and all rows fit, and checkpoints are signed with the given key.
 */
export async function forge(tables: Tables, edit: (bodies: EntryBody[]) => EntryBody[], skey: Skey) {
	const kept = await readBodies(tables);
	const places = new Map(kept.map((body) => [body.c.id, body.s.idx]));
	const bodies = edit(structuredClone(kept));
	const tails = new Map<string, { seq: number; hash: string }>();
	let frontier: Frontier = emptyFrontier;
	const notes: Array<{ size: number; note: string }> = [];
	const rows = bodies.map((body, idx) => {
		const tail = tails.get(body.c.case) ?? { seq: -1, hash: '' };
		Object.assign(body.s, { idx, case_seq: tail.seq + 1, case_prev: tail.hash });
		if (body.c.type === 'log.checkpointed') {
			const root = rootOf(frontier);
			body.c.data = { root: toHex(root), size: idx };
			if (skey !== null) {
				notes.push({ size: idx, note: signNote(writeCheckpoint({ origin: body.s.log, size: idx, root }), [skey]) });
			}
		}
		const text = canonicalize(body);
		const leaf = leafHash(text);
		frontier = appendLeaf(frontier, leaf);
		tails.set(body.c.case, { seq: tail.seq + 1, hash: toHex(leaf) });
		return { idx, ...lookUpColumns(body), leaf_hash: toHex(leaf), body: text };
	});
	const parts = await tables.selectFrom('audit_part').selectAll().execute();
	await run(
		tables,
		'delete from audit_part',
		'delete from audit_entry',
		...projectedTables.map((name) => `delete from ${name}`),
	);
	for (const row of rows) await tables.insertInto('audit_entry').values(row).execute();
	for (const part of parts) {
		const idx = bodies.findIndex(({ c }) => places.get(c.id) === part.idx);
		if (idx >= 0)
			await tables
				.insertInto('audit_part')
				.values({ ...part, idx })
				.execute();
	}
	if (skey !== null) await run(tables, 'delete from audit_checkpoint');
	for (const note of notes) await tables.insertInto('audit_checkpoint').values(note).execute();
	const last_at = bodies.at(-1)?.s.at ?? '';
	await tables
		.updateTable('audit_log')
		.set({ size: frontier.size, frontier: writeFrontier(frontier), last_at })
		.execute();
	await refoldTrails(tables, [...tails.keys()]);
}

/** The row of an entry whose hash is not its own. */
export const forgedRow = (idx: number, body: EntryBody) => ({
	idx,
	...lookUpColumns(body),
	leaf_hash: 'ab'.repeat(32),
	body: JSON.stringify(body),
});

/** Appends an entry that fits in every respect, to the trail of the entry it is made from. */
export const appended = (bodies: EntryBody[], from: number, edit: (body: EntryBody) => void): EntryBody[] => {
	const copy = structuredClone(bodies[from]!);
	copy.c.id = 'f'.repeat(32);
	delete copy.c.parts;
	copy.s.at = bodies.at(-1)!.s.at;
	edit(copy);
	return [...bodies, copy];
};

const tableNames = ['audit_log', 'audit_entry', 'audit_part', 'audit_checkpoint', ...projectedTables] as const;
const columnsOf: Record<string, readonly string[]> = {
	audit_log: ['origin', 'size', 'frontier', 'last_at'],
	audit_entry: ['idx', 'id', 'case_id', 'case_seq', 'type', 'at', 'answers', 'leaf_hash', 'body'],
	audit_part: ['idx', 'name', 'salt', 'bytes', 'subject'],
	audit_checkpoint: ['size', 'note'],
	...Object.fromEntries(projections.map(({ table, columns }) => [table, columns])),
};

export type Dump = ReadonlyMap<string, ReadonlyArray<Record<string, unknown>>>;

/** A copy of everything, as a backup has it. */
export async function dump(tables: Tables): Promise<Dump> {
	const copies = new Map<string, Array<Record<string, unknown>>>();
	for (const name of tableNames) {
		const columns = sql.join(columnsOf[name]!.map((column) => sql.ref(column)));
		const query = sql<Record<string, unknown>>`select ${columns} from ${sql.table(name)}`;
		copies.set(name, (await query.execute(tables)).rows);
	}
	return copies;
}

/** Puts a copy in the place of everything in the tables that it has. `older`: columns of tables that are generated there beyond those. */
export async function restore(tables: Tables, copies: Dump, older: typeof columnsOf = {}) {
	await run(tables, 'delete from audit_part', 'delete from audit_entry', 'delete from audit_checkpoint');
	const projected = projectedTables.filter((name) => copies.has(name));
	await run(tables, ...projected.map((name) => `delete from ${name}`), 'delete from audit_log');
	for (const name of tableNames) {
		for (const row of copies.get(name) ?? []) {
			const columns = older[name] ?? columnsOf[name]!;
			const values = sql.join(columns.map((column) => row[column]));
			const names = sql.join(columns.map((column) => sql.ref(column)));
			await sql`insert into ${sql.table(name)} (${names}) values (${values})`.execute(tables);
		}
	}
}
