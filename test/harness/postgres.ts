import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Client, type QueryResultRow } from 'pg';

import type { PostgresConnection } from '../../storage';
import { whyNoOwnServer, type Server } from './postgresServer';

const { SUPPORT_TRIAGE_TEST_POSTGRES: found, SUPPORT_TRIAGE_TEST_POSTGRES_REASON: reason = 'no server' } = process.env;

/** `describe` where a PostgreSQL server is there; else the tests are skipped, and their name says why. */
export const describeOnPostgres: typeof describe = found
	? describe
	: (Object.assign((name: string, tests: () => void) => {
			describe.skip(`${name} (skipped: ${reason})`, tests);
		}, describe) as typeof describe);

const noOwn = whyNoOwnServer() ?? (spawnSync('openssl', ['version']).error ? 'openssl is not in the path' : null);

/** The same for tests that need a server of their own, with its own settings and a certificate. */
export const describeOnOwnPostgres = (name: string, tests: () => void) =>
	noOwn === null ? describe(name, tests) : describe.skip(`${name} (skipped: ${noOwn})`, tests);

export const testServer = (): Server => JSON.parse(found ?? '{}') as Server;

/** A name that no other run uses at the same time. */
export const ownName = () => `support_triage_test_${randomBytes(6).toString('hex')}`;

/** Runs statements as superuser, each by itself, and returns the rows of the last. */
export async function runSql<Row extends QueryResultRow>(database: string, ...statements: string[]): Promise<Row[]> {
	const client = new Client({ ...testServer(), database });
	await client.connect();
	try {
		let rows: Row[] = [];
		for (const statement of statements) ({ rows } = await client.query<Row>(statement));
		return rows;
	} finally {
		await client.end();
	}
}

/** A database for the tests of one file, made before and dropped after them. */
export function useDatabase(): { connection(schema?: string): PostgresConnection; name: string } {
	const name = ownName();
	if (found) {
		beforeAll(
			async () => void (await runSql('postgres', `create database ${name} encoding 'UTF8' template template0`)),
		);
		afterAll(async () => void (await runSql('postgres', `drop database if exists ${name} with (force)`)));
	}
	return { name, connection: (schema) => ({ ...testServer(), database: name, schema }) };
}
