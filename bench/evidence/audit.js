const { createHash, hash } = require('node:crypto');
const { createReadStream } = require('node:fs');
const { join } = require('node:path');
const { DatabaseSync } = require('node:sqlite');

const { dist } = require('../../scripts/paths');
const { writerOf } = require('./writer');

const entriesPerCase = 25;
const atOnce = 1000;
const partTag = Buffer.from('support-triage-part-v1\0');

/** @returns {typeof import('../../core')} */
const core = () => require(join(dist, 'core'));
/** @returns {typeof import('../../storage')} */
const storage = () => require(join(dist, 'storage'));

/** @param {number} number */
const caseId = (number) => `C-${String(number).padStart(4, '0')}`;

/**
 * Makes the log longer, to cases of 25 entries each with a part of 300 bytes, and returns microseconds an entry.
 *
 * @param {import('../../storage').TriageStore} store
 * @param {number} size entries there are to be, about
 * @param {number} have
 */
async function fill(store, size, have) {
	const writer = writerOf(store, `fill-${size}`);
	const start = performance.now();
	let written = have;
	while (written < size) {
		const opened = await Promise.all(Array.from({ length: atOnce / entriesPerCase }, async () => await writer.open()));
		const ids = opened.map((result) => ('case' in result ? result.case.case_id : caseId(1)));
		const notes = ids.flatMap((id) => Array.from({ length: entriesPerCase - 1 }, async () => await writer.note(id)));
		await Promise.all(notes);
		written += atOnce;
	}
	return ((performance.now() - start) * 1000) / (written - have);
}

/** Signs the log, with a key that only tests and benchmarks have. */
const signer = () => core().makeKeyPair('bench.example', Buffer.alloc(32, 7));

/**
 * The least that must be hashed to know a log: leaves, parts and the tree over the leaves. A bare loop over the hashes of
 * Node.js, with nothing of the pack in it.
 */
function treeHasher() {
	/** @type {Buffer[]} roots of perfect subtrees, widest first */
	const nodes = [];
	let size = 0;
	const two = Buffer.alloc(65, 1);
	/** @param {Buffer} left @param {Buffer} right */
	const join = (left, right) => {
		two.set(left, 1);
		two.set(right, 33);
		return hash('sha256', two, 'buffer');
	};
	return {
		/** @param {Uint8Array | string} leaf */
		leaf(leaf) {
			const data = typeof leaf === 'string' ? `\0${leaf}` : Buffer.concat([Buffer.alloc(1), leaf]);
			let node = hash('sha256', data, 'buffer');
			for (let width = size; width % 2 === 1; width = Math.floor(width / 2)) {
				node = join(/** @type {Buffer} */ (nodes.pop()), node);
			}
			nodes.push(node);
			size += 1;
		},
		/** @param {Uint8Array} salt @param {Uint8Array} bytes */
		part: (salt, bytes) => hash('sha256', Buffer.concat([partTag, salt, bytes]), 'hex'),
		root: () => nodes.reduceRight((right, left) => join(left, right)).toString('hex'),
	};
}

/** The same hashing, as verification does it. */
function ownHasher() {
	const { appendLeaf, commitPart, emptyFrontier, leafHash, rootOf } = core();
	let frontier = emptyFrontier;
	return {
		/** @param {Uint8Array | string} leaf */
		leaf(leaf) {
			frontier = appendLeaf(frontier, leafHash(leaf));
		},
		part: commitPart,
		root: () => Buffer.from(rootOf(frontier)).toString('hex'),
	};
}

/**
 * Reads and hashes a store's file and does nothing else.
 *
 * @param {string} path
 */
function hashStore(path) {
	const sqlite = new DatabaseSync(path, { readOnly: true });
	const hasher = treeHasher();
	for (const { body } of sqlite.prepare('select body from audit_entry order by idx').iterate()) {
		hasher.leaf(String(body));
	}
	for (const { salt, bytes } of sqlite.prepare('select salt, bytes from audit_part').iterate()) {
		hasher.part(/** @type {Uint8Array} */ (salt), /** @type {Uint8Array} */ (bytes));
	}
	sqlite.close();
	return hasher.root();
}

/**
 * Reads a bundle's two large files, finds their lines and hashes them.
 *
 * @param {string} folder
 */
async function hashBundle(folder) {
	const hasher = treeHasher();
	for (const [name, take] of /** @type {const} */ ([
		['entries.ndjson', hasher.leaf],
		[
			'parts.ndjson',
			(/** @type {Buffer} */ line) => {
				const { salt, b64 } = JSON.parse(line.toString());
				hasher.part(Buffer.from(salt, 'base64'), Buffer.from(b64, 'base64'));
			},
		],
	])) {
		let rest = Buffer.alloc(0);
		const file = createHash('sha256');
		for await (const chunk of createReadStream(join(folder, name))) {
			file.update(chunk);
			const data = Buffer.concat([rest, chunk]);
			let from = 0;
			for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, from)) {
				take(data.subarray(from, end));
				from = end + 1;
			}
			rest = data.subarray(from);
		}
	}
	return hasher.root();
}

/** @param {string} file of a store @param {string} folder where the bundle goes */
async function exportTo(file, folder) {
	const { exportBundle, readSqliteStore, writeFolder } = storage();
	await writeFolder(
		folder,
		async (sink) =>
			await readSqliteStore(
				file,
				async (source) => await exportBundle(source, { kind: 'full', withhold: 'none' }, sink),
			),
	);
}

/** @param {string} folder @param {string} note */
async function verifyFolder(folder, note) {
	const { readBundle } = require(join(dist, 'cli', 'readBundle.js'));
	const { verifyBundle } = core();
	const policy = /** @type {any} */ ({ v: 1, origin: note.split('\n')[0], vkeys: [signer().vkey] });
	const options = { now: new Date().toISOString(), anchors: [Buffer.from(note)] };
	const report = await verifyBundle(await readBundle(folder), policy, options);
	if (report.verdict !== 'VERIFIED') throw new Error(`The bundle is ${report.verdict}`);
}

/** @param {string} file @param {string} note */
async function verifyStore(file, note) {
	const store = await storage().openSqliteStore(file);
	const { verdict } = await store.verify({ anchors: [note], vkeys: [signer().vkey] });
	await store.close();
	if (verdict !== 'intact') throw new Error(`The store is ${verdict}`);
}

module.exports = {
	core,
	exportTo,
	fill,
	hashBundle,
	hashStore,
	ownHasher,
	signer,
	storage,
	treeHasher,
	verifyFolder,
	verifyStore,
};
