const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');

const { measure } = require('./measure');
const { office, peers } = require('./timePeers');

const caseCount = 2000;
/** A library that takes longer than this for one deadline does not come back at all. */
const patienceMs = 5000;

/** Starts in a year, day and night, and up to a week of working time: the same ones in every run. */
const cases = Array.from({ length: caseCount }, (_, index) => ({
	start: new Date(Date.UTC(2025, 0, 1) + ((index * 7_919_113) % (365 * 1440)) * 60_000).toISOString(),
	minutes: 1 + ((index * 104_729) % 2399),
}));

/**
 * What a library answers for every case; NaN where it did not come back.
 *
 * @param {string} name
 */
async function answersOf(name) {
	const answers = new Float64Array(new SharedArrayBuffer(8 * caseCount)).fill(NaN);
	const done = new Int32Array(new SharedArrayBuffer(4));
	while ((done[0] ?? 0) < caseCount) {
		const from = done[0] ?? 0;
		const worker = new Worker(join(__dirname, 'timeWorker.js'), { workerData: { name, from, cases, answers, done } });
		let ended = false;
		worker.once('exit', () => (ended = true));
		for (let seen = -1; !ended && seen !== Atomics.load(done, 0);) {
			seen = Atomics.load(done, 0);
			for (let waited = 0; !ended && seen === Atomics.load(done, 0) && waited < patienceMs; waited += 50)
				await sleep(50);
		}
		await worker.terminate();
		if ((done[0] ?? 0) < caseCount) done[0] = (done[0] ?? 0) + 1;
	}
	return answers;
}

/**
 * Deadlines a second beside the npm libraries that count working time and beside a plain loop over days, and on how many
 * of 2,000 cases each agrees with us.
 *
 * @param {typeof import('../core')} core
 */
async function rows({ addWorkingSeconds }) {
	const zone = process.env.TZ;
	process.env.TZ = office.timezone;
	const ours = cases.map(({ start, minutes }) => Date.parse(addWorkingSeconds(office, start, minutes * 60) ?? ''));
	const table = [];
	for (const [name, make] of Object.entries(peers)) {
		const answers = await answersOf(name);
		const answered = cases.filter((_, index) => !Number.isNaN(answers[index]));
		const agreed = ours.filter((at, index) => at === answers[index]).length;
		if (name === 'luxon day loop' && agreed < caseCount)
			throw new Error(`${name}: only ${agreed} of ${caseCount} agree`);
		const deadline = make();
		/** @param {(start: string, minutes: number) => unknown} compute @param {number} count */
		const perCall = (compute, count) => () => {
			const begin = performance.now();
			for (let call = 0; call < count; call += 1) {
				const { start, minutes } = answered[call % answered.length] ?? { start: '', minutes: 0 };
				compute(start, minutes);
			}
			return ((performance.now() - begin) * 1000) / count;
		};
		const row = await measure({
			name: 'deadline after up to a week of working time',
			timed: true,
			ours: perCall((start, minutes) => addWorkingSeconds(office, start, minutes * 60), 100_000),
			reference: perCall(deadline, 300),
			referenceName: `${name} (agrees on ${agreed}, answers ${answered.length} of ${caseCount})`,
			calls: 1,
		});
		table.push({ ...row, ratio: `1/${Math.round(Number(row['reference µs']) / Number(row['ours µs']))}` });
	}
	if (zone === undefined) delete process.env.TZ;
	else process.env.TZ = zone;
	return table;
}

module.exports = { rows };
