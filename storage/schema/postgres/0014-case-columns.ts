import { sql, type Kysely } from 'kysely';

const columns = [
	'state',
	'source',
	'ticket_id',
	'type',
	'owner_role',
	'backup_role',
	'opened_at',
	'updated_at',
	'customer_id',
	'first_task',
	'urgency',
	'until',
	'first_exception',
];

/** Look-up columns of cases that the store writes. Each generated one reads the whole record by itself. */
const statements = [
	'alter table cases drop column version, add column merged_into text collate "C"',
	`alter table cases ${columns.map((column) => `alter column ${column} drop expression`).join(', ')}`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
