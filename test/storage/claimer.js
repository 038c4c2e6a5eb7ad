const { writeSync } = require('node:fs');
const { join } = require('node:path');

/**
 * A process of its own that claims each of its keys and opens a case for those that it got. For each key it writes one
 * line, `<key> <outcome> <trigger id> <case id>`. `holds`: it stops after its first claim, and never ends it.
 *
 * @typedef {{ sqlite: string } | { postgres: import('../../storage').PostgresConnection }} Target
 *
 * @param {{ compiled: string, target: Target, name: string, keys: string[], holds: boolean }} order
 */
async function main({ compiled, target, name, keys, holds }) {
	/** @type {typeof import('../../storage')} */
	const { openPostgresStore, openSqliteStore } = require(join(compiled, 'storage'));
	/** @type {typeof import('../../core')} */
	const { readCaseFields, readTrigger } = require(join(compiled, 'core'));
	const options = { busyTimeoutMs: 60_000 };
	const store =
		'sqlite' in target
			? await openSqliteStore(target.sqlite, options)
			: await openPostgresStore(target.postgres, options);
	const context = (/** @type {string} */ what) => ({
		command_id: `${name} ${what}`,
		actor: /** @type {const} */ ({ kind: 'workflow', id: name }),
	});
	for (const key of keys) {
		const trigger = readTrigger({ source: 'help-desk', received_at: new Date().toISOString(), key: { value: key } });
		const [result] = await store.recordTriggers([{ trigger, context: context(`claim ${key}`) }]);
		if (result === undefined) throw new Error('Nothing was recorded');
		const { outcome, trigger_id } = result;
		if (holds) {
			writeSync(1, `${key} ${outcome} ${trigger_id} -\n`);
			await new Promise((resolve) => setTimeout(resolve, 60_000));
		}
		let caseId = '-';
		if (outcome === 'accepted') {
			// Another ticket for each process: the claim alone keeps the key from having two cases.
			const fields = readCaseFields({ source: 'help-desk', ticket_id: `${key} ${name}` });
			const opened = await store.execute(null, { kind: 'open', fields, trigger_id }, context(`open ${key}`));
			caseId = opened.case.case_id;
		}
		writeSync(1, `${key} ${outcome} ${trigger_id} ${caseId}\n`);
	}
	await store.close();
}

void main(JSON.parse(process.argv[2] ?? ''));
