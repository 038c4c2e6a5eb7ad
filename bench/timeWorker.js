const { workerData } = require('node:worker_threads');

const { peers } = require('./timePeers');

/**
 * Answers deadlines one after the other and says how far it got, so that whoever waits sees when it gets no further.
 *
 * @type {{ name: string, from: number, cases: { start: string, minutes: number }[], answers: Float64Array, done: Int32Array }}
 */
const { name, from, cases, answers, done } = workerData;
const deadline = peers[name]?.();
for (let index = from; deadline !== undefined && index < cases.length; index += 1) {
	const { start, minutes } = cases[index] ?? { start: '', minutes: 0 };
	answers[index] = deadline(start, minutes);
	Atomics.store(done, 0, index + 1);
}
