import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, type LogEvent } from 'kysely';

import { openSqliteStore } from '../../storage';
import { readTrails, type TrailOptions } from '../../storage/log/readTrails';
import { NodeSqliteDialect, openDatabase } from '../../storage/nodeSqliteDialect';
import type { StoreTables } from '../../storage/tables';
import { note } from './evidenceContract';
import { context, openTicket } from './subject';

const folder = mkdtempSync(join(tmpdir(), 'trails-'));
const path = join(folder, 'store', 'store.sqlite');
const noteCount = 450;

/** One long trail between short ones. */
beforeAll(async () => {
	mkdirSync(join(folder, 'store'));
	const store = await openSqliteStore(path);
	for (const ticket of ['T-1', 'T-2', 'T-3']) await openTicket(store, ticket);
	const notes = Array.from(
		{ length: noteCount },
		async () => await store.record(note('A note', { case_id: 'C-0002' }), context()),
	);
	await Promise.all(notes);
	await store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads trails, and returns what came, with the plan of every statement and how many rows it gave. */
async function read(options: TrailOptions) {
	const statements: Array<{ plan: string; rows: number }> = [];
	const log = ({ query: { sql, parameters } }: LogEvent) => {
		const explained = new DatabaseSync(path, { readOnly: true });
		const all = (text: string) => explained.prepare(text).all(...(parameters as string[]));
		const plan = all(`explain query plan ${sql}`).map(({ detail }) => String(detail));
		statements.push({ plan: plan.join('; '), rows: all(sql).length });
		explained.close();
	};
	const db = new Kysely<StoreTables>({ dialect: new NodeSqliteDialect(openDatabase(path), 5000), log });
	const entries = [];
	for await (const page of readTrails(db, options)) entries.push(...page);
	await db.destroy();
	return { entries, statements };
}

test('a trail is read in pages that each begin where the last one ended, entries and parts alike', async () => {
	const { entries, statements } = await read({ trailId: 'C-0002' });
	expect(entries.map(({ row }) => row.case_seq)).toEqual(Array.from({ length: noteCount + 1 }, (_, seq) => seq));
	expect(entries.every(({ parts }) => parts.length === 1)).toBe(true);
	// Three pages of entries, each with the size of its parts and the parts, and an empty one.
	expect(statements).toHaveLength(3 * 3 + 1);
	const rows = statements.reduce((sum, one) => sum + one.rows, 0);
	expect(rows).toBe(2 * (noteCount + 1) + 3);
	for (const { plan } of statements) {
		expect(plan).toMatch(/^SEARCH entry USING (?:COVERING )?INDEX audit_entry_case \(/);
		expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
	}
});

test('all trails are read by the same index, in the order of their ids', async () => {
	const { entries, statements } = await read({});
	expect(entries).toHaveLength(noteCount + 4);
	for (const { plan } of statements) expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
});
