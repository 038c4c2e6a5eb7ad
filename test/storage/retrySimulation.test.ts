import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openPostgresStore, openSqliteStore, type TriageStore } from '../../storage';
import { describeOnPostgres, useDatabase } from '../harness/postgres';
import type { Target } from './processes';
import { describeRetrySimulation } from './retrySimulation';
import type { StoreUnderTest } from './subject';

async function subjectOf(target: Target): Promise<StoreUnderTest> {
	let instant = '2025-01-01T00:00:00.000Z';
	const options = { now: () => instant };
	const open = async (): Promise<TriageStore> =>
		'sqlite' in target
			? await openSqliteStore(target.sqlite, options)
			: await openPostgresStore(target.postgres, options);
	return {
		store: await open(),
		setNow: (now) => (instant = now),
		openAnother: open,
		openTables: () => {
			throw new RangeError('A simulation does not look into tables');
		},
	};
}

const folder = mkdtempSync(join(tmpdir(), 'retries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeRetrySimulation('SQLite', () => ({ sqlite: join(folder, 'store.sqlite') }), subjectOf, 1000);

describeOnPostgres('PostgreSQL', () => {
	const database = useDatabase();
	describeRetrySimulation('PostgreSQL', () => ({ postgres: database.connection('retries') }), subjectOf, 1000);
});
