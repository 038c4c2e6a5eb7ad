import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openSqliteStore } from '../../storage';
import { describeStore } from './contract';
import { describeEvidence } from './evidenceContract';
import { describeRedaction } from './redactContract';

const folder = mkdtempSync(join(tmpdir(), 'store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

const open = async () => {
	const path = join(folder, String((count += 1)), 'store.sqlite');
	let instant = '2026-01-01T00:00:00.000Z';
	const ports = { now: () => instant };
	return {
		store: await openSqliteStore(path, ports),
		setNow: (now: string) => (instant = now),
		openAnother: async () => await openSqliteStore(path, ports),
	};
};

describeStore('SQLite', open);
describeEvidence('SQLite', open);
describeRedaction('SQLite', open);
