import type { Kysely } from 'kysely';

import type { TriageError } from '../core';
import type { StoreTables } from './tables';

/** One transaction that holds the write lock, so that no other one writes until it ends. */
export interface WriteSession {
	/** For statements that are built when they are needed. */
	readonly db: Kysely<StoreTables>;
	/** Runs a statement that was compiled before, on the shortest way to the database: Kysely's costs more than the statement. */
	run<Row>(statement: string, parameters: readonly unknown[]): Row[] | Promise<Row[]>;
	/** The same for a statement that answers nothing. Nobody waits for it; if it fails, so does the transaction. */
	send(statement: string, parameters: readonly unknown[]): void;
}

/** What differs between engines beside the dialect. */
export interface Engine {
	/** Rows that are best written with one statement: many save round trips to a server, but cost more inside the process. */
	readonly rowsPerStatement: number;
	/** Waits for the write lock, and commits what `work` did, all or nothing. */
	write<T>(work: (session: WriteSession) => Promise<T>): Promise<T>;
	/** Reads one state of the store, while writers of this process and others go on. */
	readSnapshot<T>(work: (db: Kysely<StoreTables>) => Promise<T>): Promise<T>;
	/** Takes what was erased out of the database's files too; false while something keeps it there. */
	wipe(db: Kysely<StoreTables>): Promise<boolean>;
	/** A `TriageError` for an error of the driver. */
	toTriageError(error: unknown): TriageError;
}
