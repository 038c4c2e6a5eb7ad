const { rmSync } = require('node:fs');

const stopPostgres = require('./stopPostgres');

module.exports = async () => {
	await stopPostgres();
	rmSync(String(process.env.TRIAGE_TEST_FOLDER), { recursive: true, force: true });
};
