import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';

import { canonicalize } from '../../core';
import { openPostgresStore, openSqliteStore, type TriageStore } from '../../storage';
import { writtenColumns } from '../../storage/projections/aggregate';
import { casesAggregate } from '../../storage/projections/cases';
import { NodeSqliteDialect, openDatabase } from '../../storage/nodeSqliteDialect';
import { checkConnection } from '../../storage/postgres/connection';
import { createPool } from '../../storage/postgres/pool';
import { migrate, type Migrations } from '../../storage/schema/migrate';
import { postgresMigrations } from '../../storage/schema/postgres';
import { sqliteMigrations } from '../../storage/schema/sqlite';
import type { StoreTables } from '../../storage/tables';
import { describeOnPostgres, runSql, useDatabase } from '../harness/postgres';
import { makeFixture } from './attacks/fixture';
import { dump, restore, type Tables } from './attacks/forge';
import { context, openTicket, type StoreUnderTest } from './subject';
import { standard, startOf } from './timers';
import { trigger } from './triggerContract';

const folder = mkdtempSync(join(tmpdir(), 'migration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

/** Where a store is kept. */
interface Place {
	open(now?: () => string): Promise<TriageStore>;
	openTables(): Tables;
	migrations: Migrations;
	schema?: string;
	/** Before its tables are made. */
	prepare?(): Promise<unknown>;
}

const before = (migrations: Migrations, name: string): Migrations =>
	Object.fromEntries(Object.entries(migrations).filter(([one]) => one < name));

/** Columns that were written before a change, of tables where others are by now; the rest was generated, or came later. */
function columnsBefore(name: string): Record<string, readonly string[]> {
	const ofCases = writtenColumns(casesAggregate);
	const generated = name <= '0014-case-columns';
	return {
		audit_entry: ['idx', 'leaf_hash', 'body'],
		cases: generated
			? ['case_id', 'case_number', 'record']
			: ofCases.filter((column) => column !== 'first_lapse' || name > '0017-owner-lapses'),
		...(name <= '0018-timer-columns' && {
			timers: ['trail_id', 'record', ...(name > '0015-timer-calendars' ? ['calendar_name', 'calendar_at'] : [])],
		}),
	};
}

/** Takes from the rows of cases what a version before did not keep. */
async function makeRowsOlder(tables: Tables) {
	for (const { case_id, record } of await tables.selectFrom('cases').select(['case_id', 'record']).execute()) {
		const { tasks: _tasks, lapses: _lapses, ...rest } = JSON.parse(record) as Record<string, unknown>;
		await tables
			.updateTable('cases')
			.set({ record: canonicalize(rest) })
			.where('case_id', '=', case_id)
			.execute();
	}
}

/** A store as the changes before `name` made it, with a log of every kind of entry in it, and a timer. */
async function makeOlder(filled: Place, older: Place, name: string) {
	let instant = '2026-01-05T09:00:00.000Z';
	const subject: StoreUnderTest = {
		store: await filled.open(() => instant),
		setNow: (now) => (instant = now),
		openAnother: async () => await filled.open(),
		openTables: filled.openTables,
	};
	const fixture = await makeFixture(subject);
	await fixture.store.recordTriggers([trigger('K-1'), trigger('K-1')]);
	await fixture.store.executeTimer({ case_id: 'C-0002', name: 'First' }, startOf(standard), context());
	const copies = new Map(await dump(fixture.tables));
	// A table of later.
	if (name <= '0016') copies.delete('throttles');
	await fixture.tables.destroy();
	await fixture.store.close();
	const tables = older.openTables();
	await older.prepare?.();
	await migrate(tables, before(older.migrations, name), older.schema);
	await restore(tables, copies, columnsBefore(name));
	// Their rows are made again on the way from there.
	if (name <= '0017-owner-lapses') await makeRowsOlder(tables);
	await tables.destroy();
	return fixture.held;
}

const outcomesOf = async (store: TriageStore) =>
	(await store.listTriggers({ order: 'oldest' })).map(({ outcome }) => outcome);

function describeMigration(engine: string, newPlace: () => Place) {
	test.each([
		['cases had tasks', '0011-case-tasks'],
		['appends were made cheaper', '0012-cheaper-appends'],
		['the columns of cases were written', '0014-case-columns'],
		['ownership was audited', '0017-owner-lapses'],
		['the columns of timers were written', '0018-timer-columns'],
		['the columns of entries were written', '0019-entry-columns'],
	])(`a store of before %s opens on ${engine}, verifies and goes on`, async (_, name) => {
		const older = newPlace();
		const held = await makeOlder(newPlace(), older, name);
		const store = await older.open(() => '2026-01-05T10:00:00.000Z');
		expect(await store.verify(held)).toMatchObject({ entry_count: 24, anchored_count: 15, findings: [] });
		expect(await outcomesOf(store)).toEqual(['accepted', 'duplicate']);

		await openTicket(store, 'T-9');
		await store.recordTriggers([trigger('K-1')]);
		expect(await outcomesOf(store)).toEqual(['accepted', 'duplicate', 'duplicate']);
		const found = await store.findEntries({ case_id: 'C-0003', order: 'oldest' });
		expect(found).toMatchObject([{ type: 'case.opened', idx: 24, seq: 0 }]);
		const timers = await store.findTimers({ case_id: 'C-0002', states: ['running'], order: 'next' });
		expect(timers.map(({ name: timer }) => timer)).toEqual(['First']);
		expect((await store.verify(held)).findings).toEqual([]);
		await store.close();
	});
}

describeMigration('SQLite', () => {
	const path = join(folder, String((count += 1)), 'store.sqlite');
	mkdirSync(dirname(path));
	return {
		open: async (now) => await openSqliteStore(path, now && { now }),
		openTables: () => new Kysely<StoreTables>({ dialect: new NodeSqliteDialect(openDatabase(path), 5000) }),
		migrations: sqliteMigrations,
	};
});

describeOnPostgres('PostgreSQL', () => {
	const database = useDatabase();
	describeMigration('PostgreSQL', () => {
		const schema = `older_${(count += 1)}`;
		const connection = database.connection(schema);
		return {
			open: async (now) => await openPostgresStore(connection, now && { now }),
			openTables: () =>
				new Kysely<StoreTables>({
					dialect: new PostgresDialect({ pool: createPool(checkConnection(connection), 5000) }),
				}),
			migrations: postgresMigrations,
			schema,
			prepare: async () => await runSql(database.name, `create schema ${schema}`),
		};
	});
});
