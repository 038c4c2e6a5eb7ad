import { randomInt } from 'node:crypto';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver, type DialectAdapter, type Driver } from 'kysely';

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

/** Kysely on Node's own SQLite. */
export class NodeSqliteDialect extends SqliteDialect {
	readonly #database;
	readonly #busyTimeoutMs;

	/** `busyTimeoutMs`: how long a writer waits for another one before it fails as busy. */
	constructor(sqlite: DatabaseSync, busyTimeoutMs: number) {
		const database = {
			close: () => sqlite.close(),
			prepare(text: string) {
				const statement = sqlite.prepare(text);
				const bind = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
				return {
					reader: statement.columns().length > 0,
					all: (parameters: readonly unknown[]) => statement.all(...bind(parameters)),
					run: (parameters: readonly unknown[]) => statement.run(...bind(parameters)),
					iterate: (parameters: readonly unknown[]) => statement.iterate(...bind(parameters)),
				};
			},
		};
		super({ database });
		this.#database = database;
		this.#busyTimeoutMs = busyTimeoutMs;
	}

	override createAdapter(): DialectAdapter {
		return new NodeSqliteAdapter();
	}

	override createDriver(): Driver {
		const driver = new SqliteDriver({ database: this.#database });
		// The write lock is taken at once, so that a transaction never fails half way as busy.
		driver.beginTransaction = async (connection) => {
			const begin = async () => await connection.executeQuery(CompiledQuery.raw('begin immediate'));
			await retryWhileBusy(this.#busyTimeoutMs, begin);
		};
		return driver;
	}
}
