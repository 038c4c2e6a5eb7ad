import { sql, type Kysely } from 'kysely';

const kept = `case_id, case_number, state, source, ticket_id, type, owner_role, backup_role, opened_at, updated_at,
	customer_id, first_task, urgency, until, first_exception, record`;

/**
 * Look-up columns of cases that the store writes. A column that SQLite generates from the record is written with all its
 * indexes whenever the record is, though its value stays.
 */
const statements = [
	`create table cases_written (
		case_id text primary key not null,
		case_number integer unique not null,
		state text not null,
		source text not null,
		ticket_id text not null,
		type text,
		owner_role text,
		backup_role text,
		opened_at text not null,
		updated_at text not null,
		customer_id text,
		first_task text,
		urgency integer not null,
		until text,
		first_exception text,
		merged_into text,
		record text not null
	) strict`,
	`insert into cases_written (${kept}) select ${kept} from cases`,
	'drop table cases',
	'alter table cases_written rename to cases',
	'create unique index cases_ticket on cases (source, ticket_id)',
	'create index cases_state on cases (state, opened_at)',
	'create index cases_owner on cases (owner_role, opened_at)',
	'create index cases_opened on cases (opened_at, case_number)',
	'create index cases_updated on cases (updated_at, case_number)',
	'create index cases_urgency on cases (urgency, case_number)',
	'create index cases_until on cases (until) where until is not null',
	'create index cases_customer on cases (customer_id) where customer_id is not null',
	'create index cases_tasks on cases (case_number) where first_task is not null',
	`create index cases_open_tasks on cases (case_number) where first_task = 'open'`,
	'create index cases_open_exceptions on cases (case_id) where first_exception is not null',
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
