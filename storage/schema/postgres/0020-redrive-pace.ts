import { sql, type Kysely } from 'kysely';

/** Items that are to be sent again later, by when. */
const statements = [
	`alter table exceptions add column redrive_due_at text collate "C"
		generated always as (record::jsonb -> 'scheduled_redrive' ->> 'due_at') stored`,
	`create index exceptions_redrive on exceptions (redrive_due_at, exception_number) where redrive_due_at is not null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
