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

/** Makes the user folder of an n8n that was started once, with the workflows published; tests begin with copies of it. */
async function makeModel() {
	folder = mkdtempSync(join(tmpdir(), 'support-triage-model-'));
	const { server } = await bringUp({ userFolder: folder, port: await freePort(), env: testEnvironment });
	await server.stop();
	// Each n8n has a store of its own, which begins empty.
	rmSync(join(folder, '.n8n', 'support-triage'), { recursive: true, force: true });
	// How the processes of jest, which begin later, learn of it.
	process.env.SUPPORT_TRIAGE_MODEL = folder;
}

const modelFolder = () => process.env.SUPPORT_TRIAGE_MODEL;

function removeModel() {
	if (folder) rmSync(folder, { recursive: true, force: true });
}

module.exports = { makeModel, modelFolder, removeModel, testEnvironment };
