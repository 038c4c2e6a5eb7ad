import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';

import type { StoreTables } from '../tables';

/** Migrations of one engine, by name. A name is never reused and a released migration never changes. */
export type Migrations = Readonly<Record<string, Migration>>;

/** Brings the tables to the newest version, all or nothing. The caller keeps others from doing the same meanwhile. */
export async function migrate(db: Kysely<StoreTables>, migrations: Migrations, schema?: string): Promise<void> {
	const provider = { getMigrations: async () => ({ ...migrations }) };
	const { error } = await new Migrator({ db, provider, migrationTableSchema: schema }).migrateToLatest();
	if (error !== undefined) throw error;
}
