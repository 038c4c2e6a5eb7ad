const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { append } = require('./append');
const { verify } = require('./verify');
const { withDatabase } = require('../database');
const { measure } = require('../measure');

/** What an append costs on both engines, and a verification. Without a PostgreSQL server there are no rows of it, and a line says so. */
async function rows() {
	const folder = mkdtempSync(join(tmpdir(), 'support-triage-bench-'));
	/** @type {object[]} */
	const table = [];
	/** @param {string} engine @param {import('./writer').Place} place */
	const run = async (engine, place) => {
		const { contests, close } = await append(engine, place);
		for (const contest of contests) table.push(await measure(contest));
		await close();
	};
	try {
		await run('SQLite', { folder });
		for (const contest of await verify(folder)) table.push(await measure(contest));
		await withDatabase(async (server) => await run('PostgreSQL', { server }));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	return table;
}

module.exports = { rows };
