import { randomBytes } from 'node:crypto';

import type { Ports } from './log/ports';

const poolSize = 4096;

/** Randomness in small pieces of a larger one: asking the system for a salt costs more than hashing it. No piece is given twice. */
function randomPieces(): Ports['randomBytes'] {
	let pool: Uint8Array = new Uint8Array();
	return (size) => {
		if (size > pool.length) pool = randomBytes(Math.max(size, poolSize));
		const piece = pool.subarray(0, size);
		pool = pool.subarray(size);
		return piece;
	};
}

/** The system's clock. Writing its time down costs more than asking for it, so that each millisecond is written once. */
function clock(): Ports['now'] {
	let [at, text] = [Number.NaN, ''];
	return () => {
		const now = Date.now();
		if (now !== at) [at, text] = [now, new Date(now).toISOString()];
		return text;
	};
}

/** How a store runs; each has a default. */
export interface StoreOptions extends Ports {
	/** How long a writer waits for another one, in milliseconds; default 5,000. */
	busyTimeoutMs: number;
}

export function storePorts(options: Partial<StoreOptions>): StoreOptions {
	return { now: clock(), randomBytes: randomPieces(), busyTimeoutMs: 5000, ...options };
}
