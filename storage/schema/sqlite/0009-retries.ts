import { sql, type Kysely } from 'kysely';

const member = (name: string) => `text generated always as (json_extract(record, '$.${name}')) stored`;

/**
 * Attempts at steps of cases. A sweep finds what is due by `retries_due`, which holds nothing that has ended: its cost does not
 * grow with what is not due.
 */
const statements = [
	`create table retries (
		trail_id text primary key not null,
		record text not null,
		case_id ${member('case_id')} not null,
		state ${member('state')} not null,
		next_due_at ${member('next_due_at')}
	) strict`,
	'create index retries_due on retries (next_due_at, trail_id) where next_due_at is not null',
	'create index retries_of_case on retries (case_id, trail_id)',
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
