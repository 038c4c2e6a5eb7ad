import type { TriageStore } from './openStore';

/** What n8n keeps for a trigger. It writes it down together with the execution that it starts. */
export interface Delivered {
	/** Index of the first entry that no poll has put out. */
	next_idx?: number;
}

/** Events from a place of the log on. */
export interface EventPage<Event> {
	events: Event[];
	next_idx: number;
	size: number;
}

export interface Reading<Event> {
	/** Name of the reader in the store. */
	name: string;
	startFrom: 'now' | 'beginning';
	/** Events from an entry on, oldest first, no more than one poll may put out. */
	read(fromIdx: number): Promise<EventPage<Event>>;
}

/** Readings of each reader one after the other: n8n starts a poll while the one before still runs. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * The events since those that were put out before, at least once each and in the order of the log. Where a poll's events
 * end is kept by n8n with the execution that they start, and in the store by the poll after it: a crash in between puts
 * the same events out again, and none is lost.
 */
export async function deliver<Event>(
	store: TriageStore,
	delivered: Delivered,
	reading: Reading<Event>,
): Promise<Event[]> {
	const before = underWay.get(reading.name) ?? Promise.resolve();
	const own = before.catch(() => undefined).then(async () => await readOn(store, delivered, reading));
	underWay.set(reading.name, own);
	try {
		return await own;
	} finally {
		if (underWay.get(reading.name) === own) underWay.delete(reading.name);
	}
}

async function readOn<Event>(store: TriageStore, delivered: Delivered, { name, startFrom, read }: Reading<Event>) {
	const kept = await store.openSubscription(name, startFrom);
	const wanted = Math.max(kept, delivered.next_idx ?? 0);
	const { events, next_idx, size } = await read(wanted);
	// A store that was set back to a copy is shorter than what was put out of it: go on from its end.
	const from = Math.min(wanted, size);
	const next = Math.min(next_idx, size);
	// Nothing was put out between `from` and `next` when there are no events, so that can be written down at once.
	const confirmed = events.length === 0 ? next : from;
	if (confirmed !== kept) await store.moveSubscription(name, confirmed);
	delivered.next_idx = next;
	return events;
}
