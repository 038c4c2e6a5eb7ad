const { createHash } = require('node:crypto');
const { copyFileSync, existsSync, mkdirSync, readFileSync } = require('node:fs');
const { readdir, rename, rm } = require('node:fs/promises');
const { homedir, hostname } = require('node:os');
const { dirname, join } = require('node:path');

const { isRunning, npm, run } = require('../command');
const { root } = require('../paths');
const { checkCompiler, checkRoom } = require('./toolchain');

const lockFile = join(__dirname, 'package-lock.json');

/** @type {{ packages: Record<string, { version: string, optional?: boolean }> }} */
const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
const { version } = /** @type {{ version: string }} */ (packages['node_modules/n8n']);

const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-support-triage');
const nodeMajor = process.versions.node.split('.')[0];
const key = createHash('sha256')
	.update(readFileSync(lockFile))
	.update(`node ${nodeMajor} ${process.platform} ${process.arch}`)
	.digest('hex')
	.slice(0, 12);

/** One n8n for all checkouts of this user. */
const n8n = {
	version,
	folder: join(cacheFolder, `n8n-${version}-${key}`),
	bin: join(cacheFolder, `n8n-${version}-${key}`, 'node_modules', 'n8n', 'bin', 'n8n'),
};

/** Where the headers of the running Node lie; without them node-gyp would download them, or take another Node's. */
function headersFolder() {
	const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
	const candidates = [
		join(root, 'node_modules', 'node', 'node_modules', nodePackage),
		join(root, 'node_modules', nodePackage),
		dirname(dirname(process.execPath)),
	];
	return candidates.find((folder) => {
		const header = join(folder, 'include', 'node', 'node_version.h');
		return existsSync(header) && readFileSync(header, 'utf8').includes(`NODE_MAJOR_VERSION ${nodeMajor}\n`);
	});
}

/** An install that was broken off on this machine leaves 2.9 GB behind. */
async function removeBrokenOff() {
	const leftover = new RegExp(`^n8n-.*\\.partial-${hostname().replaceAll('.', '\\.')}-(\\d+)$`);
	for (const name of await readdir(cacheFolder)) {
		const pid = leftover.exec(name)?.[1];
		if (pid && !isRunning(Number(pid))) await rm(join(cacheFolder, name), { recursive: true, force: true });
	}
}

/**
 * Installs n8n into `folder` and compiles its database module. Install scripts stay off: one of them wants to download
 * a binary that n8n does not need here.
 *
 * @param {string} folder
 * @param {(note: string) => void} say
 */
async function fill(folder, say) {
	mkdirSync(folder, { recursive: true });
	for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(__dirname, name), join(folder, name));

	const wanted = Object.keys(packages).filter((path) => path !== '' && !packages[path]?.optional);
	const count = () => wanted.filter((path) => existsSync(join(folder, path, 'package.json'))).length;
	const counter = setInterval(() => say(`${count()} of ${wanted.length} packages`), 1000);
	try {
		await npm(['ci', '--ignore-scripts'], { cwd: folder });
	} finally {
		clearInterval(counter);
	}

	say('compiling its database module');
	await npm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], {
		cwd: folder,
		env: { ...process.env, npm_config_nodedir: headersFolder() },
	});
	await run(process.execPath, ['-e', 'require("sqlite3")'], { cwd: folder });
}

/**
 * Makes sure that the pinned n8n is there. It is filled beside its place and renamed at the end, so that a broken-off
 * install is never taken for a whole one and two at once do not meet.
 *
 * @param {(note: string) => void} say
 * @returns {Promise<typeof n8n>}
 */
async function installN8n(say) {
	if (existsSync(n8n.bin)) return n8n;
	await checkCompiler();
	mkdirSync(cacheFolder, { recursive: true });
	await checkRoom(cacheFolder);
	await removeBrokenOff();

	const partial = `${n8n.folder}.partial-${hostname()}-${process.pid}`;
	try {
		await fill(partial, say);
		await rename(partial, n8n.folder);
	} catch (error) {
		// Another install may have been quicker; its result is as good.
		if (!existsSync(n8n.bin)) throw error;
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
	return n8n;
}

module.exports = { installN8n, n8n };
