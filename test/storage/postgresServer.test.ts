import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

import { inspectPostgres, openPostgresStore, type PostgresConnection, type TriageStore } from '../../storage';
import { describeOnOwnPostgres, describeOnPostgres, runSql, testServer, useDatabase } from '../harness/postgres';
import { startOwnServer, type OwnServer } from '../harness/postgresServer';
import { context, refusalOf, ticket } from './subject';

const open = async (store: TriageStore, ticket_id = 'T-1') =>
	await store.execute(null, { kind: 'open', fields: ticket({ ticket_id }) }, context());

const complaintOf = async (work: Promise<unknown>) =>
	await work.then(
		() => ({}),
		(error: Error & { code: string; fix: string }) => ({ code: error.code, message: error.message, fix: error.fix }),
	);

describeOnPostgres('a PostgreSQL server', () => {
	const database = useDatabase();
	let count = 0;
	const newSchema = () => `server_${(count += 1)}`;

	/** A closed store with two cases, the first of which has an owner. */
	async function filledStore(): Promise<PostgresConnection> {
		const connection = database.connection(newSchema());
		const store = await openPostgresStore(connection, { now: () => '2026-01-05T09:00:00.000Z' });
		await open(store);
		await open(store, 'T-2');
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
		expect(tables.map(({ name }) => name).sort()).toEqual(
			['audit_entry', 'audit_log', 'audit_part', 'cases', 'kysely_migration', 'kysely_migration_lock'].map(
				(table) => `${schema}.${table}`,
			),
		);
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

	test('a writer that waits too long is told that the store is busy, and readers go on', async () => {
		const connection = await filledStore();
		const store = await openPostgresStore(connection, { busyTimeoutMs: 300 });
		const other = new Client({ ...testServer(), database: database.name });
		await other.connect();
		await other.query(`begin; select 1 from ${connection.schema}.audit_log for update`);
		const work = complaintOf(open(store, 'T-3'));
		expect(await store.getCase('C-0001')).toMatchObject({ case_id: 'C-0001' });
		expect((await store.verify()).findings).toEqual([]);
		expect(await work).toMatchObject({ code: 'STORE_BUSY', message: 'The triage store is busy' });
		await other.query('rollback');
		await other.end();
		expect(await open(store, 'T-3')).toMatchObject({ outcome: 'accepted' });
		await store.close();
	});

	test('connections that the server ends, in use or not, are replaced', async () => {
		const connection = await filledStore();
		const store = await openPostgresStore(connection);
		const end = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database.name}' and application_name = 'n8n support triage'`;
		await Promise.all(Array.from({ length: 5 }, async (_, index) => await open(store, `I-${index}`)));
		await runSql('postgres', end);
		// A connection is found to be gone when it is used, if n8n had no time to hear of it; the pool holds five.
		const codes: Array<string | null> = [];
		for (let index = 0; index < 6; index += 1) codes.push(await refusalOf(open(store, `J-${index}`)));
		expect(codes.filter((code) => code !== null && code !== 'STORE_UNAVAILABLE')).toEqual([]);
		expect(codes.at(-1)).toBeNull();

		// Held by another, so that the writers wait in the middle of their transactions.
		const other = new Client({ ...testServer(), database: database.name });
		await other.connect();
		await other.query(`begin; select 1 from ${connection.schema}.audit_log for update`);
		const waiting = Array.from({ length: 3 }, async (_, index) => await complaintOf(open(store, `W-${index}`)));
		const isWaiting = async () =>
			(await runSql('postgres', `${end.replace('pg_terminate_backend(pid)', '1')} and wait_event_type = 'Lock'`))
				.length;
		while ((await isWaiting()) < 3);
		await runSql('postgres', end);
		for (const complaint of await Promise.all(waiting)) {
			expect(complaint).toMatchObject({
				code: 'STORE_UNAVAILABLE',
				message: expect.stringMatching(/broke the connection$/) as string,
			});
		}
		await other.query('rollback');
		await other.end();
		expect(await open(store, 'W-9')).toMatchObject({ outcome: 'accepted' });
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

describeOnOwnPostgres('a PostgreSQL server that asks for passwords and SSL', () => {
	let server: OwnServer;
	let plain: OwnServer;
	let certificate: string;
	const connection = (more: Partial<PostgresConnection> = {}): PostgresConnection => ({
		host: 'localhost',
		port: server.port,
		user: 'postgres',
		password: server.password,
		database: 'postgres',
		ssl: 'require',
		...more,
	});

	beforeAll(async () => {
		const folder = mkdtempSync(join(tmpdir(), 'support-triage-ca-'));
		const [key, cert] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
		const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
		const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
		execFileSync('openssl', [...request, ...subject, '-keyout', key, '-out', cert], { stdio: 'pipe' });
		certificate = readFileSync(cert, 'utf8');
		server = await startOwnServer({
			hba: 'hostssl all all 127.0.0.1/32 scram-sha-256\nhostssl all all ::1/128 scram-sha-256\n',
			files: { 'server.key': readFileSync(key, 'utf8'), 'server.crt': certificate },
			settings: { ssl: 'on', ssl_cert_file: 'FOLDER/server.crt', ssl_key_file: 'FOLDER/server.key' },
		});
		plain = await startOwnServer({ hba: 'host all all 127.0.0.1/32 scram-sha-256\n' });
		rmSync(folder, { recursive: true });
	}, 60_000);
	afterAll(async () => {
		await server?.stop();
		await plain?.stop();
	});

	test.each<[string, Partial<PostgresConnection>]>([
		['encrypted, without asking who it is', { ssl: 'require' }],
		['encrypted, with its authority known', { ssl: 'verify' }],
	])('opens %s', async (_, more) => {
		const caCertificate = more.ssl === 'verify' ? certificate : '';
		const store = await openPostgresStore(connection({ ...more, caCertificate, schema: `ssl_${more.ssl}` }));
		expect(await open(store)).toMatchObject({ outcome: 'accepted' });
		expect((await store.verify()).findings).toEqual([]);
		await store.close();
	});

	test.each<[string, () => Partial<PostgresConnection>, string, string]>([
		['without SSL', () => ({ ssl: 'disable' }), 'without SSL', "Set 'SSL' to Require"],
		[
			'with a wrong password',
			() => ({ password: 'wrong' }),
			'does not accept user and password',
			"Correct 'User' and 'Password'",
		],
		[
			'without a password',
			() => ({ password: '' }),
			'does not accept user and password',
			"Correct 'User' and 'Password'",
		],
		[
			'with an authority nobody knows',
			() => ({ ssl: 'verify' }),
			'has a certificate that is not trusted',
			"'CA Certificate'",
		],
		[
			'by a name that is not in its certificate',
			() => ({ ssl: 'verify', caCertificate: certificate, host: '127.0.0.1' }),
			'has a certificate that is not trusted',
			'the host name has to be the one',
		],
		['that has no SSL', () => ({ port: plain.port, host: '127.0.0.1' }), 'offers no SSL', "Set 'SSL' to Disable"],
	])('says what is wrong %s', async (_, more, message, fix) => {
		const complaint = await complaintOf(openPostgresStore(connection(more())));
		expect(complaint).toMatchObject({
			code: 'STORE_UNAVAILABLE',
			message: expect.stringContaining(message) as string,
			fix: expect.stringContaining(fix) as string,
		});
	});

	test('says which right a user lacks', async () => {
		const client = new Client({
			...server,
			host: '127.0.0.1',
			database: 'postgres',
			ssl: { rejectUnauthorized: false },
		});
		await client.connect();
		await client.query("create role reader login password 'reader'");
		await client.end();
		const complaint = await complaintOf(openPostgresStore(connection({ user: 'reader', password: 'reader' })));
		expect(complaint).toMatchObject({
			code: 'STORE_UNAVAILABLE',
			message: expect.stringMatching(/does not give user 'reader' the rights .* permission denied/) as string,
			fix: expect.stringContaining("create schema 'support_triage'") as string,
		});
	});
});
