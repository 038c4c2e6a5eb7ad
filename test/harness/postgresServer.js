const { execFileSync, spawn } = require('node:child_process');
const { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:net');
const { delimiter, join } = require('node:path');
const { tmpdir } = require('node:os');
const { setTimeout: wait } = require('node:timers/promises');
const { Client } = require('pg');

/**
 * @typedef {object} Server a PostgreSQL server and a superuser of it
 * @property {string} host
 * @property {number} port
 * @property {string} user
 * @property {string} password
 *
 * @typedef {Server & { stop: () => Promise<void> }} OwnServer
 */

const startLimit = 30_000;
const debianFolder = '/usr/lib/postgresql';

/** Where PostgreSQL's programs are, or null: in the path, or where Debian keeps them out of it. */
function findPrograms() {
	const debian = existsSync(debianFolder) ? readdirSync(debianFolder).sort((a, b) => Number(b) - Number(a)) : [];
	const folders = [
		...debian.map((version) => join(debianFolder, version, 'bin')),
		...(process.env.PATH ?? '').split(delimiter),
	];
	return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) ?? null;
}

/** PostgreSQL does not run as root; another user of the system has to. */
function findUser() {
	if (process.getuid?.() !== 0) return {};
	for (const name of ['postgres', 'nobody']) {
		try {
			const ask = (/** @type {string} */ flag) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
			return { uid: ask('-u'), gid: ask('-g') };
		} catch {
			// There is no such user here.
		}
	}
	return null;
}

/** Why no server can be started here, or null. */
function whyNoOwnServer() {
	if (findPrograms() === null) return `initdb is neither in the path nor in ${debianFolder}`;
	return findUser() === null ? 'PostgreSQL does not run as root, and there is no user postgres or nobody' : null;
}

/** @returns {Promise<number>} */
const freePort = () =>
	new Promise((resolve, reject) => {
		const server = createServer().once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
		});
	});

/**
 * The version of a server, or what it answers instead.
 *
 * @param {Server} server
 */
async function ask({ host, port, user, password }) {
	const client = new Client({ host, port, user, password, database: 'postgres', connectionTimeoutMillis: 2000 });
	try {
		await client.connect();
		const { rows } = await client.query(
			"select current_setting('server_version') as version, rolsuper from pg_roles where rolname = current_user",
		);
		return { version: String(rows[0].version), isSuperuser: Boolean(rows[0].rolsuper) };
	} catch (error) {
		return { why: /** @type {Error} */ (error).message };
	} finally {
		await client.end().catch(() => {});
	}
}

/**
 * Starts a server of its own on a free port of 127.0.0.1, with the user `postgres`.
 *
 * @param {{ hba?: string, settings?: Record<string, string>, files?: Record<string, string> }} [options] `hba`: lines of
 *   pg_hba.conf, all trusted by default; `files` go beside the data
 * @returns {Promise<OwnServer>}
 */
async function startOwnServer({ hba, settings = {}, files = {} } = {}) {
	const programs = findPrograms() ?? '';
	const user = findUser() ?? {};
	const folder = mkdtempSync(join(tmpdir(), 'support-triage-pg-'));
	const data = join(folder, 'data');
	mkdirSync(data, { mode: 0o700 });
	const password = 'correct horse';
	const owned = { 'password.txt': password, ...files };
	for (const [name, text] of Object.entries(owned)) writeFileSync(join(folder, name), text, { mode: 0o600 });
	if (user.uid !== undefined) {
		for (const path of ['', 'data', ...Object.keys(owned)]) chownSync(join(folder, path), user.uid, user.gid);
	}
	const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
	execFileSync(join(programs, 'initdb'), [...initdb, `--pwfile=${join(folder, 'password.txt')}`], {
		...user,
		cwd: folder,
		stdio: 'pipe',
	});
	if (hba !== undefined) writeFileSync(join(data, 'pg_hba.conf'), hba);

	const port = await freePort();
	const all = { port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: folder, ...settings };
	const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value.replace('FOLDER', folder)}`]);
	const child = spawn(join(programs, 'postgres'), ['-D', data, ...flags], { ...user, cwd: folder, stdio: 'ignore' });
	const exited = new Promise((resolve) => child.once('exit', resolve));
	const killAtExit = () => child.kill('SIGKILL');
	process.once('exit', killAtExit);
	const stop = async () => {
		child.kill('SIGINT');
		await exited;
		process.off('exit', killAtExit);
		rmSync(folder, { recursive: true, force: true });
	};

	const server = { host: '127.0.0.1', port, user: 'postgres', password };
	for (const deadline = performance.now() + startLimit; ; await wait(50)) {
		const { why } = await ask(server);
		// Any answer of the server itself is one: who may log in is the caller's business.
		if (why === undefined || !/ECONNREFUSED|starting up/.test(why)) return { ...server, stop };
		if (child.exitCode !== null || performance.now() > deadline) {
			await stop();
			throw new Error(`A PostgreSQL server of its own did not start: ${why}`);
		}
	}
}

module.exports = { ask, startOwnServer, whyNoOwnServer };
