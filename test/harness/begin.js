const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const findPostgres = require('./findPostgres');

/** Once for all test files: a folder that holds everything they make for n8n, and a PostgreSQL server. */
module.exports = async () => {
	process.env.TRIAGE_TEST_FOLDER = mkdtempSync(join(tmpdir(), 'support-triage-test-'));
	await findPostgres();
};
