import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { sql, Kysely } from 'kysely';

import { TriageError } from '../../core';
import { NodeSqliteDialect, openDatabase, retryWhileBusy } from '../nodeSqliteDialect';
import { readSnapshot } from '../readSnapshot';
import type { StoreTables } from '../tables';
import { KyselySource } from './kyselySource';
import type { ExportSource } from './source';

const busyTimeoutMs = 5000;

/**
 * Lets `work` read one snapshot of an embedded store, while n8n may go on writing. Makes no file and changes none.
 * Throws `STORE_UNAVAILABLE` when there is no store at the path.
 */
export async function readSqliteStore<T>(path: string, work: (source: ExportSource) => Promise<T>): Promise<T> {
	const refuse = (message: string, cause?: unknown) =>
		new TriageError(
			'STORE_UNAVAILABLE',
			message,
			"Give the path of the store, 'support-triage/store.sqlite' in n8n's folder",
			{
				cause,
			},
		);
	if (!existsSync(path)) throw refuse(`There is no store at ${path}`);
	try {
		// Looked at before it is opened for good, which would turn any other database into one with a WAL.
		const looked = new DatabaseSync(path, { readOnly: true });
		try {
			looked.prepare('select origin from audit_log').get();
		} finally {
			looked.close();
		}
	} catch (error) {
		throw refuse(`${path} is not a triage store`, error);
	}
	const sqlite = await retryWhileBusy(busyTimeoutMs, () => openDatabase(path));
	const db = new Kysely<StoreTables>({ dialect: new NodeSqliteDialect(sqlite, busyTimeoutMs) });
	try {
		return await readSnapshot(db, sql`begin`, async (snapshot) => await work(new KyselySource(snapshot)));
	} finally {
		await db.destroy();
	}
}
