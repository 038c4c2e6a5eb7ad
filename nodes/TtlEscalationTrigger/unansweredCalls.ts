import { exceptionOfCall, unansweredAfterSeconds, type Actor } from '../../core';
import type { TriageStore } from '../shared/openStore';

/** Where the look for calls without an outcome has come to. One for the whole store, whichever workflow looks. */
const subscription = 'unanswered-calls';

/**
 * Opens an exception for each call of which nobody said in time what became of it. The command id is the call's, so a look
 * that is made twice, or by two processes, opens one.
 */
export async function openUnansweredCalls(store: TriageStore, actor: Actor): Promise<void> {
	const before = new Date(Date.now() - unansweredAfterSeconds * 1000).toISOString();
	const from_idx = await store.openSubscription(subscription, 'beginning');
	const { calls, next_idx } = await store.readUnansweredCalls({ from_idx, before });
	const items = calls.map((call) => ({
		exception: exceptionOfCall(call),
		payload: null,
		context: { command_id: `unanswered call ${call.entry_id}`, actor },
	}));
	if (items.length > 0) await store.openExceptions(items);
	if (next_idx > from_idx) await store.moveSubscription(subscription, next_idx);
}
