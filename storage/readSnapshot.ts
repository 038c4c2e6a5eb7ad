import { sql, type Kysely, type RawBuilder } from 'kysely';

import type { StoreTables } from './tables';

/** Runs `work` on one connection in the transaction that `begin` begins, which writes nothing. */
export async function readSnapshot<T>(
	db: Kysely<StoreTables>,
	begin: RawBuilder<unknown>,
	work: (db: Kysely<StoreTables>) => Promise<T>,
): Promise<T> {
	return await db.connection().execute(async (connection) => {
		await begin.execute(connection);
		try {
			return await work(connection);
		} finally {
			await sql`rollback`.execute(connection);
		}
	});
}
