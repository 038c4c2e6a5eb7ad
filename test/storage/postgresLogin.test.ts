import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

import { openPostgresStore, type PostgresConnection } from '../../storage';
import { describeOnOwnPostgres } from '../harness/postgres';
import { startOwnServer, type OwnServer } from '../harness/postgresServer';
import { complaintOf, openTicket } from './subject';

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
		expect(await openTicket(store)).toMatchObject({ outcome: 'accepted' });
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
