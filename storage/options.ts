import { randomBytes } from 'node:crypto';

import type { Ports } from './log/ports';

/** How a store runs; each has a default. */
export interface StoreOptions extends Ports {
	/** How long a writer waits for another one, in milliseconds; default 5,000. */
	busyTimeoutMs: number;
}

export function storePorts(options: Partial<StoreOptions>): StoreOptions {
	return { now: () => new Date().toISOString(), randomBytes, busyTimeoutMs: 5000, ...options };
}
