import { sql, type Kysely } from 'kysely';

const member = (name: string) => `text collate "C" generated always as (record::jsonb ->> '${name}') stored`;

/**
 * Timers of cases, and who reads the log under which name. A sweep finds what is due by `timers_due`, which begins with the instant and holds nothing that waits for
 * a command: its cost does not grow with the timers that are not due.
 */
const statements = [
	`create table timers (
		trail_id text collate "C" primary key,
		record text not null,
		case_id ${member('case_id')} not null,
		state ${member('state')} not null,
		next_due_at ${member('next_due_at')}
	)`,
	'create index timers_due on timers (next_due_at, trail_id) where next_due_at is not null',
	`create index timers_live on timers (case_id) where state in ('running', 'acked', 'paused')`,
	`create index timers_idle on timers (trail_id) where next_due_at is null and state in ('running', 'acked')`,
	// Of two processes that read the log under one name, one holds it for a while.
	'alter table subscription add column holder text',
	'alter table subscription add column held_until text collate "C"',
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
