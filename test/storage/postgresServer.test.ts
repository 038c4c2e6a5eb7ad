import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { Client } from 'pg';

import { inspectPostgres, openPostgresStore, type PostgresConnection } from '../../storage';
import { describeOnPostgres, runSql, testServer, useDatabase } from '../harness/postgres';
import { complaintOf, context, openTicket, refusalOf } from './subject';

describeOnPostgres('a PostgreSQL server', () => {
	const database = useDatabase();
	let count = 0;
	const newSchema = () => `server_${(count += 1)}`;

	/** A closed store with two cases, the first of which has an owner. */
	async function filledStore(): Promise<PostgresConnection> {
		const connection = database.connection(newSchema());
		const store = await openPostgresStore(connection, { now: () => '2026-01-05T09:00:00.000Z' });
		await openTicket(store);
		await openTicket(store, 'T-2');
		const owner = { owner_role: 'Billing', backup_role: null, decided_by: 'rule', rule: 'A', reason: 'A' } as const;
		await store.execute({ case_id: 'C-0001' }, { kind: 'assign_owner', ...owner }, context());
		await store.close();
		return connection;
	}

	const change = async ({ schema }: PostgresConnection, sql: string) =>
		await runSql(database.name, `set search_path = ${schema}`, sql);

	async function findingsOf(connection: PostgresConnection) {
		const store = await openPostgresStore(connection);
		const { findings } = await store.verify();
		await store.close();
		return findings;
	}

	test('the store has a schema to itself and leaves the others alone', async () => {
		const { schema } = await filledStore();
		const tables = await runSql<{ name: string }>(
			database.name,
			`select schemaname || '.' || tablename as name from pg_tables where schemaname = 'public' or schemaname = '${schema}'`,
		);
		const names = tables.map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining([`${schema}.audit_entry`, `${schema}.cases`]));
		expect(names.filter((name) => !name.startsWith(`${schema}.`))).toEqual([]);
	});

	test('a look at a server without a store makes none', async () => {
		const connection = database.connection(newSchema());
		const { version } = (
			await runSql<{ version: string }>(database.name, "select current_setting('server_version') as version")
		)[0]!;
		const nothing = { server_version: version, can_open: true, case_count: null };
		expect(await inspectPostgres(connection)).toEqual(nothing);
		expect(await inspectPostgres(connection)).toEqual(nothing);
		expect(await inspectPostgres(await filledStore())).toEqual({ ...nothing, case_count: 2 });
	});

	describe('the log takes nothing but appends', () => {
		const entry = (idx: number) =>
			`insert into audit_entry (idx, leaf_hash, body) select ${idx}, leaf_hash, body from audit_entry where idx = 1`;
		test.each([
			['an update', "update audit_entry set leaf_hash = '00' where idx = 1"],
			['a delete', 'delete from audit_entry where idx = 3'],
			['a truncate', 'truncate audit_entry cascade'],
			['a replace in place', `${entry(4)} on conflict (idx) do update set leaf_hash = '00'`.replace('4,', '1,')],
			['a gap', entry(9)],
			['a gap by copy', entry(-1)],
			['an update by a replica', 'set session_replication_role = replica; delete from audit_entry where idx = 3'],
			['a truncate by a replica', 'set session_replication_role = replica; truncate audit_entry cascade'],
			['an insert by a replica', `set session_replication_role = replica; ${entry(9)}`],
		])('%s is refused', async (_, sql) => {
			const connection = await filledStore();
			await expect(change(connection, sql)).rejects.toThrow('audit_entry is append-only');
			expect(await findingsOf(connection)).toEqual([]);
		});
	});

	test('a look-up column says what the text says, whatever is written to it', async () => {
		const connection = await filledStore();
		await change(connection, 'alter table audit_entry disable trigger audit_entry_keep');
		const edit = "update audit_entry set type = 'x', answers = 'y' where idx = 1 returning type, answers";
		const rows = await change(connection, edit);
		expect(rows).toEqual([{ type: 'case.opened', answers: null }]);
		expect(await findingsOf(connection)).toEqual([]);
	});

	test('a writer that waits too long is told that the store is busy, and readers go on', async () => {
		const connection = await filledStore();
		const store = await openPostgresStore(connection, { busyTimeoutMs: 300 });
		const other = new Client({ ...testServer(), database: database.name });
		await other.connect();
		await other.query(`begin; select 1 from ${connection.schema}.audit_log for update`);
		const work = complaintOf(openTicket(store, 'T-3'));
		expect(await store.getCase('C-0001')).toMatchObject({ case_id: 'C-0001' });
		expect((await store.verify()).findings).toEqual([]);
		expect(await work).toMatchObject({ code: 'STORE_BUSY', message: 'The triage store is busy' });
		await other.query('rollback');
		await other.end();
		expect(await openTicket(store, 'T-3')).toMatchObject({ outcome: 'accepted' });
		await store.close();
	});

	test('connections that the server ends, in use or not, are replaced', async () => {
		const connection = await filledStore();
		const store = await openPostgresStore(connection);
		const end = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database.name}' and application_name = 'n8n support triage'`;
		await Promise.all(Array.from({ length: 5 }, async (_, index) => await openTicket(store, `I-${index}`)));
		await runSql('postgres', end);
		// A connection is found to be gone when it is used, if n8n had no time to hear of it; the pool holds five.
		const codes: Array<string | null> = [];
		for (let index = 0; index < 6; index += 1) codes.push(await refusalOf(openTicket(store, `J-${index}`)));
		expect(codes.filter((code) => code !== null && code !== 'STORE_UNAVAILABLE')).toEqual([]);
		expect(codes.at(-1)).toBeNull();

		// Held by another, so that the writers wait in the middle of their transactions.
		const other = new Client({ ...testServer(), database: database.name });
		await other.connect();
		await other.query(`begin; select 1 from ${connection.schema}.audit_log for update`);
		const waiting = Array.from({ length: 3 }, async (_, index) => await complaintOf(openTicket(store, `W-${index}`)));
		const isWaiting = async () =>
			(await runSql('postgres', `${end.replace('pg_terminate_backend(pid)', '1')} and wait_event_type = 'Lock'`))
				.length;
		// Commands of one process that wait share one transaction.
		for (let asked = 0; (await isWaiting()) < 1; asked += 1) expect(asked).toBeLessThan(500);
		await runSql('postgres', end);
		await other.query('rollback');
		await other.end();
		// A batch that lost its connection runs again, command by command: their ids keep each to one effect.
		expect(await Promise.all(waiting)).toEqual([{}, {}, {}]);
		expect(await openTicket(store, 'W-9')).toMatchObject({ outcome: 'accepted' });
		expect((await store.verify()).findings).toEqual([]);
		await store.close();
	});

	test('what cannot be reached is named with its reason, and without the password', async () => {
		const secret = 'hunter2-secret';
		const complain = async (more: Partial<PostgresConnection>) => {
			const work = openPostgresStore({ ...database.connection(newSchema()), password: secret, ...more });
			const complaint = await complaintOf(work);
			expect(JSON.stringify(complaint)).not.toContain(secret);
			return complaint;
		};
		const reserved = createServer();
		await new Promise<void>((resolve) => reserved.listen(0, '127.0.0.1', resolve));
		const { port } = reserved.address() as AddressInfo;
		await new Promise((resolve) => reserved.close(resolve));
		const says = (text: string) => ({ code: 'STORE_UNAVAILABLE', message: expect.stringContaining(text) as string });

		expect(await complain({ port })).toMatchObject(says('is not there: nothing listens at that port'));
		expect(await complain({ host: 'no-such-host.invalid' })).toMatchObject(
			says("no address for 'no-such-host.invalid'"),
		);
		expect(await complain({ database: 'no_such_database' })).toMatchObject(says("has no database 'no_such_database'"));
		expect(await complain({ user: 'no_such_user' })).toMatchObject(says("has no user 'no_such_user' that may log in"));
		expect(await complain({ schema: 'public' })).toMatchObject({ code: 'FIELD_INVALID' });
		expect(await complain({ schema: 'x"; drop' })).toMatchObject({ code: 'FIELD_INVALID' });
		expect(await complain({ port: 99_999 })).toMatchObject({ code: 'FIELD_INVALID' });
		expect(await complain({ host: ' ' })).toMatchObject({
			code: 'FIELD_INVALID',
			message: "'Host' of the triage store is empty",
		});
	});

	test('a schema that holds tables of something else is left alone', async () => {
		const schema = newSchema();
		await runSql(database.name, `create schema ${schema}`, `create table ${schema}.cases (id int)`);
		expect(await complaintOf(openPostgresStore(database.connection(schema)))).toMatchObject({
			code: 'STORE_UNAVAILABLE',
			message: expect.stringContaining(`holds tables of something else in schema '${schema}'`) as string,
		});
		expect(await runSql(database.name, `select * from ${schema}.cases`)).toEqual([]);
	});

	test('a server that falls silent in the middle is given up', async () => {
		const connection = await filledStore();
		const sockets: Socket[] = [];
		const proxy = createServer((socket) => {
			const through = connect(testServer().port, testServer().host);
			sockets.push(socket, through);
			for (const one of [socket, through]) one.on('error', () => {});
			socket.pipe(through);
			through.pipe(socket);
		});
		await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
		const { port } = proxy.address() as AddressInfo;
		const store = await openPostgresStore({ ...connection, host: '127.0.0.1', port });
		expect(await store.getCase('C-0001')).not.toBeNull();
		for (const one of sockets) one.unpipe().pause();
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
		const waiting = complaintOf(store.getCase('C-0001'));
		await jest.advanceTimersByTimeAsync(36_000);
		jest.useRealTimers();
		expect(await waiting).toMatchObject({ code: 'STORE_UNAVAILABLE' });
		for (const one of sockets) one.destroy();
		expect(await store.getCase('C-0001')).not.toBeNull();
		await store.close();
		await new Promise((resolve) => proxy.close(resolve));
	});
});
