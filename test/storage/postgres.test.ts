import { Kysely, PostgresDialect } from 'kysely';

import { openPostgresStore, type PostgresConnection } from '../../storage';
import { checkConnection } from '../../storage/postgres/connection';
import { createPool } from '../../storage/postgres/pool';
import type { StoreTables } from '../../storage/tables';
import { describeOnPostgres, useDatabase } from '../harness/postgres';
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

describeOnPostgres('PostgreSQL', () => {
	const database = useDatabase();
	let count = 0;
	const newConnection = () => database.connection(`store_${(count += 1)}`);

	const open = async () => {
		const connection = newConnection();
		let instant = '2026-01-01T00:00:00.000Z';
		const ports = { now: () => instant };
		return {
			store: await openPostgresStore(connection, ports),
			setNow: (now: string) => (instant = now),
			openAnother: async () => await openPostgresStore(connection, ports),
			openTables: () =>
				new Kysely<StoreTables>({
					dialect: new PostgresDialect({ pool: createPool(checkConnection(connection), 5000) }),
				}),
		};
	};
	describeStore('PostgreSQL', open);
	describeOwners('PostgreSQL', open);
	describeOwnerAudit('PostgreSQL', open);
	describeCaseModel('PostgreSQL', open);
	describeMerges('PostgreSQL', open);
	describeCaseSearch('PostgreSQL', open);
	describeQa('PostgreSQL', open);
	describeEvidence('PostgreSQL', open);
	describeDefinitions('PostgreSQL', open);
	describeRetries('PostgreSQL', open);
	describeExceptions('PostgreSQL', open);
	describeRedrives('PostgreSQL', open);
	describeTimerCalendars('PostgreSQL', open);
	describeTimers('PostgreSQL', open);
	describeTriggers('PostgreSQL', open);
	describeEvents('PostgreSQL', open);
	describeRedaction('PostgreSQL', open);
	describeCheckpoints('PostgreSQL', open);
	describeExport('PostgreSQL', open);

	describeClaims(
		'PostgreSQL',
		() => ({ postgres: newConnection() }),
		async (target, now) => {
			return await openPostgresStore((target as { postgres: PostgresConnection }).postgres, now && { now });
		},
	);

	describeSweepers(
		'PostgreSQL',
		() => ({ postgres: newConnection() }),
		async (target, now) => {
			return await openPostgresStore((target as { postgres: PostgresConnection }).postgres, now && { now });
		},
	);

	describeProcesses(
		'PostgreSQL',
		() => ({ postgres: newConnection() }),
		async (target) => await openPostgresStore((target as { postgres: PostgresConnection }).postgres),
	);
});
