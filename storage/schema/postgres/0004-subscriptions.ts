import { sql, type Kysely } from 'kysely';

/** How far each reader of the log has come. Bookkeeping of deliveries: nothing of it is evidence. */
const statements = ['create table subscription (name text collate "C" primary key, next_idx bigint not null)'];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
