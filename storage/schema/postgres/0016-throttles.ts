import { sql, type Kysely } from 'kysely';

/** What went to roles and what is held back for them. A sweep asks for those of which something is. */
const statements = [
	`create table throttles (
		trail_id text collate "C" primary key,
		record text not null,
		held_count bigint generated always as ((record::jsonb ->> 'held_count')::bigint) stored not null
	)`,
	'create index throttles_held on throttles (trail_id) where held_count > 0',
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
