import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openPostgresStore, openSqliteStore, type TriageStore } from '../../storage';
import { describeOnPostgres, useDatabase } from '../harness/postgres';
import type { StoreUnderTest } from './subject';
import { describeSimulation } from './timerSimulation';

type Open = (options: { now: () => string }) => Promise<TriageStore>;

async function subjectOf(open: Open): Promise<StoreUnderTest> {
	let instant = '2025-01-01T00:00:00.000Z';
	const ports = { now: () => instant };
	return {
		store: await open(ports),
		setNow: (now) => (instant = now),
		openAnother: async () => await open(ports),
		openTables: () => {
			throw new RangeError('A simulation does not look into tables');
		},
	};
}

const folder = mkdtempSync(join(tmpdir(), 'simulation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'store.sqlite');

describeSimulation(
	'SQLite',
	async () => await subjectOf(async (options) => await openSqliteStore(path, options)),
	1000,
);

describeOnPostgres('PostgreSQL', () => {
	const database = useDatabase();
	const open: Open = async (options) => await openPostgresStore(database.connection('simulation'), options);
	describeSimulation('PostgreSQL', async () => await subjectOf(open), 200);
});
