const { join } = require('node:path');

const { openPlain } = require('./plainRows');

/**
 * One of several processes that write at once. Prints how many microseconds a row took, without its start.
 *
 * @param {{ kind: 'store' | 'plain', folder: string, dist: string, name: string, count: number }} order
 */
async function main({ kind, folder, dist, name, count }) {
	const work = kind === 'plain' ? plainWork(folder) : await storeWork(folder, dist, name);
	const start = performance.now();
	for (let done = 0; done < count; done += 1) await work(done);
	process.stdout.write(String(((performance.now() - start) * 1000) / count));
}

/** @param {string} folder */
function plainWork(folder) {
	const plain = openPlain(join(folder, 'plain-shared.sqlite'));
	return () => plain.insert(1);
}

/** @param {string} folder @param {string} dist @param {string} name */
async function storeWork(folder, dist, name) {
	/** @type {typeof import('../core')} */
	const { readCaseFields } = require(join(dist, 'core'));
	/** @type {typeof import('../storage')} */
	const { openSqliteStore } = require(join(dist, 'storage'));
	const store = await openSqliteStore(join(folder, 'shared.sqlite'), { busyTimeoutMs: 60_000 });
	return async (/** @type {number} */ number) => {
		const ticket_id = `${name}-${number}`;
		const fields = readCaseFields({ source: 'bench', ticket_id, subject: 'A ticket' });
		await store.execute(
			null,
			{ kind: 'open', fields },
			{ command_id: ticket_id, actor: { kind: 'system', id: 'bench' } },
		);
	};
}

void main(JSON.parse(process.argv[2] ?? ''));
