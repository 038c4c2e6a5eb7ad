/**
 * @typedef {object} Contest
 * @property {string} name
 * @property {() => unknown} ours
 * @property {() => unknown} reference
 * @property {string} referenceName
 * @property {number} calls calls of each side in one round
 * @property {boolean} [timed] both sides return their own microseconds a call, as several processes do
 */

const rounds = 9;

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * Microseconds a call, of one round.
 *
 * @param {() => unknown} work
 * @param {number} calls
 */
async function time(work, calls) {
	const start = performance.now();
	for (let call = 0; call < calls; call += 1) await work();
	return ((performance.now() - start) * 1000) / calls;
}

/**
 * Both sides take turns, so that whatever else the machine does hits both; the first round warms up.
 *
 * @param {Contest} contest
 */
async function measure({ name, ours, reference, referenceName, calls, timed = false }) {
	/** @type {{ ours: number[], reference: number[] }} */
	const times = { ours: [], reference: [] };
	for (let round = 0; round <= rounds; round += 1) {
		const [one, other] = timed
			? [Number(await ours()), Number(await reference())]
			: [await time(ours, calls), await time(reference, calls)];
		if (round === 0) continue;
		times.ours.push(one);
		times.reference.push(other);
	}
	const [mine, theirs] = [median(times.ours), median(times.reference)];
	return {
		what: name,
		'ours µs': mine.toFixed(2),
		reference: referenceName,
		'reference µs': theirs.toFixed(2),
		ratio: (mine / theirs).toPrecision(2),
	};
}

module.exports = { measure };
