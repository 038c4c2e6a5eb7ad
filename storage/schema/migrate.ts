import { sql, type Kysely } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator, type Migration } from 'kysely/migration';

import { TriageError } from '../../core';
import type { StoreTables } from '../tables';

/** Migrations of one engine, by name. A name is never reused and a released migration never changes. */
export type Migrations = Readonly<Record<string, Migration>>;

/** Names of the changes that the store has; none before the first start. */
async function appliedMigrations(db: Kysely<StoreTables>, schema?: string): Promise<string[]> {
	const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
	const isOurs = (table: { name: string; schema?: string }) =>
		table.name === DEFAULT_MIGRATION_TABLE && (schema === undefined || table.schema === schema);
	if (!tables.some(isOurs)) return [];
	const { rows } = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
	return rows.map(({ name }) => name);
}

/**
 * Brings the tables to the newest version, all or nothing. The caller keeps others from doing the same meanwhile. On an
 * engine with schemas, `schema` is the one that the connection names first.
 */
export async function migrate(db: Kysely<StoreTables>, migrations: Migrations, schema?: string): Promise<void> {
	const unknown = (await appliedMigrations(db, schema)).find((name) => !(name in migrations));
	if (unknown !== undefined) {
		throw new TriageError(
			'STORE_UNAVAILABLE',
			`The triage store was written by a newer version of the pack: it has the change '${unknown}'`,
			'Install that version again, or restore the store from a copy of before',
		);
	}
	const provider = { getMigrations: async () => ({ ...migrations }) };
	const { error } = await new Migrator({ db, provider, migrationTableSchema: schema }).migrateToLatest();
	if (error !== undefined) throw error;
}
