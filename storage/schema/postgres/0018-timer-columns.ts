import { sql, type Kysely } from 'kysely';

const columns = ['case_id', 'state', 'next_due_at', 'due_at'];

/** Look-up columns of timers that the store writes, as those of cases. They keep what was generated until now. */
const statement = `alter table timers ${columns.map((column) => `alter column ${column} drop expression`).join(', ')}`;

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql.raw(statement).execute(db);
}
