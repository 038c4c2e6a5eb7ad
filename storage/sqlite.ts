import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';

import { TriageError } from '../core';
import type { Engine, WriteSession } from './engine';
import { KyselyStore } from './kyselyStore';
import { openLog } from './log/open';
import { ConnectionLock, NodeSqliteDialect, openDatabase, retryWhileBusy, StatementCache } from './nodeSqliteDialect';
import { readSnapshot } from './readSnapshot';
import { storePorts, type StoreOptions } from './options';
import { migrate } from './schema/migrate';
import { sqliteMigrations } from './schema/sqlite';
import type { TriageStore } from './store';
import type { StoreTables } from './tables';

const busyCode = 5;
const cannotOpen = 14;
const primaryCode = (error: unknown) => ((error as { errcode?: number }).errcode ?? 0) % 256;

/** SQLite's primary result codes that a person can do something about. */
const causes: Record<number, [message: string, fix: string]> = {
	8: ['may not be written', 'Give the user that runs n8n the right to write the file and its folder'],
	10: ['could not be read or written by the disk', 'Check the disk; network shares cannot hold the store'],
	11: ['is damaged', 'Stop n8n and restore the file from a copy'],
	13: ['has no room left on its disk', 'Make room; what was answered before is safe'],
	[cannotOpen]: ['could not be opened', 'Check that its folder exists and may be written'],
	26: ['is not a triage store', 'Move the file away; a new store is made at the next run'],
};

function toTriageError(path: string, cause: unknown): TriageError {
	const { message, syscall } = cause as { message?: string; syscall?: string };
	const primary = syscall === undefined ? primaryCode(cause) : cannotOpen;
	if (primary === busyCode || primary === 6) {
		return new TriageError(
			'STORE_BUSY',
			'The triage store is busy',
			'Another process kept it locked. Run this again; if it happens often, let fewer n8n processes write at once',
			{ cause },
		);
	}
	const [what, fix] = causes[primary] ?? [`did not answer: ${message}`, 'Read the n8n log for the cause'];
	return new TriageError('STORE_UNAVAILABLE', `The triage store ${path} ${what}`, fix, { cause });
}

/**
 * Overwriting what is deleted is not enough: pages that were split keep copies of what stood in them. So the file is
 * written anew, and the write-ahead log, which holds the old pages, is cut off.
 */
async function wipeFile(db: Kysely<StoreTables>): Promise<boolean> {
	try {
		await sql`vacuum`.execute(db);
		const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
		return rows[0]?.busy === 0;
	} catch (error) {
		if (primaryCode(error) === busyCode) return false;
		throw error;
	}
}

interface Connection {
	/** Hands the connection to one at a time. */
	db: Kysely<StoreTables>;
	/** For whoever holds the lock. */
	held: Kysely<StoreTables>;
	lock: ConnectionLock;
	sqlite: DatabaseSync;
	statements: StatementCache;
}

async function connect(path: string, busyTimeoutMs: number): Promise<Connection> {
	const sqlite = await retryWhileBusy(busyTimeoutMs, () => openDatabase(path));
	const statements = new StatementCache(sqlite);
	const lock = new ConnectionLock();
	return {
		db: new Kysely<StoreTables>({ dialect: new NodeSqliteDialect(sqlite, busyTimeoutMs, { statements, lock }) }),
		held: new Kysely<StoreTables>({ dialect: new NodeSqliteDialect(sqlite, busyTimeoutMs, { statements }) }),
		lock,
		sqlite,
		statements,
	};
}

/** A transaction whose own statements go straight to the database. Going through Kysely for the connection costs more than they do. */
async function writeTo<T>(
	{ held, lock, sqlite, statements }: Connection,
	busyTimeoutMs: number,
	work: (session: WriteSession) => Promise<T>,
): Promise<T> {
	const run = <Row>(text: string, parameters: readonly unknown[]): Row[] => {
		const statement = statements.prepare(text);
		if (statement.reader) return statement.all(parameters) as Row[];
		statement.run(parameters);
		return [];
	};
	await lock.take();
	try {
		// The write lock is taken at once, so that a transaction never fails half way as busy.
		await retryWhileBusy(busyTimeoutMs, () => run('begin immediate', []));
		const result = await work({ db: held, run, send: run });
		run('commit', []);
		return result;
	} catch (error) {
		if (sqlite.isTransaction) run('rollback', []);
		throw error;
	} finally {
		lock.release();
	}
}

/**
 * Opens the embedded store, making file, folder and tables where they are missing. One store object a process is enough.
 * The file must lie on a local disk. Throws `STORE_BUSY` and `STORE_UNAVAILABLE`.
 */
export async function openSqliteStore(path: string, options: Partial<StoreOptions> = {}): Promise<TriageStore> {
	const ports = storePorts(options);
	const { busyTimeoutMs } = ports;
	let connection: Connection | undefined;
	try {
		// Tickets hold personal data: the folder is the owner's alone.
		mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
		connection = await connect(path, busyTimeoutMs);
		// In one transaction: its BEGIN waits for another process that does the same, a statement by itself would not.
		await connection.db.transaction().execute(async (trx) => {
			await migrate(trx, sqliteMigrations);
			await openLog(trx, ports);
		});
	} catch (error) {
		await connection?.db.destroy();
		throw error instanceof TriageError ? error : toTriageError(path, error);
	}
	const writer = connection;
	const engine: Engine = {
		rowsPerStatement: 1,
		write: async (work) => await writeTo(writer, busyTimeoutMs, work),
		readSnapshot: async (work) => {
			// On a connection of its own, so that a long reading does not keep this process from writing.
			const { db: reader } = await connect(path, busyTimeoutMs);
			try {
				// A plain BEGIN reads one snapshot without taking the write lock.
				return await readSnapshot(reader, sql`begin`, work);
			} finally {
				await reader.destroy();
			}
		},
		wipe: wipeFile,
		toTriageError: (error) => toTriageError(path, error),
	};
	return new KyselyStore(writer.db, engine, ports);
}
