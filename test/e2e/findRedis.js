const { spawn, spawnSync } = require('node:child_process');
const { connect } = require('node:net');
const { setTimeout: wait } = require('node:timers/promises');

const { freePort } = require('../../scripts/n8n/ports');

const usualPort = 6379;
const startLimit = 10_000;

/** @type {import('node:child_process').ChildProcess | undefined} */
let own;

/**
 * Whether a Redis without a password answers at a port of this machine.
 *
 * @param {number} port
 * @returns {Promise<boolean>}
 */
const isRedis = (port) =>
	new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
		const answer = (/** @type {boolean} */ found) => {
			socket.destroy();
			resolve(found);
		};
		socket.once('data', (data) => answer(data.toString().startsWith('+PONG')));
		socket.once('error', () => answer(false));
		socket.setTimeout(2000, () => answer(false));
	});

/**
 * Finds the Redis that n8n's queue mode runs on: one that is there, else one of its own. Where there is neither, the tests
 * are skipped by name, with the reason.
 */
module.exports = async () => {
	if (await isRedis(usualPort)) {
		process.env.SUPPORT_TRIAGE_TEST_REDIS = String(usualPort);
		return;
	}
	if (spawnSync('redis-server', ['--version']).error) {
		const reason = `no Redis at 127.0.0.1:${usualPort}, and redis-server is not in the path`;
		process.env.SUPPORT_TRIAGE_TEST_REDIS_REASON = reason;
		console.warn(`\nTests of queue mode are skipped: ${reason}`);
		return;
	}
	const port = await freePort();
	const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
	own = spawn('redis-server', flags, { stdio: 'ignore' });
	process.once('exit', () => own?.kill('SIGKILL'));
	for (const deadline = performance.now() + startLimit; !(await isRedis(port)); await wait(50)) {
		if (performance.now() > deadline) throw new Error('A Redis of its own did not start');
	}
	process.env.SUPPORT_TRIAGE_TEST_REDIS = String(port);
	console.warn(`\nNo Redis to test on: started one at 127.0.0.1:${port}`);
};

module.exports.stop = () => void own?.kill();
