// Runs a command on Node 24 with the locked packages, installing first what is missing. Itself needs only Node 18.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const binFolder = join(root, 'node_modules', '.bin');
const localNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const isWindows = process.platform === 'win32';

const lockFile = join(root, 'package-lock.json');
const installedList = join(root, 'node_modules', '.package-lock.json');
/** Digest of the lock file that the packages were installed from. */
const stampFile = join(root, 'node_modules', '.package-lock.sha256');

/** What the npm package `node` can bring; for anything else Node 24 must be there already. */
const platformsWithNode24 = ['linux-x64', 'linux-arm64', 'win32-x64'];
const oldestNpm = 8;

/** @type {NodeJS.Signals[]} */
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @param {string} version */
const majorOf = (version) => Number(version.split('.')[0]);

/** `npm ci` removes the Node that it brought before, which may be the one that runs this. */
const needsLocalNode =
	majorOf(process.versions.node) < 24 || realpathSync(process.execPath).startsWith(realpathSync(root));

/**
 * @param {string} sentence what is missing and what to do about it
 * @returns {never}
 */
function stop(sentence) {
	console.error(sentence);
	process.exit(1);
}

/** @param {string} path */
function readJson(path) {
	return JSON.parse(readFileSync(path, 'utf8'));
}

const lockDigest = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

/** Whether node_modules holds what package-lock.json asks for. npm writes its own list last, so a broken-off install has none. */
function packagesMatchLock() {
	if (!existsSync(installedList)) return false;
	if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockDigest()) return true;
	// Somebody ran npm by hand. What it leaves out: optional packages for other platforms, and what nothing asks for.
	const installed = readJson(installedList).packages;
	return Object.entries(readJson(lockFile).packages).every(
		([path, { version, optional, extraneous }]) =>
			path === '' || optional || extraneous || installed[path]?.version === version,
	);
}

function checkNpm() {
	const { error, status, stdout } = spawnSync('npm', ['--version'], { encoding: 'utf8', shell: isWindows });
	if (error || status !== 0) stop('npm is missing: install Node 24, which brings it (https://nodejs.org)');
	if (majorOf(stdout) < oldestNpm)
		stop(`npm ${stdout.trim()} is too old, ${oldestNpm} or newer is needed: npm install --global npm@10`);
}

function checkNode24CanBeBrought() {
	const platform = `${process.platform}-${process.arch}`;
	if (platformsWithNode24.includes(platform)) return;
	stop(
		`Node 24 is needed, this is ${process.versions.node}, and npm has no Node 24 for ${platform}: install Node 24 (https://nodejs.org)`,
	);
}

/**
 * @param {string} what the line that is shown before it
 * @param {readonly string[]} args
 */
function runNpm(what, args) {
	console.error(what);
	const { status, signal, stderr } = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: root,
		encoding: 'utf8',
		shell: isWindows,
		stdio: ['ignore', 'inherit', 'pipe'],
	});
	if (status === 0) return;
	const unreachable = /(?:(?:connect|getaddrinfo) E\w+|network timeout).*/.exec(stderr);
	if (unreachable)
		stop(
			`The npm registry cannot be reached (${unreachable[0]}): check the network, the proxy, or \`npm config get registry\``,
		);
	process.stderr.write(stderr);
	stop(`npm ${args[0]} ${signal ? `was stopped by ${signal}` : 'did not finish'}: its own words are above`);
}

function prepare() {
	const needsPackages = !packagesMatchLock();
	const needsNode = needsLocalNode && (needsPackages || !existsSync(localNode));
	if (needsNode) checkNode24CanBeBrought();
	if (!needsPackages && !needsNode) return;
	checkNpm();
	if (needsPackages) {
		runNpm('Installing the packages of package-lock.json (usually 1 to 3 minutes) …', ['ci']);
		writeFileSync(stampFile, lockDigest());
	}
	// Install scripts are off for every package (.npmrc); this one fetches the Node binary.
	if (needsNode) runNpm('Getting Node 24 (usually 10 to 30 seconds) …', ['rebuild', 'node', '--ignore-scripts=false']);
	if (needsNode && !existsSync(localNode)) stop('Node 24 did not arrive: install Node 24 (https://nodejs.org)');
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
	const path = [binFolder, dirname(process.execPath), process.env.PATH].join(delimiter);
	const child = spawn(command, args, {
		cwd: root,
		env: { ...process.env, PATH: path },
		shell: isWindows,
		stdio: 'inherit',
	});
	for (const signal of passedOn) process.on(signal, () => child.kill(signal));
	child.once('error', (error) => stop(`${command} cannot be run: ${error.message}`));
	child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
}

if (majorOf(process.versions.node) < 18)
	stop(`Node 18 or newer is needed to begin with, this is ${process.versions.node}`);
const [command, ...args] = process.argv.slice(2);
if (command === undefined) stop('Usage: node scripts/node24.mjs COMMAND [ARGUMENTS]');
// Whoever asks what `npm start` can do has not asked for its packages yet.
if (!(args[0] === 'scripts/start.js' && args.includes('--help'))) prepare();
run(command, args);
