const { DatabaseSync } = require('node:sqlite');
const { Client } = require('pg');

const chunk = 5000;

/**
 * What both sides have of an engine: statements, in `?` or `$1`.
 *
 * @typedef {object} Raw
 * @property {(statement: string, values?: unknown[]) => Promise<any[]>} run
 * @property {(work: () => Promise<void>) => Promise<void>} transaction
 * @property {string} skip what keeps two sweeps apart
 * @property {() => Promise<void>} close
 */

/** @param {string} path @returns {Raw} */
function rawSqlite(path) {
	const db = new DatabaseSync(path);
	db.exec('pragma journal_mode = wal; pragma synchronous = full');
	/** @type {Map<string, import('node:sqlite').StatementSync>} */
	const kept = new Map();
	const run = async (/** @type {string} */ statement, /** @type {any[]} */ values = []) => {
		const text = statement.replaceAll(/\$\d+/g, '?');
		const prepared = kept.get(text) ?? db.prepare(text);
		kept.set(text, prepared);
		return prepared.all(...values);
	};
	const transaction = async (/** @type {() => Promise<void>} */ work) => {
		db.exec('begin immediate');
		await work();
		db.exec('commit');
	};
	return { run, transaction, skip: '', close: async () => db.close() };
}

/** @param {import('../storage').PostgresConnection} connection @returns {Promise<Raw>} */
async function rawPostgres({ schema = 'support_triage', ...connection }) {
	const client = new Client({ ...connection, ssl: false });
	await client.connect();
	await client.query(`set search_path = ${schema}`);
	const run = async (/** @type {string} */ statement, /** @type {any[]} */ values = []) =>
		(await client.query(statement, values)).rows;
	const transaction = async (/** @type {() => Promise<void>} */ work) => {
		await client.query('begin');
		await work();
		await client.query('commit');
	};
	return { run, transaction, skip: 'for update skip locked', close: async () => await client.end() };
}

const slots = (/** @type {number} */ rows, /** @type {number} */ width) =>
	Array.from({ length: rows }, (_, row) => {
		const own = Array.from({ length: width }, (_unused, column) => `$${row * width + column + 1}`);
		return `(${own.join(', ')})`;
	}).join(', ');

/**
 * Rows, some thousand at a time.
 *
 * @param {Raw} raw
 * @param {string} into
 * @param {Array<unknown[]>} rows
 */
async function insert(raw, into, rows) {
	const width = rows[0]?.length ?? 1;
	for (let from = 0; from < rows.length; from += chunk) {
		const some = rows.slice(from, from + chunk);
		await raw.run(`insert into ${into} values ${slots(some.length, width)}`, some.flat());
	}
}

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

module.exports = { insert, median, rawPostgres, rawSqlite };
