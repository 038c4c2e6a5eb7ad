const { randomBytes } = require('node:crypto');
const { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { basename, join } = require('node:path');

const { npm, run } = require('../command');
const { digestOf, isStamped, writeStamp } = require('../stamp');
const { n8n } = require('./install');
const { n8nEnvironment } = require('./server');

/** Names the folder as one of ours, which may be removed and made again. */
const marker = 'made-by-n8n-nodes-support-triage';

/** @param {string} userFolder */
const isOurs = (userFolder) => existsSync(join(userFolder, marker));

/** @param {string} userFolder */
function makeUserFolder(userFolder) {
	mkdirSync(userFolder, { recursive: true });
	writeFileSync(join(userFolder, marker), '');
}

/**
 * Installs the tarball where n8n looks for community packages. Flags: the peer n8n-workflow is n8n's own copy, and a
 * second one would bring 150 MB.
 *
 * @param {string} userFolder
 * @param {string} tarball
 * @returns {Promise<boolean>} false when exactly this tarball was there already
 */
async function installPack(userFolder, tarball) {
	const folder = join(userFolder, '.n8n', 'nodes');
	const stampFile = join(userFolder, 'pack.json');
	const stamp = digestOf([tarball]);
	if (isStamped(stampFile, stamp)) return false;
	// npm takes a tarball of the same version for the one it has.
	rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	copyFileSync(tarball, join(folder, basename(tarball)));
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'installed-nodes', private: true }));
	const flags = ['--legacy-peer-deps', '--omit=dev', '--ignore-scripts', '--prefer-offline'];
	await npm(['install', `./${basename(tarball)}`, ...flags, '--package-lock=false'], { cwd: folder });
	writeStamp(stampFile, stamp);
	return true;
}

/**
 * @param {string} folder
 * @returns {{ id: string, name: string }[]}
 */
function readWorkflows(folder) {
	const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
	return files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/**
 * Imports every workflow of a folder while n8n does not run: n8n's own command is the only way that keeps the ids of
 * the files. It unpublishes what it replaces, so nothing is touched when neither the workflows nor the pack changed.
 *
 * @param {string} userFolder
 * @param {string} folder with the workflow files
 * @param {Record<string, string>} [env] of that n8n, where it says which database it has
 * @returns {Promise<boolean>} false when nothing had changed
 */
async function importWorkflows(userFolder, folder, env) {
	const stampFile = join(userFolder, 'workflows.json');
	const stamp = digestOf([folder, join(userFolder, 'pack.json')]);
	if (isStamped(stampFile, stamp)) return false;
	const answer = await run(process.execPath, [n8n.bin, 'import:workflow', '--separate', `--input=${folder}`], {
		env: n8nEnvironment(userFolder, env),
	});
	// It ends well in any case.
	const count = readWorkflows(folder).length;
	if (!new RegExp(`Successfully imported ${count} workflows?\\b`).test(answer)) {
		throw new Error(`n8n did not import the ${count} workflows of ${folder}:\n${answer}`);
	}
	writeStamp(stampFile, stamp);
	return true;
}

/**
 * The one user of this n8n, made by its environment at every start. The password is made once per user folder.
 *
 * @param {string} userFolder
 * @returns {{ email: string, password: string, env: Record<string, string> }}
 */
function ownerOf(userFolder) {
	const file = join(userFolder, 'owner.json');
	if (!existsSync(file)) {
		// n8n asks for a capital letter and a digit.
		const owner = { email: 'owner@example.com', password: `T1-${randomBytes(9).toString('base64url')}` };
		writeFileSync(file, JSON.stringify(owner), { mode: 0o600 });
	}
	const { email, password } = JSON.parse(readFileSync(file, 'utf8'));
	const { hashSync } = createRequire(n8n.bin)('bcryptjs');
	const env = {
		N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
		N8N_INSTANCE_OWNER_EMAIL: email,
		N8N_INSTANCE_OWNER_PASSWORD_HASH: hashSync(password, 10),
		N8N_INSTANCE_OWNER_FIRST_NAME: 'Triage',
		N8N_INSTANCE_OWNER_LAST_NAME: 'Owner',
	};
	return { email, password, env };
}

module.exports = { importWorkflows, installPack, isOurs, makeUserFolder, ownerOf };
