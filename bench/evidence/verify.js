const { rmSync } = require('node:fs');
const { join } = require('node:path');
const { DatabaseSync } = require('node:sqlite');

const audit = require('./audit');

const size = 10_000;

/**
 * A signed log of 10,000 entries and its bundle.
 *
 * @param {string} folder
 */
async function makeLog(folder) {
	const file = join(folder, 'verified.sqlite');
	const bundle = join(folder, 'bundle');
	const { core, exportTo, fill, signer, storage } = audit;
	const store = await storage().openSqliteStore(file);
	await fill(store, size, 0);
	const signed = await store.checkpoint((text) => core().signNote(text, [signer().skey]), {
		command_id: 'sign',
		actor: { kind: 'system', id: 'bench' },
	});
	await store.close();
	if (signed.outcome !== 'signed') throw new Error('The log was not signed');
	rmSync(bundle, { recursive: true, force: true });
	await exportTo(file, bundle);
	return { file, bundle, note: signed.note };
}

/**
 * All that is hashed of a store, in memory, so that reading it is not timed.
 *
 * @param {string} file
 */
function readBytes(file) {
	const sqlite = new DatabaseSync(file, { readOnly: true });
	const bodies = sqlite.prepare('select body from audit_entry order by idx').all();
	const parts = sqlite.prepare('select salt, bytes from audit_part').all();
	sqlite.close();
	return {
		leaves: bodies.map(({ body }) => String(body)),
		parts: parts.map(({ salt, bytes }) => /** @type {[Uint8Array, Uint8Array]} */ ([salt, bytes])),
	};
}

/**
 * What verification costs: its hashing alone beside the same hashing in a bare loop, and all of it beside a bare loop that
 * reads and hashes the same bytes and judges nothing.
 *
 * @param {string} folder
 * @returns {Promise<Array<import('../measure').Contest>>}
 */
async function verify(folder) {
	const { file, bundle, note } = await makeLog(folder);
	const { leaves, parts } = readBytes(file);
	/** @param {ReturnType<typeof audit.ownHasher>} hasher */
	const hashAll = (hasher) => {
		for (const leaf of leaves) hasher.leaf(leaf);
		for (const [salt, bytes] of parts) hasher.part(salt, bytes);
		return hasher.root();
	};
	const [ours, reference] = [() => hashAll(audit.ownHasher()), () => hashAll(audit.treeHasher())];
	if (ours() !== reference()) throw new Error('The bare loop comes to another root');
	const named = { referenceName: 'a bare loop that reads and hashes it', calls: 1 };
	return [
		{ name: `hash ${size} entries and their parts`, ours, reference, referenceName: 'a bare loop', calls: 1 },
		{
			name: `SQLite: verify a store of ${size} entries`,
			ours: async () => await audit.verifyStore(file, note),
			reference: () => audit.hashStore(file),
			...named,
		},
		{
			name: `verify a bundle of ${size} entries`,
			ours: async () => await audit.verifyFolder(bundle, note),
			reference: async () => await audit.hashBundle(bundle),
			...named,
		},
	];
}

module.exports = { verify };
