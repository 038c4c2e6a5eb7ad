import { sql, type Kysely } from 'kysely';

const kept = 'trail_id, case_id, state, next_due_at, due_at, calendar_name, calendar_at, record';

/**
 * Look-up columns of timers that the store writes, as those of cases: SQLite reads the record once for each column that it
 * generates and for each index of one, and writes all of them anew whenever the record changes.
 */
const statements = [
	`create table timers_written (
		trail_id text primary key not null,
		case_id text not null,
		state text not null,
		next_due_at text,
		due_at text,
		calendar_name text,
		calendar_at text,
		record text not null
	) strict`,
	`insert into timers_written (${kept}) select ${kept} from timers`,
	'drop table timers',
	'alter table timers_written rename to timers',
	'create index timers_due on timers (next_due_at, trail_id) where next_due_at is not null',
	`create index timers_live on timers (case_id) where state in ('running', 'acked', 'paused')`,
	`create index timers_idle on timers (trail_id) where next_due_at is null and state in ('running', 'acked')`,
	`create index timers_overdue on timers (due_at, case_id) where state in ('running', 'acked', 'exhausted')`,
	`create index timers_calendar on timers (calendar_name, calendar_at, trail_id)
		where calendar_name is not null and state in ('running', 'acked', 'paused')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
