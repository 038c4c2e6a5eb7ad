const { spawn } = require('node:child_process');
const { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');

const { isRunning } = require('../command');
const { SetupError } = require('../setupError');
const { n8n } = require('./install');
const { choosePort, freePort } = require('./ports');

/** The first start of a user folder makes n8n's database, which takes half a minute on a busy machine. */
const startLimit = 180_000;
const probeInterval = 100;
const probeLimit = 5000;

/** What of the caller's environment n8n may see; the caller's own N8N_ settings are for another n8n. */
const passedOn = ['HOME', 'LANG', 'LC_ALL', 'PATH', 'TMPDIR', 'TZ', 'USER'];

/**
 * @typedef {object} Server
 * @property {string} baseUrl
 * @property {import('node:child_process').ChildProcess} child
 * @property {string} logFile
 * @property {Promise<void>} ended
 * @property {() => Promise<void>} stop lets running executions end first
 * @property {() => Promise<void>} kill does not: `kill -9`
 */

/**
 * The environment of a quiet n8n that calls nobody and keeps everything in one folder.
 *
 * @param {string} userFolder
 * @param {Record<string, string>} [extra]
 * @returns {Record<string, string | undefined>}
 */
function n8nEnvironment(userFolder, extra = {}) {
	return {
		...Object.fromEntries(passedOn.map((name) => [name, process.env[name]])),
		GENERIC_TIMEZONE: Intl.DateTimeFormat().resolvedOptions().timeZone,
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_SECURE_COOKIE: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_USER_FOLDER: userFolder,
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		NODE_COMPILE_CACHE: join(n8n.folder, 'compile-cache'),
		...extra,
	};
}

/**
 * @param {string} url
 * @returns {Promise<Response | null>}
 */
const answerOf = async (url) => await fetch(url, { signal: AbortSignal.timeout(probeLimit) }).catch(() => null);

/** @param {string} userFolder */
const noteFile = (userFolder) => join(userFolder, 'server.json');

/**
 * Nothing may be changed below a running n8n, and two on one database would spoil it.
 *
 * @param {string} userFolder
 */
async function refuseWhenRunning(userFolder) {
	if (!existsSync(noteFile(userFolder))) return;
	const { baseUrl, pid } = JSON.parse(readFileSync(noteFile(userFolder), 'utf8'));
	// A note can outlive its n8n, and another process or server can have got its number.
	if (!isRunning(pid) || !(await answerOf(`${baseUrl}/healthz`))?.ok) return;
	throw new SetupError(`n8n already runs on ${userFolder}, at ${baseUrl} (process ${pid}): use it, or stop it first`);
}

/**
 * @param {string} logFile
 * @param {Record<string, string | undefined>} env
 */
function spawnN8n(logFile, env) {
	const log = openSync(logFile, 'w');
	const child = spawn(process.execPath, [n8n.bin, 'start'], { env, stdio: ['ignore', log, log] });
	closeSync(log);
	const killAtExit = () => child.kill('SIGKILL');
	process.once('exit', killAtExit);
	const ended = new Promise((resolve) => child.once('error', resolve).once('exit', resolve)).then(() => {
		process.off('exit', killAtExit);
	});
	return { child, ended };
}

/**
 * Waits until n8n takes requests. `/healthz` says yes before the database is ready, so readiness is asked, then the
 * REST interface.
 *
 * @param {string} baseUrl
 * @param {() => boolean} hasEnded
 */
async function waitUntilReady(baseUrl, hasEnded) {
	const deadline = performance.now() + startLimit;
	const isReady = async () => {
		if (!(await answerOf(`${baseUrl}/healthz/readiness`))?.ok) return false;
		// Before the REST interface is there, its addresses give the editor's page.
		const settings = await answerOf(`${baseUrl}/rest/settings`);
		return settings?.headers.get('content-type')?.startsWith('application/json') === true;
	};
	// Another server's answer on the port must not count for this one, hence the look at the process after the answer.
	while (!(await isReady()) || hasEnded()) {
		if (hasEnded()) throw new Error('n8n ended while it was starting');
		if (performance.now() > deadline) throw new Error(`n8n did not get ready in ${startLimit / 1000} s`);
		await wait(probeInterval);
	}
}

/**
 * Starts n8n and comes back when it takes requests; its log lies in the user folder.
 *
 * @param {{ userFolder: string, port?: number, env?: Record<string, string> }} options
 * @returns {Promise<Server>}
 */
async function startServer({ userFolder, port, env = {} }) {
	mkdirSync(userFolder, { recursive: true });
	const chosenPort = await choosePort(port);
	const baseUrl = `http://127.0.0.1:${chosenPort}`;
	const logFile = join(userFolder, 'n8n.log');
	const ports = { N8N_PORT: String(chosenPort), N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
	const { child, ended: exited } = spawnN8n(logFile, n8nEnvironment(userFolder, { ...ports, ...env }));
	writeFileSync(noteFile(userFolder), JSON.stringify({ baseUrl, pid: child.pid }));

	let hasEnded = false;
	const ended = exited.then(() => {
		hasEnded = true;
		rmSync(noteFile(userFolder), { force: true });
	});
	/** @param {NodeJS.Signals} signal */
	const end = async (signal) => {
		child.kill(signal);
		await ended;
	};
	try {
		await waitUntilReady(baseUrl, () => hasEnded);
	} catch (error) {
		await end('SIGKILL');
		const lastLines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
		throw new Error(`${/** @type {Error} */ (error).message}; the end of ${logFile}:\n${lastLines}`);
	}
	return { baseUrl, child, logFile, ended, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

module.exports = { n8nEnvironment, refuseWhenRunning, startServer };
