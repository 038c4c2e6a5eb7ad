const { Client, Pool } = require('pg');

const { withDatabase } = require('./database');

/** How many are pending, and how many of them are due. */
const loads = [
	{ pending: 10_000, due: 10 },
	{ pending: 100_000, due: 100 },
	{ pending: 1_000_000, due: 1000 },
];
const rounds = 5;
const enqueued = 100;
const drained = 1000;
const chunk = 5000;
const minuteMs = 60_000;
const begin = Date.parse('2026-01-05T09:00:00Z');
const at = (/** @type {number} */ minutes) => new Date(begin + minutes * minuteMs).toISOString();
const farAway = () => new Date(Date.now() + 365 * 86_400_000);
const longAgo = () => new Date(Date.now() - minuteMs);

/**
 * Something that keeps what is to be done later. `pend` adds jobs that are far away, `ready` some that are due, both at once and
 * not timed. `enqueue` adds one, as an application does. `claim` finds all that is due, has it done, and says that it was.
 *
 * @typedef {{
 *   pend: (count: number) => Promise<void>,
 *   ready: (count: number) => Promise<void>,
 *   enqueue: () => Promise<void>,
 *   claim: (count: number) => Promise<number>,
 *   close: () => Promise<void>,
 * }} Peer
 */

/** @param {number} count @param {(size: number) => Promise<void>} work */
async function inChunks(count, work) {
	for (let from = 0; from < count; from += chunk) await work(Math.min(chunk, count - from));
}

/** @param {number} size @param {number} width */
const slots = (size, width) =>
	Array.from({ length: size }, (_, row) => {
		return `(${Array.from({ length: width }, (_unused, column) => `$${row * width + column + 1}`).join(', ')})`;
	}).join(', ');

/**
 * The store, with everything that it keeps of a timer and its steps.
 *
 * @param {typeof import('../core')} core
 * @param {typeof import('../storage')} storage
 * @param {import('../storage').PostgresConnection} connection
 * @returns {Promise<Peer>}
 */
async function ourStore(core, { openPostgresStore }, connection) {
	let minute = 0;
	const store = await openPostgresStore(connection, { now: () => at(minute), busyTimeoutMs: 60_000 });
	const { schema = 'support_triage', ...server } = connection;
	const client = new Client({ ...server, ssl: false });
	await client.connect();
	await client.query(`set search_path = ${schema}`);
	let commands = 0;
	const context = () => ({
		command_id: `bench-${(commands += 1)}`,
		actor: /** @type {const} */ ({ kind: 'system', id: 'bench' }),
	});
	const fields = core.readCaseFields({ source: 'bench', ticket_id: 'T-1' });
	await store.execute(null, { kind: 'open', fields }, context());
	const startAfter = (/** @type {number} */ wait_seconds) => ({
		kind: /** @type {const} */ ('start'),
		chain: {
			id: 'bench',
			version: 1,
			steps: [{ target_role: 'Billing', wait_seconds }],
			on_exhausted: { fallback_role: 'Triage', wait_seconds: 365 * 86_400 },
			ack_ttl_seconds: 3600,
		},
		calendar: core.alwaysOpen(),
		within: null,
		started_at: null,
		on_running: /** @type {const} */ ('keep'),
		pause_while_waiting: false,
	});
	const template = { case_id: 'C-0001', name: 'bench' };
	const started = await store.executeTimer(template, startAfter(60), context());
	await store.executeTimer(template, { kind: 'stop' }, context());
	const timer = /** @type {import('../core').Timer} */ (started.timer);
	let made = 0;
	const add = async (/** @type {number} */ count, /** @type {string} */ started_at, /** @type {string} */ due) =>
		await inChunks(count, async (size) => {
			const rows = Array.from({ length: size }, () => {
				const case_id = `B-${(made += 1)}`;
				const record = core.canonicalize({ ...timer, case_id, started_at, next_due_at: due });
				return [`_timer/${case_id}/bench`, case_id, timer.state, due, record];
			});
			const columns = 'trail_id, case_id, state, next_due_at, record';
			await client.query(`insert into timers (${columns}) values ${slots(size, 5)}`, rows.flat());
		});
	return {
		pend: async (count) => {
			await add(count, at(60 * 24 * 365), at(60 * 24 * 366));
			await client.query('analyze timers');
		},
		ready: async (count) => {
			minute += 10;
			await add(count, at(minute), at(minute + 1));
			minute += 1;
		},
		enqueue: async () => {
			await store.executeTimer(
				{ case_id: 'C-0001', name: `bench ${(made += 1)}` },
				startAfter(365 * 86_400),
				context(),
			);
		},
		claim: async () => {
			for (let found = 0; ;) {
				const { steps, is_all } = await store.sweepTimers({ limit: 250 }, context());
				found += steps.length;
				if (is_all) return found;
			}
		},
		close: async () => {
			await store.close();
			await client.end();
		},
	};
}

/**
 * Twice: taking and completing up to 250 jobs at a time, and one after the other, as its workers do unless told otherwise.
 *
 * @param {import('../storage').PostgresConnection} connection
 * @returns {Promise<{ batches: Peer, singly: Peer }>}
 */
async function pgBoss({ host, port, user, password, database }) {
	const { PgBoss } = await import('pg-boss');
	const boss = new PgBoss({ host, port, user, password, database, supervise: false, schedule: false });
	boss.on('error', (error) => {
		throw error;
	});
	await boss.start();
	await boss.createQueue('bench');
	const data = { case_id: 'C-0001', name: 'bench' };
	const insert = async (/** @type {number} */ count, /** @type {Date} */ startAfter) =>
		await inChunks(count, async (size) => {
			await boss.insert(
				'bench',
				Array.from({ length: size }, () => ({ data, startAfter })),
			);
		});
	const claim = async (/** @type {number} */ count, /** @type {number} */ most) => {
		let found = 0;
		while (found < count) {
			const jobs = await boss.fetch('bench', { batchSize: Math.min(count, most) });
			if (jobs.length === 0) break;
			await boss.complete(
				'bench',
				jobs.map(({ id }) => id),
			);
			found += jobs.length;
		}
		return found;
	};
	const common = {
		ready: async (/** @type {number} */ count) => await insert(count, longAgo()),
		enqueue: async () => {
			await boss.send('bench', data, { startAfter: farAway() });
		},
	};
	return {
		batches: {
			...common,
			pend: async (count) => await insert(count, farAway()),
			claim: async (count) => await claim(count, 250),
			close: async () => await boss.stop({ graceful: false }),
		},
		// The same queue with the same jobs in it.
		singly: { ...common, pend: async () => {}, claim: async (count) => await claim(count, 1), close: async () => {} },
	};
}

/** @param {import('../storage').PostgresConnection} connection @returns {Promise<Peer>} */
async function graphileWorker({ host, port, user, password, database }) {
	const { Logger, makeWorkerUtils, runOnce } = await import('graphile-worker');
	const pgPool = new Pool({ host, port, user, password, database });
	pgPool.on('error', () => {});
	pgPool.on('connect', (client) => client.on('error', () => {}));
	const logger = new Logger(() => () => {});
	const utils = await makeWorkerUtils({ pgPool, logger });
	await utils.migrate();
	const payload = { case_id: 'C-0001', name: 'bench' };
	const insert = async (/** @type {number} */ count, /** @type {Date} */ runAt) =>
		await inChunks(count, async (size) => {
			await utils.addJobs(Array.from({ length: size }, () => ({ identifier: 'bench', payload, runAt })));
		});
	let done = 0;
	const taskList = { bench: async () => void (done += 1) };
	return {
		pend: async (count) => await insert(count, farAway()),
		ready: async (count) => await insert(count, longAgo()),
		enqueue: async () => {
			await utils.addJob('bench', payload, { runAt: farAway() });
		},
		claim: async () => {
			done = 0;
			await runOnce({ pgPool, taskList, concurrency: 10, logger, noHandleSignals: true });
			return done;
		},
		close: async () => {
			await utils.release();
			await pgPool.end();
		},
	};
}

/**
 * A table with an index, the least that can keep what is to be done later.
 *
 * @param {import('../storage').PostgresConnection} connection
 * @returns {Promise<Peer>}
 */
async function plainTable({ schema: _, ...server }) {
	const client = new Client({ ...server, ssl: false });
	await client.connect();
	await client.query(
		'create table plain_job (id bigserial primary key, due_at timestamptz not null, payload text not null)',
	);
	await client.query('create index on plain_job (due_at, id)');
	const payload = 'x'.repeat(700);
	const insert = async (/** @type {number} */ count, /** @type {Date} */ due) =>
		await inChunks(count, async (size) => {
			const rows = Array.from({ length: size }, () => [due, payload]);
			await client.query(`insert into plain_job (due_at, payload) values ${slots(size, 2)}`, rows.flat());
		});
	return {
		pend: async (count) => {
			await insert(count, farAway());
			await client.query('analyze plain_job');
		},
		ready: async (count) => await insert(count, longAgo()),
		enqueue: async () => await insert(1, farAway()),
		claim: async (count) => {
			let found = 0;
			while (found < count) {
				const { rowCount } = await client.query(
					`delete from plain_job where id = any (array(
						select id from plain_job where due_at <= now() order by due_at, id limit 250 for update skip locked))`,
				);
				if (!rowCount) break;
				found += rowCount;
			}
			return found;
		},
		close: async () => await client.end(),
	};
}

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** @param {() => Promise<unknown>} work */
async function time(work) {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

/** @param {Peer} peer @param {number} due */
async function timeClaim(peer, due) {
	await peer.ready(due);
	return await time(async () => {
		const found = await peer.claim(due);
		if (found !== due) throw new Error(`${found} of ${due} were found`);
	});
}

/**
 * In turns, so that what else the machine does meets all of them.
 *
 * @param {Record<string, Peer>} peers
 * @param {(peer: Peer) => Promise<number>} work
 */
async function inTurns(peers, work) {
	/** @type {Record<string, number[]>} */
	const times = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
	for (let round = 0; round <= rounds; round += 1) {
		for (const [name, peer] of Object.entries(peers)) {
			const taken = await work(peer);
			// The first one opens connections and prepares statements.
			if (round > 0) times[name]?.push(taken);
		}
	}
	return Object.fromEntries(Object.entries(times).map(([name, taken]) => [name, median(taken)]));
}

/** @param {string} what @param {Record<string, number>} times milliseconds */
function row(what, times) {
	const { ours = 0, ...others } = times;
	const named = Object.entries(times).map(([name, taken]) => [`${name} ms`, taken.toFixed(2)]);
	const ratios = Object.entries(others).map(([name, taken]) => [`ours to ${name}`, (ours / taken).toPrecision(2)]);
	return { what, ...Object.fromEntries([...named, ...ratios]) };
}

/**
 * Timers beside two queues and a plain table on the same server in one run; nothing where there is no server. All of them forget
 * what they did, while a sweep keeps an entry of each step.
 *
 * @param {typeof import('../core')} core
 * @param {typeof import('../storage')} storage
 */
async function rows(core, storage) {
	/** @type {object[]} */
	const measured = [];
	await withDatabase(async (server) => {
		const connection = { ...server, ssl: /** @type {const} */ ('disable') };
		const boss = await pgBoss(connection);
		/** @type {Record<string, Peer>} */
		const peers = {
			ours: await ourStore(core, storage, connection),
			'pg-boss': boss.batches,
			'pg-boss singly': boss.singly,
			'graphile-worker': await graphileWorker(connection),
			'plain table': await plainTable(connection),
		};
		try {
			let pending = 0;
			for (const load of loads) {
				for (const peer of Object.values(peers)) await peer.pend(load.pending - pending);
				pending = load.pending;
				measured.push(
					row(
						`claim ${load.due} due of ${pending}`,
						await inTurns(peers, async (peer) => await timeClaim(peer, load.due)),
					),
				);
				const one = await inTurns(peers, async (peer) => {
					return (
						(await time(async () => {
							for (let count = 0; count < enqueued; count += 1) await peer.enqueue();
						})) / enqueued
					);
				});
				measured.push(row(`enqueue one beside ${pending}`, one));
				const drain = await inTurns(peers, async (peer) => (await timeClaim(peer, drained)) / drained);
				measured.push(row(`drain ${drained}, each, beside ${pending}`, drain));
			}
		} finally {
			for (const peer of Object.values(peers)) await peer.close();
		}
	});
	return measured;
}

module.exports = { rows };
