import { sql, type Kysely } from 'kysely';

/**
 * By which saved calendar a timer counts, and since when the newest version that it knows of is in force: an edit finds the
 * timers that have yet to follow it. Timers that were started before keep the hours they started with.
 */
const statements = [
	'alter table timers add column calendar_name text',
	'alter table timers add column calendar_at text',
	`create index timers_calendar on timers (calendar_name, calendar_at, trail_id)
		where calendar_name is not null and state in ('running', 'acked', 'paused')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
