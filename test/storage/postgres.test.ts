import { Kysely, PostgresDialect } from 'kysely';

import { openPostgresStore, type PostgresConnection } from '../../storage';
import { checkConnection } from '../../storage/postgres/connection';
import { createPool } from '../../storage/postgres/pool';
import { describeOnPostgres, useDatabase } from '../harness/postgres';
import { describeStore } from './contract';
import { describeProcesses } from './processes';

describeOnPostgres('PostgreSQL', () => {
	const database = useDatabase();
	let count = 0;
	const newConnection = () => database.connection(`store_${(count += 1)}`);

	describeStore('PostgreSQL', async () => {
		const connection = newConnection();
		let instant = '2026-01-01T00:00:00.000Z';
		const ports = { now: () => instant };
		return {
			store: await openPostgresStore(connection, ports),
			setNow: (now) => (instant = now),
			openAnother: async () => await openPostgresStore(connection, ports),
			openTables: () =>
				new Kysely({ dialect: new PostgresDialect({ pool: createPool(checkConnection(connection), 5000) }) }),
		};
	});

	describeProcesses(
		'PostgreSQL',
		() => ({ postgres: newConnection() }),
		async (target) => await openPostgresStore((target as { postgres: PostgresConnection }).postgres),
	);
});
