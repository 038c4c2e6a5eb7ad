const { randomBytes } = require('node:crypto');
const { DatabaseSync } = require('node:sqlite');

/**
 * The plainest table that keeps as many bytes as one entry with its part and row, as durably.
 *
 * @param {string} path
 */
function openPlain(path) {
	const plain = new DatabaseSync(path, { timeout: 60_000 });
	plain.exec('pragma journal_mode = wal; pragma synchronous = full');
	plain.exec('create table if not exists row (id integer primary key, body text, part blob, record text)');
	const statement = plain.prepare('insert into row (body, part, record) values (?, ?, ?)');
	const [body, part, record] = ['b'.repeat(700), randomBytes(300), 'r'.repeat(500)];
	return {
		/** @param {number} count rows in one transaction */
		insert(count) {
			plain.exec('begin immediate');
			for (let done = 0; done < count; done += 1) statement.run(body, part, record);
			plain.exec('commit');
		},
	};
}

module.exports = { openPlain };
