const { spawn } = require('node:child_process');
const { delimiter, dirname } = require('node:path');

const { SetupError } = require('./setupError');

const keptLines = 25;

/** A command that failed; the message ends with the last lines it printed. */
class CommandError extends Error {}

/**
 * Runs a command to its end and returns what it printed. The running Node comes first on its PATH, so that npm and
 * every script of a package run on it too. Throws `CommandError` when it fails.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined> }} [options] `env` is the whole environment but for PATH
 * @returns {Promise<string>} standard output
 */
function run(command, args, { cwd, env = process.env } = {}) {
	const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
	const child = spawn(command, args, {
		cwd,
		env: { ...env, PATH: path },
		stdio: ['ignore', 'pipe', 'pipe'],
		shell: process.platform === 'win32',
	});
	const killAtExit = () => child.kill();
	process.once('exit', killAtExit);
	let output = '';
	let stdout = '';
	child.stdout.setEncoding('utf8').on('data', (text) => {
		stdout += text;
		output += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => {
			process.off('exit', killAtExit);
			if (code === 0) return resolve(stdout);
			const end = output.trimEnd().split('\n').slice(-keptLines).join('\n');
			reject(new CommandError(`${command} ${args.join(' ')} ended with ${signal ?? code}\n${end}`));
		});
	});
}

/**
 * Runs npm without its chatter.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: Record<string, string | undefined> }} options
 * @returns {Promise<string>}
 */
async function npm(args, options) {
	try {
		return await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], options);
	} catch (error) {
		const unreachable = /(?:(?:connect|getaddrinfo) E\w+|network timeout).*/;
		const reason = unreachable.exec(error instanceof CommandError ? error.message : '')?.[0];
		if (!reason) throw error;
		throw new SetupError(`The npm registry cannot be reached (${reason}): check the network and the proxy`);
	}
}

/**
 * Whether a program is there and answers.
 *
 * @param {string} command
 * @returns {Promise<boolean>}
 */
async function isInstalled(command) {
	return await run(command, ['--version']).then(
		() => true,
		() => false,
	);
}

/** @param {number} pid of a process of this user */
function isRunning(pid) {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

module.exports = { CommandError, isInstalled, isRunning, npm, run };
