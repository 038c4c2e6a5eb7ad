import type { Kysely, Transaction } from 'kysely';

import type { TriageError } from '../core';
import type { StoreTables } from './tables';

/** What differs between engines beside the dialect. */
export interface Engine {
	/** Makes the transaction the only one that writes, until it ends. The first thing a command does. */
	lockHead(trx: Transaction<StoreTables>): Promise<void>;
	/** Reads one state of the store, while writers of this process and others go on. */
	readSnapshot<T>(work: (db: Kysely<StoreTables>) => Promise<T>): Promise<T>;
	/** Takes what was erased out of the database's files too; false while something keeps it there. */
	wipe(db: Kysely<StoreTables>): Promise<boolean>;
	/** A `TriageError` for an error of the driver. */
	toTriageError(error: unknown): TriageError;
}
