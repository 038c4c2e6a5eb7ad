/** Terminals get one line that is kept up to date; anything else a line now and then. */
const terminalInterval = 500;
const logInterval = 20_000;

/** @param {number} milliseconds */
function formatDuration(milliseconds) {
	const seconds = milliseconds / 1000;
	if (seconds < 10) return `${seconds.toFixed(1)} s`;
	if (seconds < 60) return `${Math.round(seconds)} s`;
	return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** @param {number} bytes */
function formatSize(bytes) {
	return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * Numbered steps with their times. Each step's work gets a function to say how far it is; what it said last stays
 * beside the time.
 *
 * @param {number} total
 * @param {NodeJS.WriteStream} [stream]
 */
function createSteps(total, stream = process.stdout) {
	let number = 0;

	/**
	 * @template T
	 * @param {string} title
	 * @param {(say: (note: string) => void) => Promise<T> | T} work
	 * @returns {Promise<T>}
	 */
	return async function step(title, work) {
		number += 1;
		const label = `${number}/${total} ${title}`;
		const startedAt = performance.now();
		let note = '';
		const state = () => [formatDuration(performance.now() - startedAt), note].filter(Boolean).join(', ');
		const rewrite = () => stream.write(`\r\x1b[K${`${label} … ${state()}`.slice(0, (stream.columns || 80) - 1)}`);
		const append = () => stream.write(`    ${state()}\n`);

		if (stream.isTTY) rewrite();
		else stream.write(`${label} …\n`);
		const timer = stream.isTTY ? setInterval(rewrite, terminalInterval) : setInterval(append, logInterval);
		try {
			return await work((text) => (note = text));
		} finally {
			clearInterval(timer);
			if (stream.isTTY) {
				rewrite();
				stream.write('\n');
			} else append();
		}
	};
}

module.exports = { createSteps, formatDuration, formatSize };
