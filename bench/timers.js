const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { DatabaseSync } = require('node:sqlite');
const { Client } = require('pg');

const { withDatabase } = require('./database');

const dueCount = 100;
const rounds = 9;
const sizes = [10_000, 100_000, 1_000_000];
const chunk = 5000;
const begin = Date.parse('2026-01-05T09:00:00Z');
const at = (/** @type {number} */ minutes) => new Date(begin + minutes * 60_000).toISOString();
const farAway = at(60 * 24 * 365);

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

/**
 * The least that a sweep is: find what is due, write a line for each, and move it on.
 *
 * @param {Raw} raw
 * @param {string} now
 * @param {string} line
 */
async function rawSweep(raw, now, line) {
	await raw.transaction(async () => {
		const due = await raw.run(
			`select id, payload from raw_timer where due_at <= $1 order by due_at, id limit ${dueCount} ${raw.skip}`,
			[now],
		);
		if (due.length !== dueCount) throw new Error(`${due.length} are due`);
		await insert(
			raw,
			'raw_log (id, body)',
			due.map(({ id }) => [`${id} ${now}`, line]),
		);
		for (const { id, payload } of due) {
			await raw.run('update raw_timer set due_at = $1, payload = $2 where id = $3', [farAway, payload, id]);
		}
	});
}

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

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
 * @param {Raw} raw
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
	await raw.run(`create table raw_timer (id ${text} primary key, payload text not null, due_at ${text} not null)`);
	await raw.run('create index raw_timer_due on raw_timer (due_at, id)');
	await raw.run(`create table raw_log (id ${text} primary key, body text not null)`);
	const line = 'x'.repeat(700);
	let made = 0;
	const add = async (/** @type {number} */ count, /** @type {string} */ started_at, /** @type {string} */ due) => {
		for (let from = 0; from < count; from += chunk) {
			const rows = Array.from({ length: Math.min(chunk, count - from) }, () => {
				const case_id = `B-${(made += 1)}`;
				return { id: `_timer/${case_id}/bench`, payload: recordOf(case_id, started_at, due) };
			});
			await raw.transaction(async () => {
				await insert(
					raw,
					'timers (trail_id, record)',
					rows.map(({ id, payload }) => [id, payload]),
				);
				await insert(
					raw,
					'raw_timer',
					rows.map(({ id, payload }) => [id, payload, due]),
				);
			});
		}
	};
	let minute = 10;
	const results = [];
	for (const size of sizes) {
		await add(size - made, at(60 * 24 * 365), farAway);
		if (raw.skip !== '') await raw.run('analyze');
		/** @type {{ ours: number[], reference: number[] }} */
		const times = { ours: [], reference: [] };
		for (let round = 0; round <= rounds; round += 1) {
			minute += 10;
			await add(dueCount, at(minute), at(minute + 1));
			clock.instant = at(minute + 1);
			const ours = await time(async () => {
				const { steps } = await store.sweepTimers({ limit: dueCount }, context('sweep'));
				if (steps.length !== dueCount) throw new Error(`${steps.length} were told`);
			});
			const reference = await time(async () => await rawSweep(raw, clock.instant, line));
			if (round === 0) continue;
			times.ours.push(ours);
			times.reference.push(reference);
		}
		results.push({ size, ours: median(times.ours), reference: median(times.reference) });
	}
	const first = results[0];
	return results.map(({ size, ours, reference }) => ({
		what: `sweep ${dueCount} due of ${size} timers, ${engine}`,
		'ours µs': (ours * 1000).toFixed(2),
		reference: 'raw SQL: find, insert a line, update',
		'reference µs': (reference * 1000).toFixed(2),
		ratio: (ours / reference).toPrecision(2),
		grown: (ours / (first?.ours ?? ours)).toPrecision(2),
	}));
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
