const { statfs } = require('node:fs/promises');

const { isInstalled } = require('../command');
const { SetupError } = require('../setupError');

/** n8n is 2.9 GB; npm's own cache of it is the rest. */
const roomNeeded = 5e9;

/**
 * What compiling sqlite3 needs, with the Debian package that brings it.
 *
 * @type {{ name: string, commands: string[] }[]}
 */
const tools = [
	{ name: 'python3', commands: ['python3', 'python'] },
	{ name: 'make', commands: ['make', 'gmake'] },
	{ name: 'g++', commands: ['c++', 'g++', 'clang++'] },
];

/** Stops with one sentence when n8n's database module cannot be compiled on this machine. */
async function checkCompiler() {
	const there = await Promise.all(
		tools.map(async ({ commands }) => (await Promise.all(commands.map(isInstalled))).includes(true)),
	);
	const missing = tools.filter((_, index) => !there[index]).map(({ name }) => name);
	if (missing.length === 0) return;
	const names = missing.join(' and ').replace(/ and (?=.* and )/g, ', ');
	const advice = (await isInstalled('apt-get')) ? `apt-get install -y ${missing.join(' ')}` : 'install what is missing';
	throw new SetupError(`n8n's database module sqlite3 is compiled here and needs ${names}: ${advice}`);
}

/** @param {string} folder that exists */
async function checkRoom(folder) {
	const { bavail, bsize } = await statfs(folder);
	const free = bavail * bsize;
	if (free >= roomNeeded) return;
	const gigabytes = (/** @type {number} */ bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
	throw new SetupError(
		`n8n needs ${gigabytes(roomNeeded)} in ${folder} and ${gigabytes(free)} are free: make room, or set XDG_CACHE_HOME to another disk`,
	);
}

module.exports = { checkCompiler, checkRoom };
