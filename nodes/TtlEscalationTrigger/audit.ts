import { auditEscalations, exceptionOfStalled, type Actor, type StalledEscalation } from '../../core';
import type { TriageStore } from '../shared/openStore';

/** A timer that should have been looked at so long ago stands still. */
const graceSeconds = 300;

/** How often each timer that stands still was looked at in vain, by case and name. */
export type Tries = Record<string, number>;

const keyOf = ({ case_id, name }: Pick<StalledEscalation, 'case_id' | 'name'>) => `${case_id}/${name}`;

/**
 * Whether everything that is under way was looked at. What was not is tried again with the next polls; after that it becomes
 * an exception of the operator role, one for each time that it came to stand still, whoever looks. Gives how often each was
 * tried by now; nothing where nothing stands still.
 */
export async function auditTimers(
	store: TriageStore,
	before: Tries,
	operatorRole: string,
	actor: Actor,
): Promise<Tries> {
	const now = new Date();
	const found = await store.findStalled(new Date(now.getTime() - graceSeconds * 1000).toISOString());
	const watched = found.map((each) => ({ ...each, reason: null, attempt_count: before[keyOf(each)] ?? 0 }));
	const options = { operator_role: operatorRole, grace_seconds: graceSeconds };
	const { stalled } = auditEscalations(watched, now.toISOString(), options);
	for (const each of stalled) if (each.action === 'raise') await raise(store, each, operatorRole, actor);
	return Object.fromEntries(stalled.map((each) => [keyOf(each), (before[keyOf(each)] ?? 0) + 1]));
}

/** What is to come, for a sign of life; null while something stands still. */
export async function readVitals(store: TriageStore) {
	const now = Date.now();
	const { stalled, ...health } = await store.readTimerHealth(new Date(now - graceSeconds * 1000).toISOString());
	return stalled.length > 0 ? null : health;
}

async function raise(store: TriageStore, stalled: StalledEscalation, operatorRole: string, actor: Actor) {
	const { case_id, name, next_due_at } = stalled;
	const about = await store.getException(case_id);
	const timer = await store.getTimer({ case_id, name });
	const { case_id: of, trigger_id } = about ?? { case_id, trigger_id: null };
	const exception = exceptionOfStalled({ case_id: of, trigger_id, name, next_due_at }, operatorRole);
	// The same for all who look, and another one once the timer has gone on and stands still again.
	const since = next_due_at ?? timer?.updated_at ?? 'start';
	const context = { command_id: `stalled ${keyOf(stalled)} ${since} ${operatorRole}`, actor };
	await store.openExceptions([{ exception, payload: null, context }]);
}
