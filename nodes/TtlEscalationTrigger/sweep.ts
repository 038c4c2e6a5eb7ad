import type { Actor, ThrottleRule } from '../../core';
import type { TriageStore } from '../shared/openStore';
import { openUnansweredCalls } from './unansweredCalls';

/** Most transactions of one poll; what is left is swept by the next one, a minute later. */
const maxSweeps = 8;
const perSweep = 250;

/** Records all that is due, and calls that nobody answered: a few hundred timers, attempts and redrives at a time so that others can write in between. False when some are left. */
export async function sweepAll(store: TriageStore, actor: Actor, throttle: readonly ThrottleRule[]): Promise<boolean> {
	await openUnansweredCalls(store, actor);
	for (let sweep = 0; sweep < maxSweeps; sweep += 1) {
		const timers = await store.sweepTimers({ limit: perSweep, throttle }, { actor });
		const retries = await store.sweepRetries({ limit: perSweep }, { actor });
		const redrives = await store.sweepRedrives({ limit: perSweep }, { actor });
		if (timers.is_all && retries.is_all && redrives.is_all) return true;
	}
	return false;
}
