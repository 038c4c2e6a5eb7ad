const { userInfo } = require('node:os');

const { ask, startOwnServer, whyNoOwnServer } = require('./postgresServer');

/** @type {import('./postgresServer').OwnServer | undefined} */
let own;

/** The server that TEST_POSTGRES_URL names, or candidates on this machine: the users that are usual. */
function candidates() {
	const { TEST_POSTGRES_URL: text } = process.env;
	if (text) {
		const { hostname: host, port, username, password } = new URL(text);
		const decoded = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
		return [{ host, port: Number(port || 5432), ...decoded }];
	}
	const users = new Set([process.env.PGUSER ?? 'postgres', 'postgres', userInfo().username]);
	return [...users].map((user) => ({ host: '127.0.0.1', port: 5432, user, password: process.env.PGPASSWORD ?? '' }));
}

/**
 * Finds the PostgreSQL server that the tests of the store run on, before jest starts its workers: one that is there, else
 * one of their own. Where there is neither, the tests are skipped by name, with the reason.
 */
module.exports = async () => {
	const reasons = [];
	for (const server of candidates()) {
		const { why, isSuperuser } = await ask(server);
		if (isSuperuser) {
			process.env.SUPPORT_TRIAGE_TEST_POSTGRES = JSON.stringify(server);
			return;
		}
		reasons.push(`${server.user} at ${server.host}:${server.port}: ${why ?? 'is no superuser'}`);
	}
	const whyNot = process.env.TEST_POSTGRES_URL ? 'TEST_POSTGRES_URL names another' : whyNoOwnServer();
	if (whyNot !== null) {
		process.env.SUPPORT_TRIAGE_TEST_POSTGRES_REASON = [...reasons, whyNot].join('; ');
		console.warn(`\nTests on PostgreSQL are skipped: ${process.env.SUPPORT_TRIAGE_TEST_POSTGRES_REASON}`);
		return;
	}
	const { stop, ...server } = (own = await startOwnServer());
	process.env.SUPPORT_TRIAGE_TEST_POSTGRES = JSON.stringify(server);
	console.warn(`\nNo PostgreSQL to test on (${reasons.join('; ')}): started one at 127.0.0.1:${server.port}`);
};

module.exports.stop = async () => await own?.stop();
