const { spawn } = require('node:child_process');
const { rmSync } = require('node:fs');

const { exportTo, hashBundle, hashStore, verifyFolder, verifyStore } = require('./audit');

/**
 * @typedef {object} Log
 * @property {string} file of the store
 * @property {string} folder of its bundle
 * @property {string} note a signed checkpoint over it
 */

/** @type {Record<string, (log: Log) => unknown>} */
const jobs = {
	nothing: () => undefined,
	'hash the store': ({ file }) => hashStore(file),
	'verify the store': async ({ file, note }) => await verifyStore(file, note),
	'export a bundle': async ({ file, folder }) => {
		rmSync(folder, { recursive: true, force: true });
		await exportTo(file, folder);
	},
	'hash the bundle': async ({ folder }) => await hashBundle(folder),
	'verify the bundle': async ({ folder, note }) => await verifyFolder(folder, note),
};

/**
 * So little that what is not needed is collected, and not left lying about as on a machine with much memory: the old
 * generation, and the young one, which Node.js 24 else lets grow with the rate of allocation.
 */
const memory = ['--max-old-space-size=96', '--max-semi-space-size=16'];

/**
 * Runs a job in a process of its own with a small heap, so that its peak of memory is its own as well.
 *
 * @param {string} job
 * @param {Log} log
 * @returns {Promise<{ us: number, megabytes: number }>}
 */
async function run(job, log) {
	const child = spawn(process.execPath, [...memory, __filename, JSON.stringify({ job, log })], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let text = '';
	child.stdout.on('data', (chunk) => (text += chunk));
	const code = await new Promise((resolve) => child.once('close', resolve));
	if (code !== 0) throw new Error(`${job} ended with ${code}`);
	return JSON.parse(text);
}

/** @param {{ job: string, log: Log }} order */
async function main({ job, log }) {
	const start = performance.now();
	await jobs[job]?.(log);
	const us = (performance.now() - start) * 1000;
	process.stdout.write(JSON.stringify({ us, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }));
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? ''));

module.exports = { run };
