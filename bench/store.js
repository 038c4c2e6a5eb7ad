const { spawn } = require('node:child_process');
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { openPlain } = require('./plainRows');

const batchSize = 32;
const processCount = 8;
const perProcess = 50;

/** @param {'store' | 'plain'} kind @param {string} folder @param {string} dist @param {number} round */
async function runProcesses(kind, folder, dist, round) {
	const work = Array.from({ length: processCount }, (_, index) => {
		const order = JSON.stringify({ kind, folder, dist, name: `${round}-${index}`, count: perProcess });
		const child = spawn(process.execPath, [join(__dirname, 'writer.js'), order], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		return new Promise((resolve, reject) => {
			let text = '';
			child.stdout.on('data', (chunk) => (text += chunk));
			child.once('close', (code) =>
				code === 0 ? resolve(Number(text)) : reject(new Error(`Writer ended with ${code}`)),
			);
		});
	});
	return Math.max(...(await Promise.all(work)));
}

/**
 * Each contest writes as many bytes as a plain table with the same durability does: one wait for the disk a transaction.
 *
 * @param {typeof import('../core')} core
 * @param {typeof import('../storage')} storage
 * @param {string} dist
 * @returns {Promise<Array<import('./measure').Contest>>}
 */
async function contests({ readCaseFields }, { openSqliteStore }, dist) {
	const folder = mkdtempSync(join(tmpdir(), 'bench-'));
	const store = await openSqliteStore(join(folder, 'store.sqlite'));
	const plain = openPlain(join(folder, 'plain.sqlite'));
	let count = 0;
	const context = () => ({
		command_id: String((count += 1)),
		actor: /** @type {const} */ ({ kind: 'system', id: 'bench' }),
	});
	const open = async () => {
		const fields = readCaseFields({ source: 'bench', ticket_id: count, subject: 'A ticket' });
		await store.execute(null, { kind: 'open', fields }, context());
	};
	await open();
	const bytes = Buffer.alloc(300, 'p');
	const part = /** @type {const} */ ({
		name: 'request',
		bytes,
		media_type: 'text/plain',
		capture: 'raw',
		class: 'pii',
	});
	const record = async () => {
		const data = { connector: 'crm', method: 'POST', url: '/suppressions' };
		await store.record({ case_id: 'C-0001', type: 'connector.intent', data, parts: [part] }, context());
	};
	const atOnce = (/** @type {() => Promise<void>} */ work) => async () =>
		await Promise.all(Array.from({ length: batchSize }, work));
	const one = { reference: () => plain.insert(1), referenceName: 'one plain INSERT of as many bytes', calls: 200 };
	const many = {
		reference: () => plain.insert(batchSize),
		referenceName: `${batchSize} plain INSERTs in one transaction`,
		calls: 20,
	};
	let round = 0;
	return [
		{ name: 'open a case', ours: open, ...one },
		{ name: 'record evidence with a part', ours: record, ...one },
		{ name: `open ${batchSize} cases at once`, ours: atOnce(open), ...many },
		{ name: `record ${batchSize} pieces of evidence at once`, ours: atOnce(record), ...many },
		{
			name: `${processCount} processes, ${perProcess} cases each`,
			timed: true,
			ours: async () => await runProcesses('store', folder, dist, (round += 1)),
			reference: async () => await runProcesses('plain', folder, dist, (round += 1)),
			referenceName: 'as many processes with plain INSERTs',
			calls: 1,
		},
	];
}

module.exports = { contests };
