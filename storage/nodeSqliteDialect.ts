import { randomInt } from 'node:crypto';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import {
	CompiledQuery,
	SqliteAdapter,
	SqliteDialect,
	SqliteDriver,
	type DialectAdapter,
	type Driver,
	type SqliteStatement,
} from 'kysely';

/** SQLite's own wait blocks the whole process, so it is short; the longer wait lets other work go on. */
const blockingWaitMs = 10;
const longestPauseMs = 20;

const busyCode = 5;

/** Runs `work` again and again while another connection holds the lock, for `busyTimeoutMs` at most. */
export async function retryWhileBusy<T>(busyTimeoutMs: number, work: () => Promise<T> | T): Promise<T> {
	for (const deadline = performance.now() + busyTimeoutMs; ;) {
		try {
			return await work();
		} catch (error) {
			const isBusy = ((error as { errcode?: number }).errcode ?? 0) % 256 === busyCode;
			if (!isBusy || performance.now() > deadline) throw error;
			await setTimeout(randomInt(1, longestPauseMs));
		}
	}
}

/** Opens the file, or throws what SQLite says, busy included. */
export function openDatabase(path: string): DatabaseSync {
	const sqlite = new DatabaseSync(path, { timeout: blockingWaitMs });
	try {
		// FULL: with NORMAL a power cut could take the newest entries away without a trace.
		sqlite.exec('pragma journal_mode = wal; pragma synchronous = full');
		// Pages that are written again and again go into the file once in 16 MB, not in 4.
		sqlite.exec('pragma wal_autocheckpoint = 4000');
		sqlite.exec('pragma recursive_triggers = on; pragma secure_delete = on');
		return sqlite;
	} catch (error) {
		sqlite.close();
		throw error;
	}
}

/** A migration is one transaction, and BEGIN IMMEDIATE makes it the lock against a second process that starts. */
class NodeSqliteAdapter extends SqliteAdapter {
	override get supportsTransactionalDdl() {
		return true;
	}
}

const maxStatements = 200;

/** Prepared statements by their text: preparing costs as much as running. The oldest go first. */
export class StatementCache {
	readonly #prepared = new Map<string, SqliteStatement>();

	constructor(private readonly sqlite: DatabaseSync) {}

	prepare(text: string): SqliteStatement {
		const known = this.#prepared.get(text);
		if (known !== undefined) return known;
		const prepared = this.#make(text);
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

/** Hands a connection to one at a time, in the order in which they ask. */
export class ConnectionLock {
	#isHeld = false;
	readonly #waiting: Array<() => void> = [];

	async take(): Promise<void> {
		if (this.#isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
		this.#isHeld = true;
	}

	release(): void {
		const next = this.#waiting.shift();
		if (next === undefined) this.#isHeld = false;
		else next();
	}
}

interface DialectOptions {
	statements?: StatementCache;
	/** Taken for each use of the connection; without one others are not kept from it. */
	lock?: ConnectionLock;
}

/** Kysely on Node's own SQLite. */
export class NodeSqliteDialect extends SqliteDialect {
	readonly #database;
	readonly #lock: ConnectionLock | undefined;

	/** `busyTimeoutMs`: how long a writer waits for another one before it fails as busy. */
	constructor(
		sqlite: DatabaseSync,
		private readonly busyTimeoutMs: number,
		{ statements = new StatementCache(sqlite), lock }: DialectOptions = {},
	) {
		const database = { close: () => sqlite.close(), prepare: (text: string) => statements.prepare(text) };
		super({ database });
		this.#database = database;
		this.#lock = lock;
	}

	override createAdapter(): DialectAdapter {
		return new NodeSqliteAdapter();
	}

	override createDriver(): Driver {
		const driver = new SqliteDriver({ database: this.#database });
		const lock = this.#lock;
		if (lock !== undefined) {
			const acquire = driver.acquireConnection.bind(driver);
			const release = driver.releaseConnection.bind(driver);
			driver.acquireConnection = async () => {
				await lock.take();
				return await acquire();
			};
			driver.releaseConnection = async () => {
				await release();
				lock.release();
			};
		}
		// The write lock is taken at once, so that a transaction never fails half way as busy.
		driver.beginTransaction = async (connection) => {
			const begin = async () => await connection.executeQuery(CompiledQuery.raw('begin immediate'));
			await retryWhileBusy(this.busyTimeoutMs, begin);
		};
		return driver;
	}
}
