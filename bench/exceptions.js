const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { withDatabase } = require('./database');
const { measure } = require('./measure');
const { insert, rawPostgres, rawSqlite } = require('./raw');

const sizes = [10_000, 100_000];
const chunk = 2000;
const pageSize = 50;
const begin = Date.parse('2026-01-05T09:00:00Z');
const at = (/** @type {number} */ minutes) => new Date(begin + minutes * 60_000).toISOString();
const labels = /** @type {const} */ (['sys.timeout', 'schema.required', 'rule.enum', 'route.no_match', 'sys.5xx']);
const owners = Array.from({ length: 10 }, (_, number) => `Role-${number}`);
const columns = '(id, number, state, label, owner_role, overdue_at, same, payload)';

/** @param {string} command_id */
const context = (command_id) => ({ command_id, actor: /** @type {const} */ ({ kind: 'system', id: 'bench' }) });

/**
 * An exception with the item that failed, about a case.
 *
 * @param {typeof import('../core')} core
 * @param {string} name
 */
function itemOf(core, name) {
	const payload = core.keepPayload({ ticket_id: name, customer: { id: 'CU-7', email: 'ada@example.com' } });
	const exception = core.readException({
		label: 'sys.timeout',
		owner_role: 'Role-1',
		backup_role: 'Role-2',
		ttl_seconds: 4 * 3600,
		resolution_seconds: 24 * 3600,
		remediation: ['Ask the campaign team', 'Suppress by hand'],
		case_id: 'C-0001',
		failure: 'No answer',
		fingerprint: name,
		payload: core.payloadFacts(payload),
	});
	return { exception, payload };
}

/** @param {import('./raw').Raw} raw */
async function makeTables(raw) {
	const text = raw.skip === '' ? 'text' : 'text collate "C"';
	await raw.run(`create table plain_exception (id ${text} primary key, number integer unique not null, state ${text} not null,
		label ${text} not null, owner_role ${text} not null, overdue_at ${text}, same ${text}, payload text not null)`);
	for (const column of ['state', 'owner_role', 'overdue_at', 'same']) {
		await raw.run(`create index plain_${column} on plain_exception (${column}, number)`);
	}
	await raw.run(`create table plain_log (id ${text} primary key, body text not null)`);
}

/**
 * As many exceptions on both sides, one in ten of them open.
 *
 * @param {typeof import('../core')} core
 * @param {import('./raw').Raw} raw
 * @param {import('../core').TriageException} model
 * @param {number} from
 * @param {number} to
 */
async function fill(core, raw, model, from, to) {
	for (let start = from; start < to; start += chunk) {
		const made = Array.from({ length: Math.min(chunk, to - start) }, (_, offset) => {
			// Behind those that were opened in between.
			const number = 1000 + start + offset + (from > 0 ? 1_000_000 : 0);
			const isOpen = number % 10 === 0;
			return {
				...model,
				exception_id: `EX-${number}`,
				state: isOpen ? 'open' : 'resolved',
				label: labels[((number / 10) % labels.length) | 0] ?? labels[0],
				owner_role: owners[((number / 10) % owners.length) | 0] ?? '',
				overdue_at: isOpen ? at(start + offset) : null,
				dedup_key: null,
			};
		});
		const numberOf = (/** @type {{ exception_id: string }} */ { exception_id: id }) => Number(id.slice(3));
		await raw.transaction(async () => {
			const ours = made.map((one) => [`_exception/${one.exception_id}`, numberOf(one), core.canonicalize(one)]);
			await insert(raw, 'exceptions (trail_id, exception_number, record)', ours);
			const plain = made.map((one) => [
				...[one.exception_id, numberOf(one), one.state, one.label, one.owner_role, one.overdue_at, null],
				core.canonicalize(one),
			]);
			await insert(raw, `plain_exception ${columns}`, plain);
		});
	}
	if (raw.skip !== '') await raw.run('analyze');
}

/**
 * @param {typeof import('../core')} core
 * @param {import('../storage').TriageStore} store
 * @param {import('./raw').Raw} raw
 * @param {string} suffix
 */
function writes(core, store, raw, suffix) {
	let [mine, theirs, again] = [0, 0, 0];
	const text = core.canonicalize({ ...itemOf(core, 'x').exception });
	const plainOpen = async () => {
		const id = `plain ${suffix} ${(theirs += 1)}`;
		await raw.transaction(async () => {
			const [same] = await raw.run('select id from plain_exception where same = $1', [id]);
			if (same) throw new Error(`${id} is there`);
			const values = [
				id,
				10_000_000 + theirs + suffix.length * 100_000,
				'open',
				labels[0],
				'Role-1',
				at(theirs),
				id,
				text,
			];
			await insert(raw, `plain_exception ${columns}`, [values]);
			await insert(raw, 'plain_log (id, body)', [[id, text]]);
		});
	};
	const plainAgain = async () => {
		const id = `plain ${suffix} 1`;
		again += 1;
		await raw.transaction(async () => {
			const [same] = await raw.run('select payload from plain_exception where same = $1', [id]);
			const payload = JSON.stringify({ ...JSON.parse(same.payload), occurrences: again });
			await raw.run('update plain_exception set payload = $1 where id = $2', [payload, id]);
			await insert(raw, 'plain_log (id, body)', [[`${id} ${again}`, text]]);
		});
	};
	const open = async (/** @type {string} */ name) => {
		const [result] = await store.openExceptions([
			{ ...itemOf(core, name), context: context(`${suffix} ${(mine += 1)}`) },
		]);
		if (result?.outcome === 'refused') throw new Error(result.refusal.message);
	};
	const statements = { referenceName: 'a row and a line of a log, one transaction', calls: 20 };
	return [
		{ name: `open, ${suffix}`, ours: async () => await open(`${suffix} ${mine}`), reference: plainOpen, ...statements },
		{
			name: `the same again, ${suffix}`,
			ours: async () => await open(`same ${suffix}`),
			reference: plainAgain,
			...statements,
		},
	];
}

/**
 * @param {import('../storage').TriageStore} store
 * @param {import('./raw').Raw} raw
 * @param {string} suffix
 */
function reads(store, raw, suffix) {
	/** @type {Array<[string, Partial<import('../storage').ExceptionQuery>, string, unknown[]]>} */
	const queries = [
		['newest', {}, 'true order by number desc', []],
		[
			'open, by label',
			{ states: ['open'], labels: ['rule.enum'] },
			"state = 'open' and label = $1 order by number desc",
			['rule.enum'],
		],
		['of a role', { owner_role: 'Role-3' }, 'owner_role = $1 order by number desc', ['Role-3']],
		['overdue', { overdue_at: at(5000), order: 'due' }, 'overdue_at <= $1 order by overdue_at, number', [at(5000)]],
		['due first', { states: ['open'], order: 'due' }, "state = 'open' order by overdue_at, number", []],
	];
	return queries.map(([name, query, where, values]) => ({
		name: `Get Many: ${name}, ${suffix}`,
		ours: async () => await store.findExceptions({ order: 'newest', limit: pageSize, ...query }),
		reference: async () => {
			const found = await raw.run(`select payload from plain_exception where ${where} limit ${pageSize + 1}`, values);
			return found.map(({ payload }) => JSON.parse(payload));
		},
		referenceName: 'the same rows by a statement',
		calls: 20,
	}));
}

/**
 * @param {typeof import('../core')} core
 * @param {import('../storage').TriageStore} store
 * @param {import('./raw').Raw} raw
 * @param {string} engine
 */
async function contests(core, store, raw, engine) {
	const fields = core.readCaseFields({ source: 'bench', ticket_id: 'T-1' });
	await store.execute(null, { kind: 'open', fields }, context('open'));
	const [opened] = await store.openExceptions([{ ...itemOf(core, 'model'), context: context('model') }]);
	await makeTables(raw);
	const results = [];
	let made = 0;
	for (const size of sizes) {
		await fill(core, raw, /** @type {import('../core').TriageException} */ (opened?.exception), made, size);
		made = size;
		const suffix = `${size} there, ${engine}`;
		for (const contest of [...reads(store, raw, suffix), ...writes(core, store, raw, suffix)]) {
			results.push(await measure(contest));
		}
	}
	return results;
}

/**
 * Both engines, the server where one is found.
 *
 * @param {typeof import('../core')} core
 * @param {typeof import('../storage')} storage
 */
async function rows(core, { openPostgresStore, openSqliteStore }) {
	const options = { now: () => at(0), busyTimeoutMs: 60_000 };
	const folder = mkdtempSync(join(tmpdir(), 'bench-exceptions-'));
	const path = join(folder, 'store.sqlite');
	const store = await openSqliteStore(path, options);
	const raw = rawSqlite(path);
	const measured = await contests(core, store, raw, 'SQLite');
	await raw.close();
	await store.close();
	rmSync(folder, { recursive: true, force: true });
	await withDatabase(async (server) => {
		const connection = { ...server, ssl: /** @type {const} */ ('disable') };
		const onServer = await openPostgresStore(connection, options);
		const rawServer = await rawPostgres(connection);
		measured.push(...(await contests(core, onServer, rawServer, 'PostgreSQL')));
		await onServer.close();
		await rawServer.close();
	});
	return measured;
}

module.exports = { rows };
