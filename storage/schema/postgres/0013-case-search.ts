import { sql, type Kysely } from 'kysely';

const json = 'record::jsonb';

/** What cases are looked for by: each order with the number that breaks its ties, and what is rare. */
const statements = [
	// One statement a table, so that it is written anew once.
	`alter table cases
		add column urgency integer generated always as
			(case ${json} ->> 'priority' when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end) stored,
		add column until text collate "C" generated always as
			(coalesce(${json} -> 'waiting' ->> 'until', ${json} -> 'review' ->> 'until')) stored,
		add column first_exception text collate "C" generated always as (${json} -> 'open_exceptions' ->> 0) stored`,
	`alter table timers add column due_at text collate "C" generated always as (${json} ->> 'due_at') stored`,
	'drop index cases_opened',
	'create index cases_opened on cases (opened_at, case_number)',
	'create index cases_updated on cases (updated_at, case_number)',
	'create index cases_urgency on cases (urgency, case_number)',
	'create index cases_until on cases (until) where until is not null',
	'create index cases_open_exceptions on cases (case_id) where first_exception is not null',
	`create index timers_overdue on timers (due_at, case_id) where state in ('running', 'acked', 'exhausted')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
