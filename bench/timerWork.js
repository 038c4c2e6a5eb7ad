const { createHash, randomBytes } = require('node:crypto');

/**
 * What a sweep makes of the timers that are due: rows of a log, and what the timers hold from then on.
 *
 * @typedef {(due: any[]) => { lines: unknown[][], payloads: string[] }} Work
 *
 * @typedef {object} Reference
 * @property {string} name of its two tables
 * @property {string} says
 * @property {string[]} columns of its log, as they are created
 * @property {string[]} indexes of its log beside the key
 * @property {(now: string, farAway: string) => Work} workAt
 */

const sha256 = (/** @type {string | Buffer} */ data) => createHash('sha256').update(data).digest();

/** @param {any} timer @param {string} now @param {string} farAway */
function moveOn(timer, now, farAway) {
	const { case_id, chain, run, records } = timer;
	const { target_role } = chain.steps[0];
	const fact = {
		id: `${case_id}/${run}/1/1`,
		kind: 'notify',
		pass: 1,
		step: 1,
		due_at: now,
		notify_at: now,
		target_role,
	};
	return { fact, payload: JSON.stringify({ ...timer, records: [...records, fact], next_due_at: farAway }) };
}

/**
 * The least that a sweep is: the same line for each, and nothing in the timer but when it is due.
 *
 * @type {Reference}
 */
const least = {
	name: 'least',
	says: 'raw SQL: find, insert a line, update',
	columns: ['id text primary key not null', 'body text not null'],
	indexes: [],
	workAt: (now) => (due) => ({
		lines: due.map(({ id }) => [`${id} ${now}`, 'x'.repeat(700)]),
		payloads: due.map(({ payload }) => payload),
	}),
};

/**
 * What a sweep with an audit trail does at least: each line has the hash of the one before, and the timer knows what it came to.
 *
 * @type {Reference}
 */
const chained = {
	name: 'chained',
	says: 'the same with a hash chain and what the timer came to',
	columns: least.columns,
	indexes: [],
	workAt: (now, farAway) => (due) => {
		let before = '';
		const made = due.map(({ id, payload }) => {
			const { fact, payload: next } = moveOn(JSON.parse(payload), now, farAway);
			const line = JSON.stringify({ ...fact, before, rest: 'x'.repeat(500) });
			before = sha256(line).toString('hex');
			return { line: [`${id} ${now}`, line], payload: next };
		});
		return { lines: made.map(({ line }) => line), payloads: made.map(({ payload }) => payload) };
	},
};

/**
 * The rows of the evidence that a sweep keeps, by hand: an id made of the step, a leaf and a node of the tree, and the log's
 * indexes. Nothing is checked, and the database refuses nothing.
 *
 * @type {Reference}
 */
const evidence = {
	name: 'evidence',
	says: 'the same with ids, tree and indexes of the log',
	columns: [
		'idx bigint primary key not null',
		'leaf_hash text not null',
		'body text not null',
		'id text not null',
		'trail_id text not null',
		'seq bigint not null',
		'type text not null',
		'at text not null',
	],
	indexes: ['unique index on (id)', 'unique index on (trail_id, seq)', 'index on (type, at)'],
	workAt: (now, farAway) => {
		const first = Date.parse(now);
		const log = `bench/${'0'.repeat(32)}`;
		let node = randomBytes(32);
		return (due) => {
			const made = due.map(({ id: trail, payload }, index) => {
				const { fact: data, payload: next } = moveOn(JSON.parse(payload), now, farAway);
				const [idx, type] = [first + index, 'timer.fired'];
				const id = sha256(JSON.stringify([`${trail} ${data.id}`, 0]))
					.toString('hex')
					.slice(0, 32);
				const actor = { id: 'bench', kind: 'system' };
				const c = { actor, case: trail, data, id, occurred_at: now, type, v: 1 };
				const body = JSON.stringify({ c, s: { at: now, case_prev: '', case_seq: 0, idx, log } });
				const leaf = sha256(`\0${body}`);
				node = sha256(Buffer.concat([Uint8Array.of(1), node, leaf]));
				return { line: [idx, leaf.toString('hex'), body, id, trail, 0, type, now], payload: next };
			});
			return { lines: made.map(({ line }) => line), payloads: made.map(({ payload }) => payload) };
		};
	},
};

module.exports = { references: [least, chained, evidence] };
