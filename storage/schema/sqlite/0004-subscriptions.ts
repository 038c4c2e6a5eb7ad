import { sql, type Kysely } from 'kysely';

/** How far each reader of the log has come. Bookkeeping of deliveries: nothing of it is evidence. */
const statements = ['create table subscription (name text primary key not null, next_idx integer not null) strict'];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
