import { sql, type Kysely } from 'kysely';

/** What went to roles and what is held back for them. A sweep asks for those of which something is. */
const statements = [
	`create table throttles (
		trail_id text primary key not null,
		record text not null,
		held_count integer generated always as (json_extract(record, '$.held_count')) stored not null
	) strict`,
	'create index throttles_held on throttles (trail_id) where held_count > 0',
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
