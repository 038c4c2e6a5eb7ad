import { sql, type Kysely } from 'kysely';

const member = (name: string) => `text generated always as (json_extract(record, '$.${name}')) stored`;

/** Exceptions, each with its own trail. A case knows which of them are not resolved. */
const statements = [
	`create table exceptions (
		trail_id text primary key not null,
		exception_number integer unique not null,
		record text not null,
		state ${member('state')} not null,
		label ${member('label')} not null,
		owner_role ${member('owner_role')} not null,
		case_id ${member('case_id')},
		trigger_id ${member('trigger_id')},
		overdue_at ${member('overdue_at')},
		dedup_key ${member('dedup_key')}
	) strict`,
	'create index exceptions_state on exceptions (state, exception_number)',
	'create index exceptions_owner on exceptions (owner_role, exception_number)',
	'create index exceptions_case on exceptions (case_id) where case_id is not null',
	'create index exceptions_trigger on exceptions (trigger_id) where trigger_id is not null',
	'create index exceptions_overdue on exceptions (overdue_at, exception_number) where overdue_at is not null',
	// Not unique: while a transaction writes its rows, the one that takes a key over is there before the other lets it go.
	'create index exceptions_same on exceptions (dedup_key) where dedup_key is not null',
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
