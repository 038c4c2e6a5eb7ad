import type { Kysely } from 'kysely';
import { Migrator, type MigrationProvider } from 'kysely/migration';

import type { StoreTables } from '../tables';
import * as logAndCases from './0001-log-and-cases';
import * as evidence from './0002-evidence';

const provider: MigrationProvider = {
	getMigrations: async () => ({ '0001-log-and-cases': logAndCases, '0002-evidence': evidence }),
};

/** Brings the tables to the newest version in one transaction; several processes may start at once. */
export async function migrate(db: Kysely<StoreTables>): Promise<void> {
	const { error } = await new Migrator({ db, provider }).migrateToLatest();
	if (error !== undefined) throw error;
}
