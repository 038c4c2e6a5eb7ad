const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { run } = require('./auditor');
const { core, fill, signer, storage } = require('./audit');

const sizes = [10_000, 100_000, 1_000_000];

/**
 * What one log costs as it grows to a million entries: time an entry and the peak of memory of a process that does
 * nothing else, beside the bare hashing of the same bytes.
 */
async function rows() {
	const folder = mkdtempSync(join(tmpdir(), 'support-triage-growth-'));
	const file = join(folder, 'store.sqlite');
	const { skey } = signer();
	const table = [];
	let have = 0;
	try {
		for (const size of sizes) {
			const store = await storage().openSqliteStore(file);
			const appended = await fill(store, size, have);
			have = size;
			const signed = await store.checkpoint((text) => core().signNote(text, [skey]), {
				command_id: `sign-${size}`,
				actor: { kind: 'system', id: 'bench' },
			});
			await store.close();
			if (signed.outcome !== 'signed') throw new Error('The log was not signed');
			const log = { file, folder: join(folder, 'bundle'), note: signed.note };
			/** @param {string} name @param {string} [reference] */
			const measured = async (name, reference = name) => {
				const [one, other] = [await run(name, log), await run(reference, log)];
				return {
					entries: size,
					what: name,
					'µs an entry': (one.us / size).toFixed(1),
					reference,
					'reference µs': (other.us / size).toFixed(1),
					'reference / ours': (other.us / one.us).toPrecision(2),
					'peak MB': one.megabytes,
				};
			};
			table.push(
				{ entries: size, what: 'append', 'µs an entry': appended.toFixed(1) },
				await measured('verify the store', 'hash the store'),
				await measured('export a bundle'),
				await measured('verify the bundle', 'hash the bundle'),
			);
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	return table;
}

module.exports = { rows };
