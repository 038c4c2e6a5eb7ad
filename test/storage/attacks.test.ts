import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';

import { openPostgresStore, openSqliteStore } from '../../storage';
import { NodeSqliteDialect, openDatabase } from '../../storage/nodeSqliteDialect';
import { checkConnection } from '../../storage/postgres/connection';
import { createPool } from '../../storage/postgres/pool';
import type { StoreTables } from '../../storage/tables';
import { describeOnPostgres, useDatabase } from '../harness/postgres';
import { describeAttacks } from './attacks/attacksContract';
import { run } from './attacks/forge';
import { key, sign, signed } from './checkpointContract';
import { context, ticket, type StoreUnderTest } from './subject';

const folder = mkdtempSync(join(tmpdir(), 'store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

async function openSqlite(): Promise<StoreUnderTest> {
	const path = join(folder, String((count += 1)), 'store.sqlite');
	let instant = '2026-01-05T09:00:00.000Z';
	const ports = { now: () => instant };
	return {
		store: await openSqliteStore(path, ports),
		setNow: (now) => (instant = now),
		openAnother: async () => await openSqliteStore(path, ports),
		openTables: () => new Kysely<StoreTables>({ dialect: new NodeSqliteDialect(openDatabase(path), 5000) }),
	};
}

const guards = ['entry_append', 'entry_keep', 'entry_stay', 'checkpoint_append', 'checkpoint_keep', 'checkpoint_stay'];

describeAttacks('SQLite', openSqlite, async (tables) => {
	await run(tables, 'pragma foreign_keys = off', ...guards.map((name) => `drop trigger audit_${name}`));
});

test('a write-ahead log that was cut off is found with the checkpoint that covered it', async () => {
	const path = join(folder, 'wal', 'store.sqlite');
	const store = await openSqliteStore(path);
	await store.execute(null, { kind: 'open', fields: ticket() }, context());
	// The main file as it is now: what comes after stands in the write-ahead log only.
	await store.redact({ subject: 'nobody' }, { reason: 'r', basis: 'b', ticket: 't' }, context());
	await store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) }, context());
	const { note } = signed(await store.checkpoint(sign, context()));
	const cut = join(folder, 'cut', 'store.sqlite');
	mkdirSync(dirname(cut));
	copyFileSync(path, cut);
	await store.close();
	const left = await openSqliteStore(cut);
	const found = await left.verify({ vkeys: [key.vkey], anchors: [note] });
	expect(Object.keys(found.counts)).toEqual(['TRUNCATED']);
	expect(found).toMatchObject({ verdict: 'broken', entry_count: 2 });
	await left.close();
});

describeOnPostgres('PostgreSQL', () => {
	const database = useDatabase();

	async function openPostgres(): Promise<StoreUnderTest> {
		const connection = database.connection(`attacked_${(count += 1)}`);
		let instant = '2026-01-05T09:00:00.000Z';
		const ports = { now: () => instant };
		return {
			store: await openPostgresStore(connection, ports),
			setNow: (now) => (instant = now),
			openAnother: async () => await openPostgresStore(connection, ports),
			openTables: () =>
				new Kysely<StoreTables>({
					dialect: new PostgresDialect({ pool: createPool(checkConnection(connection), 5000) }),
				}),
		};
	}

	describeAttacks('PostgreSQL', openPostgres, async (tables) => {
		await run(
			tables,
			'alter table audit_entry disable trigger user',
			'alter table audit_checkpoint disable trigger user',
			'alter table audit_part drop constraint audit_part_idx_fkey',
		);
	});
});
