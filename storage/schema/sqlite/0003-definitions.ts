import { sql, type Kysely } from 'kysely';

/** What is saved by name, with versions. */
const statements = [
	`create table definitions (
		trail_id text primary key not null,
		record text not null,
		kind text not null generated always as (json_extract(record, '$.kind')) stored,
		name text not null generated always as (json_extract(record, '$.name')) stored
	) strict`,
	'create unique index definitions_name on definitions (kind, name)',
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
