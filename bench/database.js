const { randomBytes } = require('node:crypto');
const { Client } = require('pg');

const findPostgres = require('../test/harness/findPostgres');

/**
 * Lets `work` have a database of its own on the server that the tests use, and drops it afterwards. Does nothing where
 * there is no server.
 *
 * @param {(server: import('../storage').PostgresConnection) => Promise<void>} work
 */
async function withDatabase(work) {
	await findPostgres();
	const { SUPPORT_TRIAGE_TEST_POSTGRES: text } = process.env;
	if (text === undefined) return;
	const server = JSON.parse(text);
	const database = `support_triage_bench_${randomBytes(6).toString('hex')}`;
	const admin = new Client({ ...server, database: 'postgres' });
	await admin.connect();
	await admin.query(`create database ${database} encoding 'UTF8' template template0`);
	try {
		await work({ ...server, database });
	} finally {
		await admin.query(`drop database if exists ${database} with (force)`);
		await admin.end();
		await findPostgres.stop();
	}
}

module.exports = { withDatabase };
