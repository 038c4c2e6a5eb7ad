import { sql, type Kysely } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator, type MigrationProvider } from 'kysely/migration';

import { TriageError } from '../../core';
import type { StoreTables } from '../tables';
import * as logAndCases from './0001-log-and-cases';

const provider: MigrationProvider = {
	getMigrations: async () => ({ '0001-log-and-cases': logAndCases }),
};

/** Names of the changes that the store has; none before the first start. */
async function appliedMigrations(db: Kysely<StoreTables>): Promise<string[]> {
	const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
	if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return [];
	const { rows } = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
	return rows.map(({ name }) => name);
}

/** Brings the tables to the newest version in one transaction; several processes may start at once. */
export async function migrate(db: Kysely<StoreTables>): Promise<void> {
	const migrator = new Migrator({ db, provider });
	const known = await provider.getMigrations();
	const unknown = (await appliedMigrations(db)).find((name) => !(name in known));
	if (unknown !== undefined) {
		throw new TriageError(
			'STORE_UNAVAILABLE',
			`The triage store was written by a newer version of the pack: it has the change '${unknown}'`,
			'Install that version again, or restore the store from a copy of before',
		);
	}
	const { error } = await migrator.migrateToLatest();
	if (error !== undefined) throw error;
}
