const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { bringUp } = require('../../scripts/n8n/bringUp');
const { freePort } = require('../../scripts/n8n/ports');

/** No Code node runs in the tests, so none of its runners is started. */
const testEnvironment = {
	GENERIC_TIMEZONE: 'UTC',
	N8N_RUNNERS_MODE: 'external',
	N8N_RUNNERS_AUTH_TOKEN: 'none',
};

/** @type {string | undefined} */
let folder;

/** How the processes of jest, which begin later, learn of what was made before them. */
const told = { folder: 'SUPPORT_TRIAGE_MODEL', tarball: 'SUPPORT_TRIAGE_TARBALL' };

/**
 * Makes the user folder of an n8n that was started once, with the workflows published; tests begin with copies of it.
 *
 * @param {string} tarball of the pack
 */
async function makeModel(tarball) {
	folder = mkdtempSync(join(tmpdir(), 'support-triage-model-'));
	const { server } = await bringUp({ userFolder: folder, port: await freePort(), env: testEnvironment, tarball });
	await server.stop();
	// Each n8n has a store of its own, which begins empty.
	rmSync(join(folder, '.n8n', 'support-triage'), { recursive: true, force: true });
	process.env[told.folder] = folder;
	process.env[told.tarball] = tarball;
}

const modelFolder = () => process.env[told.folder];
/** Made once: npm would write it again below another n8n that is just installing it. */
const packTarball = () => process.env[told.tarball];

function removeModel() {
	if (folder) rmSync(folder, { recursive: true, force: true });
}

module.exports = { makeModel, modelFolder, packTarball, removeModel, testEnvironment };
