const { join } = require('node:path');

const { dist } = require('./paths');

/**
 * Where the nodes keep cases and log of an n8n.
 *
 * @param {string} userFolder
 */
const storeFile = (userFolder) => join(userFolder, '.n8n', 'support-triage', 'store.sqlite');

/**
 * Opens a user folder's store with the built pack, as a program outside n8n would.
 *
 * @param {string} userFolder
 */
async function openStore(userFolder) {
	/** @type {typeof import('../storage')} */
	const { openSqliteStore } = require(join(dist, 'storage'));
	return await openSqliteStore(storeFile(userFolder));
}

/**
 * Recomputes the whole log and every case from it.
 *
 * @param {string} userFolder
 */
async function verifyStore(userFolder) {
	const store = await openStore(userFolder);
	try {
		return await store.verify();
	} finally {
		await store.close();
	}
}

module.exports = { openStore, storeFile, verifyStore };
