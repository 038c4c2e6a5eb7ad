const { createServer } = require('node:net');

const { SetupError } = require('../setupError');

const usualPort = 5678;

/**
 * @param {number} port 0 for any
 * @returns {Promise<number | null>} the port when it is free
 */
function probe(port) {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(null));
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
		});
	});
}

/** @returns {Promise<number>} */
async function freePort() {
	const port = await probe(0);
	if (port === null) throw new SetupError('No network port is free on 127.0.0.1');
	return port;
}

/**
 * The port that was asked for, by argument or by N8N_PORT; else n8n's usual one, or any free one when it is taken.
 *
 * @param {number} [asked]
 */
async function choosePort(asked = Number(process.env.N8N_PORT) || undefined) {
	if ((await probe(asked ?? usualPort)) !== null) return asked ?? usualPort;
	if (asked === undefined) return await freePort();
	throw new SetupError(`Port ${asked} is taken: stop what uses it, or choose another with --port`);
}

module.exports = { choosePort, freePort };
