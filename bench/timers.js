const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { withDatabase } = require('./database');
const { insert, median, rawPostgres, rawSqlite } = require('./raw');
const { references } = require('./timerWork');

const dueCount = 100;
const rounds = 9;
const sizes = [10_000, 100_000, 1_000_000];
const chunk = 5000;
const begin = Date.parse('2026-01-05T09:00:00Z');
const at = (/** @type {number} */ minutes) => new Date(begin + minutes * 60_000).toISOString();
const farAway = at(60 * 24 * 365);

/**
 * Finds what is due, writes a line for each, and moves it on.
 *
 * @param {import('./raw').Raw} raw
 * @param {import('./timerWork').Reference} reference
 * @param {string} now
 */
async function rawSweep(raw, { name, columns, workAt }, now) {
	const work = workAt(now, farAway);
	await raw.transaction(async () => {
		const due = await raw.run(
			`select id, payload from ${name}_timer where due_at <= $1 order by due_at, id limit ${dueCount} ${raw.skip}`,
			[now],
		);
		if (due.length !== dueCount) throw new Error(`${due.length} are due`);
		const { lines, payloads } = work(due);
		await insert(raw, `${name}_log (${columns.map((column) => column.split(' ')[0]).join(', ')})`, lines);
		for (const [index, { id }] of due.entries()) {
			await raw.run(`update ${name}_timer set due_at = $1, payload = $2 where id = $3`, [farAway, payloads[index], id]);
		}
	});
}

/** @param {() => Promise<unknown>} work */
async function time(work) {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

/**
 * Sweeps with ever more timers that are not due.
 *
 * @param {typeof import('../core')} core
 * @param {import('../storage').TriageStore} store
 * @param {import('./raw').Raw} raw
 * @param {{ instant: string }} clock
 * @param {string} engine
 */
async function sweeps(core, store, raw, clock, engine) {
	const chain = /** @type {import('../core').EscalationChain} */ ({
		id: 'bench',
		version: 1,
		steps: [{ target_role: 'Billing', wait_seconds: 60 }],
		on_exhausted: { fallback_role: 'Triage', wait_seconds: 365 * 86_400 },
		ack_ttl_seconds: 3600,
	});
	const context = (/** @type {string} */ command_id) => ({
		command_id,
		actor: /** @type {const} */ ({ kind: 'system', id: 'bench' }),
	});
	const fields = core.readCaseFields({ source: 'bench', ticket_id: 'T-1' });
	await store.execute(null, { kind: 'open', fields }, context('open'));
	const started = await store.executeTimer(
		{ case_id: 'C-0001', name: 'bench' },
		{
			kind: 'start',
			chain,
			calendar: core.alwaysOpen(),
			within: null,
			started_at: null,
			on_running: 'keep',
			pause_while_waiting: false,
		},
		context('start'),
	);
	const timer = /** @type {import('../core').Timer} */ (started.timer);
	const recordOf = (/** @type {string} */ case_id, /** @type {string} */ started_at, /** @type {string} */ due) =>
		core.canonicalize({ ...timer, case_id, started_at, next_due_at: due });
	const text = raw.skip === '' ? 'text' : 'text collate "C"';
	const ofEngine = (/** @type {string} */ column) => column.replace(' text ', ` ${text} `);
	for (const { name, columns, indexes } of references) {
		await raw.run(
			`create table ${name}_timer (id ${text} primary key, payload text not null, due_at ${text} not null)`,
		);
		await raw.run(`create index ${name}_timer_due on ${name}_timer (due_at, id)`);
		await raw.run(`create table ${name}_log (${columns.map(ofEngine).join(', ')})`);
		for (const [place, index] of indexes.entries()) {
			await raw.run(`create ${index.replace(' on ', ` ${name}_log_${place} on ${name}_log `)}`);
		}
	}
	let made = 0;
	const add = async (/** @type {number} */ count, /** @type {string} */ started_at, /** @type {string} */ due) => {
		for (let from = 0; from < count; from += chunk) {
			const rows = Array.from({ length: Math.min(chunk, count - from) }, () => {
				const case_id = `B-${(made += 1)}`;
				return { case_id, id: `_timer/${case_id}/bench`, payload: recordOf(case_id, started_at, due) };
			});
			await raw.transaction(async () => {
				await insert(
					raw,
					'timers (trail_id, case_id, state, next_due_at, record)',
					rows.map(({ id, case_id, payload }) => [id, case_id, timer.state, due, payload]),
				);
				const values = rows.map(({ id, payload }) => [id, payload, due]);
				for (const { name } of references) await insert(raw, `${name}_timer`, values);
			});
		}
	};
	let minute = 10;
	/** @type {Array<{ size: number, times: Record<string, number[]> }>} */
	const results = [];
	for (const size of sizes) {
		await add(size - made, at(60 * 24 * 365), farAway);
		if (raw.skip !== '') await raw.run('analyze');
		/** @type {Record<string, number[]>} */
		const times = { ours: [] };
		for (let round = 0; round <= rounds; round += 1) {
			minute += 10;
			await add(dueCount, at(minute), at(minute + 1));
			clock.instant = at(minute + 1);
			const ours = await time(async () => {
				const { steps } = await store.sweepTimers({ limit: dueCount }, context('sweep'));
				if (steps.length !== dueCount) throw new Error(`${steps.length} were told`);
			});
			if (round > 0) times.ours?.push(ours);
			for (const reference of references) {
				const taken = await time(async () => await rawSweep(raw, reference, clock.instant));
				if (round > 0) (times[reference.name] ??= []).push(taken);
			}
		}
		results.push({ size, times });
	}
	const medianOf = (/** @type {{ times: Record<string, number[]> }} */ { times }, /** @type {string} */ name) =>
		median(times[name] ?? []);
	return results.flatMap((result) => {
		const ours = medianOf(result, 'ours');
		return references.map(({ name, says }) => ({
			what: `sweep ${dueCount} due of ${result.size} timers, ${engine}`,
			'ours µs': (ours * 1000).toFixed(2),
			'reference µs': (medianOf(result, name) * 1000).toFixed(2),
			ratio: (ours / medianOf(result, name)).toPrecision(2),
			grown: (ours / medianOf(results[0] ?? result, 'ours')).toPrecision(2),
			reference: says,
		}));
	});
}

/**
 * Both engines, the server where one is found.
 *
 * @param {typeof import('../core')} core
 * @param {typeof import('../storage')} storage
 */
async function rows(core, { openPostgresStore, openSqliteStore }) {
	const clock = { instant: at(0) };
	const options = { now: () => clock.instant, busyTimeoutMs: 60_000 };
	const folder = mkdtempSync(join(tmpdir(), 'bench-timers-'));
	const path = join(folder, 'store.sqlite');
	const store = await openSqliteStore(path, options);
	const raw = rawSqlite(path);
	const measured = await sweeps(core, store, raw, clock, 'SQLite');
	await raw.close();
	await store.close();
	rmSync(folder, { recursive: true, force: true });
	await withDatabase(async (server) => {
		const connection = { ...server, ssl: /** @type {const} */ ('disable') };
		clock.instant = at(0);
		const onServer = await openPostgresStore(connection, options);
		const rawServer = await rawPostgres(connection);
		measured.push(...(await sweeps(core, onServer, rawServer, clock, 'PostgreSQL')));
		await onServer.close();
		await rawServer.close();
	});
	return measured;
}

module.exports = { rows };
