const { join } = require('node:path');

const { dist } = require('../../scripts/paths');
const { postgresTables, sqliteTables } = require('./tables');

/**
 * @typedef {object} Place where both sides write
 * @property {string} [folder] of SQLite files
 * @property {import('../../storage').PostgresConnection} [server]
 */

/**
 * @param {Place} place
 * @param {string} name of the store
 */
async function openStore({ folder = '', server }, name) {
	/** @type {typeof import('../../storage')} */
	const { openPostgresStore, openSqliteStore } = require(join(dist, 'storage'));
	const options = { busyTimeoutMs: 60_000 };
	if (server) return await openPostgresStore({ ...server, schema: name }, options);
	return await openSqliteStore(join(folder, `${name}.sqlite`), options);
}

/**
 * @param {Place} place
 */
async function openTables({ folder = '', server }) {
	return server ? await postgresTables(server) : sqliteTables(join(folder, 'tables.sqlite'));
}

/**
 * @param {import('../../storage').TriageStore} store
 * @param {string} name of this writer
 */
function writerOf(store, name) {
	let count = 0;
	const context = () => ({
		command_id: `${name}-${(count += 1)}`,
		actor: /** @type {const} */ ({ id: 'bench', kind: 'system' }),
	});
	const data = { connector: 'crm', method: 'POST', url: '/suppressions' };
	/** @param {number} length */
	const partOf = (length) =>
		/** @type {const} */ ({
			name: 'request',
			bytes: Buffer.alloc(length, 'p'),
			media_type: 'text/plain',
			capture: 'raw',
			class: 'pii',
		});
	return {
		async open() {
			/** @type {typeof import('../../core')} */
			const { readCaseFields } = require(join(dist, 'core'));
			const fields = readCaseFields({ source: name, ticket_id: count, subject: 'A ticket' });
			return await store.execute(null, { kind: 'open', fields }, context());
		},
		/** @param {string} case_id */
		async note(case_id) {
			await store.record({ case_id, type: 'note.added', data: {}, parts: [partOf(300)] }, context());
		},
		/** @param {string} case_id @param {number} [length] of its part, in bytes */
		async record(case_id, length = 300) {
			await store.record({ case_id, type: 'connector.intent', data, parts: [partOf(length)] }, context());
		},
	};
}

/**
 * One of several processes that write at once. Prints how many microseconds a row took, without its start.
 *
 * @param {{ side: 'ours' | 'chained', place: Place, name: string, count: number }} order
 */
async function main({ side, place, name, count }) {
	const ours = side === 'ours' ? await openStore(place, 'shared') : null;
	const tables = ours === null ? await openTables(place) : null;
	const writer = ours && writerOf(ours, name);
	const start = performance.now();
	for (let done = 0; done < count; done += 1) await (writer ? writer.open() : tables?.chained(1));
	process.stdout.write(String(((performance.now() - start) * 1000) / count));
	await (ours ?? tables)?.close();
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? ''));

module.exports = { openStore, openTables, writerOf };
