import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely } from 'kysely';

import { openSqliteStore } from '../../storage';
import { NodeSqliteDialect, openDatabase } from '../../storage/nodeSqliteDialect';
import type { StoreTables } from '../../storage/tables';
import { describeCheckpoints } from './checkpointContract';
import { describeClaims } from './claims';
import { describeCaseModel } from './caseModelContract';
import { describeCaseSearch } from './caseSearchContract';
import { describeStore } from './contract';
import { describeDefinitions } from './definitionContract';
import { describeEvents } from './eventContract';
import { describeEvidence } from './evidenceContract';
import { describeExceptions } from './exceptionContract';
import { describeRedrives } from './redriveContract';
import { describeExport } from './exportContract';
import { describeMerges } from './mergeContract';
import { describeOwnerAudit } from './ownerAuditContract';
import { describeOwners } from './ownerContract';
import { describeProcesses } from './processes';
import { describeQa } from './qaContract';
import { describeRedaction } from './redactContract';
import { describeRetries } from './retryContract';
import { describeSweepers } from './sweepers';
import { describeTimerCalendars } from './timerCalendarContract';
import { describeTimers } from './timerContract';
import { describeTriggers } from './triggerContract';

const folder = mkdtempSync(join(tmpdir(), 'store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newPath = () => join(folder, String((count += 1)), 'store.sqlite');

const open = async () => {
	const path = newPath();
	let instant = '2026-01-01T00:00:00.000Z';
	const ports = { now: () => instant };
	return {
		store: await openSqliteStore(path, ports),
		setNow: (now: string) => (instant = now),
		openAnother: async () => await openSqliteStore(path, ports),
		openTables: () => new Kysely<StoreTables>({ dialect: new NodeSqliteDialect(openDatabase(path), 5000) }),
	};
};

describeStore('SQLite', open);
describeOwners('SQLite', open);
describeOwnerAudit('SQLite', open);
describeCaseModel('SQLite', open);
describeMerges('SQLite', open);
describeCaseSearch('SQLite', open);
describeQa('SQLite', open);
describeEvidence('SQLite', open);
describeDefinitions('SQLite', open);
describeRetries('SQLite', open);
describeExceptions('SQLite', open);
describeRedrives('SQLite', open);
describeTimerCalendars('SQLite', open);
describeTimers('SQLite', open);
describeTriggers('SQLite', open);
describeEvents('SQLite', open);
describeRedaction('SQLite', open);
describeCheckpoints('SQLite', open);
describeExport('SQLite', open);

describeClaims(
	'SQLite',
	() => ({ sqlite: newPath() }),
	async (target, now) => await openSqliteStore((target as { sqlite: string }).sqlite, now && { now }),
);

describeSweepers(
	'SQLite',
	() => ({ sqlite: newPath() }),
	async (target, now) => await openSqliteStore((target as { sqlite: string }).sqlite, now && { now }),
);

describeProcesses(
	'SQLite',
	() => ({ sqlite: newPath() }),
	async (target) => await openSqliteStore((target as { sqlite: string }).sqlite),
);
