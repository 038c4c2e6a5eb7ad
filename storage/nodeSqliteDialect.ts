import { randomInt } from 'node:crypto';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import {
	CompiledQuery,
	SqliteAdapter,
	SqliteDialect,
	SqliteDriver,
	type DatabaseConnection,
	type DialectAdapter,
	type Driver,
	type SqliteStatement,
} from 'kysely';

/** SQLite's own wait blocks the whole process, so it is short; the longer wait lets other work go on. */
const blockingWaitMs = 10;
const longestPauseMs = 20;

const busyCode = 5;

/** Takes the write lock at once, so that a transaction never fails half way as busy. */
async function beginImmediate(connection: DatabaseConnection, busyTimeoutMs: number): Promise<void> {
	for (const deadline = performance.now() + busyTimeoutMs; ;) {
		try {
			await connection.executeQuery(CompiledQuery.raw('begin immediate'));
			return;
		} catch (error) {
			const isBusy = ((error as { errcode?: number }).errcode ?? 0) % 256 === busyCode;
			if (!isBusy || performance.now() > deadline) throw error;
			await setTimeout(randomInt(1, longestPauseMs));
		}
	}
}

/** A migration is one transaction, and BEGIN IMMEDIATE makes it the lock against a second process that starts. */
class NodeSqliteAdapter extends SqliteAdapter {
	override get supportsTransactionalDdl() {
		return true;
	}
}

const maxStatements = 200;

/** Prepared statements by their text: preparing costs as much as running. The least recently used go first. */
class StatementCache {
	readonly #prepared = new Map<string, SqliteStatement>();

	constructor(private readonly sqlite: DatabaseSync) {}

	prepare(text: string): SqliteStatement {
		const known = this.#prepared.get(text);
		if (known !== undefined) this.#prepared.delete(text);
		const prepared = known ?? this.#make(text);
		this.#prepared.set(text, prepared);
		const [oldest] = this.#prepared.keys();
		if (this.#prepared.size > maxStatements && oldest !== undefined) this.#prepared.delete(oldest);
		return prepared;
	}

	#make(text: string): SqliteStatement {
		const statement = this.sqlite.prepare(text);
		const bind = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
		return {
			reader: statement.columns().length > 0,
			all: (parameters) => statement.all(...bind(parameters)),
			run: (parameters) => statement.run(...bind(parameters)),
			// Of its own, because the caller may run the same text while it still reads.
			iterate: (parameters) => this.sqlite.prepare(text).iterate(...bind(parameters)),
		};
	}
}

/** Kysely on Node's own SQLite. */
export class NodeSqliteDialect extends SqliteDialect {
	readonly #database;
	readonly #busyTimeoutMs;

	/** `busyTimeoutMs`: how long a writer waits for another one before it fails as busy. */
	constructor(path: string, busyTimeoutMs: number) {
		const sqlite = openDatabase(path, busyTimeoutMs);
		const statements = new StatementCache(sqlite);
		const database = { close: () => sqlite.close(), prepare: (text: string) => statements.prepare(text) };
		super({ database });
		this.#database = database;
		this.#busyTimeoutMs = busyTimeoutMs;
	}

	override createAdapter(): DialectAdapter {
		return new NodeSqliteAdapter();
	}

	override createDriver(): Driver {
		const driver = new SqliteDriver({ database: this.#database });
		driver.beginTransaction = async (connection) => await beginImmediate(connection, this.#busyTimeoutMs);
		return driver;
	}
}

function openDatabase(path: string, busyTimeoutMs: number): DatabaseSync {
	// The timeout is an option of the constructor because switching to WAL already needs the lock.
	const sqlite = new DatabaseSync(path, { timeout: busyTimeoutMs });
	try {
		// FULL: with NORMAL a power cut could take the newest entries away without a trace.
		sqlite.exec(
			'pragma journal_mode = wal; pragma synchronous = full; pragma recursive_triggers = on; pragma secure_delete = on',
		);
		sqlite.exec(`pragma busy_timeout = ${blockingWaitMs}`);
		return sqlite;
	} catch (error) {
		sqlite.close();
		throw error;
	}
}
