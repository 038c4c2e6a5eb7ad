import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely } from 'kysely';

import { openSqliteStore } from '../../storage';
import { NodeSqliteDialect } from '../../storage/nodeSqliteDialect';
import { describeStore } from './contract';
import { describeProcesses } from './processes';

const folder = mkdtempSync(join(tmpdir(), 'store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newPath = () => join(folder, String((count += 1)), 'store.sqlite');

describeStore('SQLite', async () => {
	const path = newPath();
	let instant = '2026-01-01T00:00:00.000Z';
	const ports = { now: () => instant };
	return {
		store: await openSqliteStore(path, ports),
		setNow: (now) => (instant = now),
		openAnother: async () => await openSqliteStore(path, ports),
		openTables: () => new Kysely({ dialect: new NodeSqliteDialect(path, 5000) }),
	};
});

describeProcesses(
	'SQLite',
	() => ({ sqlite: newPath() }),
	async (target) => await openSqliteStore((target as { sqlite: string }).sqlite),
);
