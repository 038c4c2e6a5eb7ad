const { writeSync } = require('node:fs');
const { join } = require('node:path');

/**
 * A process of its own that sweeps, five timers and five attempts at a time, until nothing is due. For each step
 * and attempt that a sweep gave it, it writes the id on one line.
 *
 * @typedef {{ sqlite: string } | { postgres: import('../../storage').PostgresConnection }} Target
 *
 * @param {{ compiled: string, target: Target, name: string }} order
 */
async function main({ compiled, target, name }) {
	/** @type {typeof import('../../storage')} */
	const { openPostgresStore, openSqliteStore } = require(join(compiled, 'storage'));
	const options = { busyTimeoutMs: 60_000 };
	const store =
		'sqlite' in target
			? await openSqliteStore(target.sqlite, options)
			: await openPostgresStore(target.postgres, options);
	for (;;) {
		const { steps, is_all } = await store.sweepTimers({ limit: 5 }, { actor: { kind: 'workflow', id: name } });
		for (const { record } of steps) writeSync(1, `${record.id}\n`);
		const retries = await store.sweepRetries({ limit: 5 }, { actor: { kind: 'workflow', id: name } });
		for (const id of retries.entry_ids) writeSync(1, `${id}\n`);
		if (is_all && retries.is_all) break;
	}
	await store.close();
}

void main(JSON.parse(process.argv[2] ?? ''));
