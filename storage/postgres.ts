import { Kysely, PostgresDialect, sql } from 'kysely';

import { TriageError } from '../core';
import type { Engine } from './engine';
import { KyselyStore } from './kyselyStore';
import type { Ports } from './log/ports';
import { openLog } from './log/open';
import { maxRows } from './log/statements';
import { storePorts, type StoreOptions } from './options';
import { checkConnection, type CheckedConnection, type PostgresConnection } from './postgres/connection';
import { toPostgresError } from './postgres/errors';
import { createPool } from './postgres/pool';
import { OwnSchemaDialect } from './postgres/ownSchema';
import { PreparedTexts } from './postgres/prepared';
import { Writer } from './postgres/transaction';
import { projections } from './projections/registry';
import { readSnapshot } from './readSnapshot';
import { migrate } from './schema/migrate';
import { postgresMigrations } from './schema/postgres';
import type { TriageStore } from './store';
import type { StoreTables } from './tables';

/** First half of the advisory lock under which tables are made; the second is the schema. `SuTr` in ASCII. */
const setupLock = 0x53755472;
/** SQLSTATE of a server that may only be read. */
const readOnly = '25006';
/** Several processes may have to wait for one that makes the tables. */
const setupTimeoutMs = 30_000;

/** One state of the store, and nothing but reading. */
export const beginSnapshot = sql`start transaction isolation level repeatable read read only`;

export function connect(connection: CheckedConnection, lockTimeoutMs: number) {
	return new Kysely<StoreTables>({ dialect: new OwnSchemaDialect({ pool: createPool(connection, lockTimeoutMs) }) });
}

/** Only a user without the right to create schemas may find ours made for it, so it is looked for first. */
async function makeSchema(db: Kysely<StoreTables>, schema: string): Promise<void> {
	const found = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(db);
	if (found.rows.length === 0) await sql`create schema ${sql.id(schema)}`.execute(db);
}

async function checkEncoding(db: Kysely<StoreTables>, database: string): Promise<void> {
	const { rows } = await sql<{ encoding: string }>`select current_setting('server_encoding') as encoding`.execute(db);
	if (rows[0]?.encoding === 'UTF8') return;
	throw new TriageError(
		'STORE_UNAVAILABLE',
		`Database '${database}' of the triage store has the encoding ${rows[0]?.encoding}; UTF8 is expected`,
		'Create a database with the encoding UTF8 for the store',
	);
}

/** Makes schema, tables and log where they are missing, one process at a time. */
async function setUp(checked: CheckedConnection, ports: Ports): Promise<void> {
	const { schema, database } = checked;
	const db = connect(checked, setupTimeoutMs);
	try {
		await db.connection().execute(async (connection) => {
			await checkEncoding(connection, database);
			// The lock ends with this connection, whatever happens to the process.
			await sql`select pg_advisory_lock(${sql.lit(setupLock)}, hashtext(${schema}))`.execute(connection);
			await makeSchema(connection, schema);
			await migrate(connection, postgresMigrations, schema);
			await connection.transaction().execute(async (trx) => await openLog(trx, ports));
		});
	} finally {
		await db.destroy();
	}
}

/** Tables from which something can be erased. */
const erasableTables = ['audit_part', ...projections.map(({ table }) => table)];

/** Dead rows hold what was erased until they are cleaned away, which only the owner of the tables may ask for. */
async function wipeTables(db: Kysely<StoreTables>): Promise<boolean> {
	try {
		// A server skips what others own with a warning only.
		const { rows } = await sql<{ is_owner: boolean }>`
			select bool_and(pg_has_role(relowner, 'usage')) as is_owner from pg_class
			where oid = any (${erasableTables}::regclass[])`.execute(db);
		if (rows[0]?.is_owner !== true) return false;
		for (const table of erasableTables) await sql`vacuum (full) ${sql.table(table)}`.execute(db);
		return true;
	} catch {
		// Erased it is; the server's own cleaning, or a second try, takes the rest.
		return false;
	}
}

const engineOf = (db: Kysely<StoreTables>, connection: CheckedConnection, writer: Writer): Engine => ({
	rowsPerStatement: maxRows,
	write: async (work) => await writer.write(work),
	readSnapshot: async (work) => await readSnapshot(db, beginSnapshot, work),
	wipe: wipeTables,
	toTriageError: (error) => toPostgresError(connection, error),
});

/**
 * Opens a store on PostgreSQL, making its schema and tables where they are missing. Any number of processes may open it,
 * on any number of machines. Throws `FIELD_INVALID`, `STORE_BUSY` and `STORE_UNAVAILABLE`.
 */
export async function openPostgresStore(
	connection: PostgresConnection,
	options: Partial<StoreOptions> = {},
): Promise<TriageStore> {
	const checked = checkConnection(connection);
	const ports = storePorts(options);
	try {
		await setUp(checked, ports);
	} catch (error) {
		throw error instanceof TriageError ? error : toPostgresError(checked, error);
	}
	const prepared = new PreparedTexts();
	const pool = createPool(checked, ports.busyTimeoutMs, prepared);
	const db = new Kysely<StoreTables>({ dialect: new PostgresDialect({ pool }) });
	return new KyselyStore(db, engineOf(db, checked, new Writer(pool, prepared)), ports);
}

/** What a look at a server finds, before anything is made there. */
export interface PostgresState {
	/** As `15.20`. */
	server_version: string;
	/** Cases in the store; null where there is no store yet. */
	case_count: number | null;
	/** The store is there, or the user may make it. */
	can_open: boolean;
}

/** Connects, looks, and changes nothing. Throws `FIELD_INVALID` and `STORE_UNAVAILABLE`. */
export async function inspectPostgres(connection: PostgresConnection): Promise<PostgresState> {
	const checked = checkConnection(connection);
	const db = connect(checked, storePorts({}).busyTimeoutMs);
	try {
		await checkEncoding(db, checked.database);
		const { rows } = await sql<Omit<PostgresState, 'case_count'> & { is_there: boolean; is_standby: boolean }>`
			select current_setting('server_version') as server_version,
				to_regclass(${`${checked.schema}.cases`}) is not null as is_there,
				pg_is_in_recovery() as is_standby,
				case when exists (select 1 from pg_namespace where nspname = ${checked.schema})
					then has_schema_privilege(${checked.schema}, 'usage')
					else has_database_privilege(current_database(), 'create') end as can_open`.execute(db);
		const { server_version = '', can_open = false, is_there = false, is_standby = false } = rows[0] ?? {};
		if (is_standby) throw Object.assign(new Error('The server is a standby'), { code: readOnly });
		if (!is_there || !can_open) return { server_version, can_open, case_count: null };
		const { count } = await db
			.selectFrom('cases')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.executeTakeFirstOrThrow();
		return { server_version, can_open, case_count: count };
	} catch (error) {
		throw error instanceof TriageError ? error : toPostgresError(checked, error);
	} finally {
		await db.destroy();
	}
}
