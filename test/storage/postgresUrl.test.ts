import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TriageError } from '../../core';
import { readPostgresUrl } from '../../storage';

const secret = 'hunter2-secret';
const defaults = { port: 5432, password: '', schema: 'support_triage', ssl: 'disable', caCertificate: '' };

test.each<[string, object]>([
	['postgres://ada@db/triage', { host: 'db', user: 'ada', database: 'triage' }],
	['postgresql://ada:p@db:6543/triage', { host: 'db', port: 6543, user: 'ada', password: 'p', database: 'triage' }],
	[
		'postgres://a%40b:p%3Aq%2F%20@db.example.com/my%20db',
		{ host: 'db.example.com', user: 'a@b', password: 'p:q/ ', database: 'my db' },
	],
	['postgres://ada@[::1]/triage', { host: '::1', user: 'ada', database: 'triage' }],
	[
		' postgres://ada@db/triage?schema=desk&sslmode=require\n',
		{ host: 'db', user: 'ada', database: 'triage', schema: 'desk', ssl: 'require' },
	],
	['postgres://ada@db/triage?sslmode=verify-full', { host: 'db', user: 'ada', database: 'triage', ssl: 'verify' }],
])('%s is read', (url, expected) => {
	expect(readPostgresUrl(url)).toEqual({ ...defaults, ...expected });
});

test('the certificate of the authority is read from its file', () => {
	const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
	const path = join(folder, 'ca.pem');
	writeFileSync(path, 'PEM');
	const url = `postgres://ada@db/triage?sslmode=verify-full&sslrootcert=${encodeURIComponent(path)}`;
	expect(readPostgresUrl(url)).toMatchObject({ ssl: 'verify', caCertificate: 'PEM' });
	rmSync(folder, { recursive: true });
});

test.each([
	[`mysql://ada:${secret}@db/triage`, 'TRIAGE_STORE_URL is not a URL of PostgreSQL'],
	[`ada:${secret}@db/triage`, 'TRIAGE_STORE_URL is not a URL of PostgreSQL'],
	[`postgres://ada:${secret}@db:port/triage`, 'TRIAGE_STORE_URL is not a URL of PostgreSQL'],
	[`postgres://ada:${secret}@db`, "'Database' of the triage store is empty"],
	[`postgres://:${secret}@db/triage`, "'User' of the triage store is empty"],
	[`postgres://ada:${secret}@db:0/triage`, "'Port' of the triage store is 0"],
	[`postgres://ada:${secret}%@db/triage`, 'TRIAGE_STORE_URL has a % that begins no character'],
	[`postgres://ada:${secret}@db/triage?schema=public`, "'Schema' of the triage store is 'public'"],
	[`postgres://ada:${secret}@db/triage?schema=Desk`, "'Schema' of the triage store is 'Desk'"],
	[`postgres://ada:${secret}@db/triage?sslmode=prefer`, "'sslmode' in TRIAGE_STORE_URL is 'prefer'; allowed are"],
	[`postgres://ada:${secret}@db/triage?ssl=true`, "TRIAGE_STORE_URL has the parameter 'ssl'; known are"],
	[`postgres://ada:${secret}@db/triage?sslrootcert=/no/such.pem`, "'sslrootcert' names /no/such.pem, which cannot"],
])('%s is refused in words that do not hold the password', (url, message) => {
	let refusal: TriageError | undefined;
	try {
		readPostgresUrl(url);
	} catch (error) {
		refusal = error as TriageError;
	}
	expect(refusal).toMatchObject({ code: 'FIELD_INVALID', message: expect.stringContaining(message) as string });
	expect(refusal?.message + refusal!.fix).not.toContain(secret);
});
