const { spawn } = require('node:child_process');
const { join } = require('node:path');

const { openStore, openTables, writerOf } = require('./writer');

const processCount = 8;
const perProcess = 50;
const batch = 100;
const largePart = 2300;

/** @param {'ours' | 'chained'} side @param {import('./writer').Place} place @param {string} round */
async function runProcesses(side, place, round) {
	const work = Array.from({ length: processCount }, (_, index) => {
		const order = JSON.stringify({ side, place, name: `${round}-${index}`, count: perProcess });
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
 * What an append costs on one engine, beside tables that keep as many bytes as durably: one wait for the disk a
 * transaction on both sides.
 *
 * @param {string} engine
 * @param {import('./writer').Place} place
 * @returns {Promise<{ contests: Array<import('../measure').Contest>, close: () => Promise<void> }>}
 */
async function append(engine, place) {
	const store = await openStore(place, 'single');
	const tables = await openTables(place);
	const writer = writerOf(store, 'bench');
	for (let number = 1; number <= 10; number += 1) await writer.open();
	let turn = 0;
	const nextCase = () => `C-${String(1 + (turn++ % 10)).padStart(4, '0')}`;
	/** @param {number} count @param {() => Promise<unknown>} work */
	const atOnce = (count, work) => async () => await Promise.all(Array.from({ length: count }, work));
	const record = async () => await writer.record(nextCase());
	const recordLarge = async () => await writer.record(nextCase(), largePart);
	/** @param {(count: number, partLength?: number) => unknown} table @param {string} words */
	const one = (table, words) => ({
		reference: () => table(1),
		referenceName: `a row of ${words}, in a transaction`,
		calls: 100,
	});
	/** @param {(count: number, partLength?: number) => unknown} table @param {string} words @param {number} [length] */
	const many = (table, words, length) => ({
		reference: () => table(batch, length),
		referenceName: `${batch} rows of ${words}, in one transaction`,
		calls: 5,
	});
	const [chain, plain] = ['a hash-chained table', 'a plain table'];
	let round = 0;
	const named = (/** @type {string} */ name) => `${engine}: ${name}`;
	const list = [
		{ name: named('record evidence with a part'), ours: record, ...one(tables.chained, chain) },
		{ name: named('record evidence with a part'), ours: record, ...one(tables.plain, plain) },
		{ name: named(`record ${batch} at once`), ours: atOnce(batch, record), ...many(tables.chained, chain) },
		{ name: named(`record ${batch} at once`), ours: atOnce(batch, record), ...many(tables.plain, plain) },
		{
			name: named(`record ${batch} with ${largePart} bytes at once`),
			ours: atOnce(batch, recordLarge),
			...many(tables.chained, chain, largePart),
		},
		{ name: named('open a case'), ours: async () => await writer.open(), ...one(tables.chained, chain) },
		{
			name: named('record 8 at once, in one process'),
			ours: atOnce(8, record),
			reference: async () => {
				for (let number = 0; number < 8; number += 1) await record();
			},
			referenceName: 'ours, one after the other',
			calls: 10,
		},
		{
			name: named(`${processCount} processes, ${perProcess} cases each`),
			timed: true,
			ours: async () => await runProcesses('ours', place, String((round += 1))),
			reference: async () => await runProcesses('chained', place, String((round += 1))),
			referenceName: `as many processes with ${chain}`,
			calls: 1,
		},
	];
	return {
		contests: list,
		async close() {
			await store.close();
			await tables.close();
		},
	};
}

module.exports = { append };
