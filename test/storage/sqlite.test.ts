import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openSqliteStore } from '../../storage';
import { describeStore } from './contract';

const folder = mkdtempSync(join(tmpdir(), 'store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

describeStore('SQLite', async () => {
	const path = join(folder, String((count += 1)), 'store.sqlite');
	let instant = '2026-01-01T00:00:00.000Z';
	const ports = { now: () => instant };
	return {
		store: await openSqliteStore(path, ports),
		setNow: (now) => (instant = now),
		openAnother: async () => await openSqliteStore(path, ports),
	};
});
