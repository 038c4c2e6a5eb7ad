const { randomBytes } = require('node:crypto');
const { mkdtempSync } = require('node:fs');
const { DatabaseSync } = require('node:sqlite');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/**
 * @param {typeof import('../core')} core
 * @param {typeof import('../storage')} storage
 * @returns {Promise<Array<import('./measure').Contest>>}
 */
async function contests({ readCaseFields }, { openSqliteStore }) {
	const folder = mkdtempSync(join(tmpdir(), 'bench-'));
	const store = await openSqliteStore(join(folder, 'store.sqlite'));
	const plain = new DatabaseSync(join(folder, 'plain.sqlite'));
	plain.exec('pragma journal_mode = wal; pragma synchronous = full');
	plain.exec('create table row (id integer primary key, body text, part blob, record text)');
	const insert = plain.prepare('insert into row (body, part, record) values (?, ?, ?)');
	const [body, part, record] = ['b'.repeat(700), randomBytes(300), 'r'.repeat(500)];
	let count = 0;
	return [
		{
			name: 'open a case: entry, part, case, head',
			ours: async () => {
				count += 1;
				const fields = readCaseFields({ source: 'bench', ticket_id: count, subject: 'A ticket' });
				const context = { command_id: String(count), actor: /** @type {const} */ ({ kind: 'system', id: 'bench' }) };
				await store.execute(null, { kind: 'open', fields }, context);
			},
			reference: () => insert.run(body, part, record),
			referenceName: 'one plain INSERT of as many bytes',
			calls: 200,
		},
	];
}

module.exports = { contests };
