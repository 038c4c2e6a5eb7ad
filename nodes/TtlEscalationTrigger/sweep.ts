import type { Actor } from '../../core';
import type { TriageStore } from '../shared/openStore';
import { openUnansweredCalls } from './unansweredCalls';
import type { Wanted } from './wanted';

/** Most transactions of one poll; what is left is swept by the next one, a minute later. */
const maxSweeps = 8;
const perSweep = 250;

/** Redrives are swept only where they start the workflow: what was swept counts as sent, and nobody else would put it out. */
type SweepOrder = Pick<Wanted, 'throttle' | 'redrives'>;

/** Records all that is due, and calls that nobody answered: a few hundred timers, attempts and redrives at a time so that others can write in between. False when some are left. */
export async function sweepAll(store: TriageStore, actor: Actor, { throttle, redrives }: SweepOrder): Promise<boolean> {
	await openUnansweredCalls(store, actor);
	for (let sweep = 0; sweep < maxSweeps; sweep += 1) {
		const timers = await store.sweepTimers({ limit: perSweep, throttle }, { actor });
		const retries = await store.sweepRetries({ limit: perSweep }, { actor });
		const sent = !redrives || (await store.sweepRedrives({ limit: perSweep }, { actor })).is_all;
		if (timers.is_all && retries.is_all && sent) return true;
	}
	return false;
}
