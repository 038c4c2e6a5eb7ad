import { sql, type Kysely } from 'kysely';

/** Tasks of cases: which cases have any, and which have open ones. */
const statements = [
	`alter table cases add column first_task text collate "C"
		generated always as (record::jsonb -> 'tasks' -> 0 ->> 'status') stored`,
	`create index cases_tasks on cases (case_number) where first_task is not null`,
	`create index cases_open_tasks on cases (case_number) where first_task = 'open'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
