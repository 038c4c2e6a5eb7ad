import { sql, type Kysely } from 'kysely';

import { foldCases } from '../foldCases';

/** What an audit of ownership goes through: cases that go on, and those of which it found something. */
const statements = [
	'alter table cases add column first_lapse text collate "C"',
	`create index cases_going_on on cases (case_number) where state not in ('resolved', 'failed')`,
	'create index cases_lapsed on cases (case_number) where first_lapse is not null',
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
	await foldCases(db);
}
