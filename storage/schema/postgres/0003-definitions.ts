import { sql, type Kysely } from 'kysely';

/** What is saved by name, with versions. */
const statements = [
	`create table definitions (
		trail_id text collate "C" primary key,
		record text not null,
		kind text collate "C" not null generated always as (record::jsonb ->> 'kind') stored,
		name text collate "C" not null generated always as (record::jsonb ->> 'name') stored
	)`,
	'create unique index definitions_name on definitions (kind, name)',
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
