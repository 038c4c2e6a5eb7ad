import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openPostgresStore, type PostgresConnection } from '../../storage';
import { describeOnPostgres, ownName, runSql, useDatabase } from '../harness/postgres';
import { key, sign, signed } from '../storage/checkpointContract';
import { context, openTicket } from '../storage/subject';
import { readFolder, run, runIn } from './evidenceOfStore';

const folder = mkdtempSync(join(tmpdir(), 'cli-postgres-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

const urlOf = ({ host, port, database, user, password = '', schema }: PostgresConnection) => {
	const [name, secret] = [user, password].map(encodeURIComponent);
	return `postgres://${name}:${secret}@${host}:${port}/${database}${schema === undefined ? '' : `?schema=${schema}`}`;
};

const withSecret = (url: string) => url.replace(/:[^:@/]*@/, ':hunter2-secret@');

describeOnPostgres('export from PostgreSQL', () => {
	const database = useDatabase();
	const policyFile = at('policy.json');
	let url = '';

	beforeAll(async () => {
		const connection = database.connection('desk');
		url = urlOf(connection);
		const store = await openPostgresStore(connection);
		await openTicket(store, 'T-1');
		await openTicket(store, 'T-2');
		const { note } = signed(await store.checkpoint(sign, context()));
		const { origin } = await store.verify();
		await store.close();
		writeFileSync(policyFile, JSON.stringify({ v: 1, origin, vkeys: [key.vkey], anchors: [{ note }] }));
	});

	test.each([
		['a case', 'case.zip', '--case', 'C-0002'],
		['a period', 'period', '--from', '0', '--to', '2'],
		['the whole log', 'full.zip', '--full'],
	])('%s is exported by its URL, and verified', async (_, name, ...selection) => {
		expect(await run('export', '--store', url, '--out', at(name), ...selection)).toMatchObject({ code: 0, err: '' });
		const verified = await run('verify', at(name), '--policy', policyFile);
		expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(/^VERIFIED\n/) as string });
	});

	test('the URL of the environment is used, and gives the same bundle', async () => {
		const env = { TRIAGE_STORE_URL: url };
		expect(await runIn(env, 'export', '--out', at('one'), '--full')).toMatchObject({ code: 0, err: '' });
		await run('export', '--store', url, '--out', at('two'), '--full');
		expect(readFolder(at('one'))).toEqual(readFolder(at('two')));
	});

	test('a user who may only read is enough', async () => {
		const reader = ownName();
		await runSql(
			database.name,
			`create role ${reader} login password 'reads'`,
			`grant usage on schema desk to ${reader}`,
			`grant select on all tables in schema desk to ${reader}`,
		);
		const readerUrl = urlOf({ ...database.connection('desk'), user: reader, password: 'reads' });
		const exported = await run('export', '--store', readerUrl, '--out', at('read'), '--full');
		await runSql(database.name, `drop owned by ${reader}`, `drop role ${reader}`);
		expect(exported).toMatchObject({ code: 0, err: '' });
	});

	test.each<[string, () => string, RegExp]>([
		[
			'a schema without a store',
			() => urlOf(database.connection('nothing')),
			/STORE_UNAVAILABLE: Database '.*' has no triage store in schema 'nothing'/,
		],
		[
			'a database that is not there',
			() => urlOf({ ...database.connection(), database: 'hunter2' }),
			/STORE_UNAVAILABLE: .* has no database 'hunter2'/,
		],
		['a port where nobody listens', () => urlOf({ ...database.connection(), port: 1 }), /nothing listens at that port/],
		[
			'a parameter that there is not',
			() => `${withSecret(url)}&ssl=true`,
			/FIELD_INVALID: --store has the parameter 'ssl'/,
		],
		[
			'another database',
			() => withSecret(url).replace('postgres:', 'mysql:'),
			/FIELD_INVALID: --store is not a URL of PostgreSQL/,
		],
	])('with %s writes nothing, makes nothing, and shows no password', async (_, store, message) => {
		const { code, err } = await run('export', '--store', store(), '--out', at('new.zip'), '--full');
		expect(code).toBe(2);
		expect(err).toMatch(message);
		expect(err).not.toContain('hunter2-secret');
		expect([existsSync(at('new.zip')), existsSync(at('new.zip.partial'))]).toEqual([false, false]);
		const schemas = await runSql(database.name, "select 1 from pg_namespace where nspname = 'nothing'");
		expect(schemas).toEqual([]);
	});
});
