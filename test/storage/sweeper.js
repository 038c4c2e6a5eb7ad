const { writeSync } = require('node:fs');
const { join } = require('node:path');

/**
 * A process of its own that sweeps, some timers and attempts at a time, until nothing is due. For each step and attempt that
 * a sweep gave it, it writes the id on one line, and `held` for each step that it held back. `now` sets its clock.
 *
 * @typedef {{ sqlite: string } | { postgres: import('../../storage').PostgresConnection }} Target
 *
 * @param {{ compiled: string, target: Target, name: string, now?: string, limit?: number, throttle?: import('../../core').ThrottleRule[] }} order
 */
async function main({ compiled, target, name, now, limit = 5, throttle = [] }) {
	/** @type {typeof import('../../storage')} */
	const { openPostgresStore, openSqliteStore } = require(join(compiled, 'storage'));
	const options = { busyTimeoutMs: 60_000, ...(now !== undefined && { now: () => now }) };
	const store =
		'sqlite' in target
			? await openSqliteStore(target.sqlite, options)
			: await openPostgresStore(target.postgres, options);
	for (;;) {
		const { steps, held_count, is_all } = await store.sweepTimers(
			{ limit, throttle },
			{ actor: { kind: 'workflow', id: name } },
		);
		for (const { record } of steps) writeSync(1, `${record.id}\n`);
		for (let held = 0; held < held_count; held += 1) writeSync(1, 'held\n');
		const retries = await store.sweepRetries({ limit }, { actor: { kind: 'workflow', id: name } });
		for (const id of retries.entry_ids) writeSync(1, `${id}\n`);
		if (is_all && retries.is_all) break;
	}
	await store.close();
}

void main(JSON.parse(process.argv[2] ?? ''));
