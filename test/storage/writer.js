const { writeSync } = require('node:fs');
const { join } = require('node:path');

/**
 * A process of its own that opens a store and a case for each of its tickets. For each answer it got it writes one line,
 * `<ticket id> <case id> <is new>`; a line that is there means that the store had answered.
 *
 * @typedef {{ sqlite: string } | { postgres: import('../../storage').PostgresConnection }} Target
 *
 * @param {{ compiled: string, target: Target, name: string, tickets: string[] }} order
 */
async function main({ compiled, target, name, tickets }) {
	/** @type {typeof import('../../storage')} */
	const { openPostgresStore, openSqliteStore } = require(join(compiled, 'storage'));
	/** @type {typeof import('../../core')} */
	const { readCaseFields } = require(join(compiled, 'core'));
	// Many processes on few processors: whoever waits is not the subject here.
	const options = { busyTimeoutMs: 60_000 };
	const store =
		'sqlite' in target
			? await openSqliteStore(target.sqlite, options)
			: await openPostgresStore(target.postgres, options);
	for (const ticket_id of tickets) {
		const command = /** @type {const} */ ({
			kind: 'open',
			fields: readCaseFields({ source: 'help-desk', ticket_id, subject: 'Billing data is missing' }),
		});
		const context = {
			command_id: `${name}-${ticket_id}`,
			actor: /** @type {const} */ ({ kind: 'workflow', id: name }),
		};
		const result = await store.execute(null, command, context);
		writeSync(1, `${ticket_id} ${result.case.case_id} ${result.outcome === 'accepted'}\n`);
	}
	await store.close();
}

void main(JSON.parse(process.argv[2] ?? ''));
