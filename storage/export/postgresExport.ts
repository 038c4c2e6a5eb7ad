import { sql } from 'kysely';

import { TriageError } from '../../core';
import { storePorts } from '../options';
import { beginSnapshot, connect } from '../postgres';
import { checkConnection, type PostgresConnection } from '../postgres/connection';
import { toPostgresError } from '../postgres/errors';
import { readSnapshot } from '../readSnapshot';
import { KyselySource } from './kyselySource';
import type { ExportSource } from './source';

/**
 * Lets `work` read one snapshot of a store on PostgreSQL, while n8n may go on writing. Makes nothing and changes nothing,
 * so a user with the right to read is enough. Throws `FIELD_INVALID`, and `STORE_UNAVAILABLE` when there is no store.
 */
export async function readPostgresStore<T>(
	connection: PostgresConnection,
	work: (source: ExportSource) => Promise<T>,
): Promise<T> {
	const checked = checkConnection(connection);
	const db = connect(checked, storePorts({}).busyTimeoutMs);
	try {
		return await readSnapshot(db, beginSnapshot, async (snapshot) => {
			const { rows } = await sql<{ is_there: boolean }>`
				select to_regclass(${`${checked.schema}.audit_log`}) is not null as is_there`.execute(snapshot);
			if (rows[0]?.is_there !== true) {
				throw new TriageError(
					'STORE_UNAVAILABLE',
					`Database '${checked.database}' has no triage store in schema '${checked.schema}'`,
					'Name the database, and with ?schema= the schema, that n8n uses',
				);
			}
			return await work(new KyselySource(snapshot));
		});
	} catch (error) {
		throw error instanceof TriageError ? error : toPostgresError(checked, error);
	} finally {
		await db.destroy();
	}
}
