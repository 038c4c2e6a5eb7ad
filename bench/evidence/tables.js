const { createHash, randomBytes } = require('node:crypto');
const { DatabaseSync } = require('node:sqlite');
const { Client } = require('pg');

const columns = 'body text, part {bytes}, record text, hash text, case_id text, at text';
const insert = 'insert into {table} (body, part, record, hash, case_id, at) values ';
const [body, record] = ['b'.repeat(700), 'r'.repeat(500)];

/**
 * @typedef {object} Tables two tables that keep as many bytes as an entry with its part and its row, as durably
 * @property {(count: number, partLength?: number) => unknown} plain that many rows in one transaction
 * @property {(count: number, partLength?: number) => unknown} chained the same with an audit table's usual hash chain: each
 *   row has the hash of its content, its part and the row before it
 * @property {() => unknown} close
 */

/** @param {number} index @param {Buffer} part @param {string} before */
function chainedRow(index, part, before) {
	const case_id = `C-${index % 1000}`;
	const at = new Date().toISOString();
	const digest = createHash('sha256').update(part).digest('hex');
	const facts = { case_id, at, type: 'connector.intent', actor: { kind: 'system', id: 'bench' }, part: digest };
	const text = JSON.stringify({ ...facts, before, rest: 'b'.repeat(400) });
	return [text, part, record, createHash('sha256').update(text).digest('hex'), case_id, at];
}

/**
 * @param {string} path
 * @returns {Tables}
 */
function sqliteTables(path) {
	const sqlite = new DatabaseSync(path, { timeout: 60_000 });
	sqlite.exec('pragma journal_mode = wal; pragma synchronous = full');
	const statements = ['plain', 'chained'].map((table) => {
		const types = columns.replace('{bytes}', 'blob');
		sqlite.exec(`create table if not exists ${table} (id integer primary key, ${types})`);
		return sqlite.prepare(`${insert.replace('{table}', table)} (?, ?, ?, ?, ?, ?)`);
	});
	sqlite.exec('create index if not exists by_case on chained (case_id, id)');
	const newest = sqlite.prepare('select hash from chained order by id desc limit 1');
	/** @param {() => void} work */
	const transaction = (work) => {
		sqlite.exec('begin immediate');
		work();
		sqlite.exec('commit');
	};
	return {
		plain: (count, partLength = 300) =>
			transaction(() => {
				for (let row = 0; row < count; row += 1) statements[0]?.run(body, randomBytes(partLength), record, '', '', '');
			}),
		chained: (count, partLength = 300) =>
			transaction(() => {
				let before = String(newest.get()?.hash ?? '');
				for (let row = 0; row < count; row += 1) {
					const values = chainedRow(row, randomBytes(partLength), before);
					statements[1]?.run(...values);
					before = String(values[3]);
				}
			}),
		close: () => sqlite.close(),
	};
}

/**
 * @param {object} server
 * @returns {Promise<Tables>}
 */
async function postgresTables(server) {
	const client = new Client(server);
	await client.connect();
	const types = columns.replace('{bytes}', 'bytea');
	for (const table of ['plain', 'chained']) {
		await client.query(
			`create table if not exists ${table} (id bigint generated always as identity primary key, ${types})`,
		);
	}
	await client.query('create index if not exists by_case on chained (case_id, id)');
	/** @param {string} table @param {unknown[][]} rows in one statement, as a driver sends many rows fastest */
	const insertAll = async (table, rows) => {
		const places = rows.map((_, row) => `(${[1, 2, 3, 4, 5, 6].map((column) => `$${row * 6 + column}`)})`);
		await client.query(`${insert.replace('{table}', table)} ${places}`, rows.flat());
	};
	/** @param {() => Promise<void>} work */
	const transaction = async (work) => {
		await client.query('begin');
		await work();
		await client.query('commit');
	};
	return {
		plain: async (count, partLength = 300) =>
			await transaction(async () => {
				const rows = Array.from({ length: count }, () => [body, randomBytes(partLength), record, '', '', '']);
				await insertAll('plain', rows);
			}),
		chained: async (count, partLength = 300) =>
			await transaction(async () => {
				await client.query('lock table chained in exclusive mode');
				const { rows: newest } = await client.query('select hash from chained order by id desc limit 1');
				let before = String(newest[0]?.hash ?? '');
				const rows = Array.from({ length: count }, (_, row) => {
					const values = chainedRow(row, randomBytes(partLength), before);
					before = String(values[3]);
					return values;
				});
				await insertAll('chained', rows);
			}),
		close: async () => await client.end(),
	};
}

module.exports = { postgresTables, sqliteTables };
