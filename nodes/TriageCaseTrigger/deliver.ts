import type { CaseEvents, EventQuery, TriageStore } from '../shared/openStore';

/** What n8n keeps for the node. It writes it down together with the execution that it starts. */
export interface Delivered {
	/** Index of the first entry that no poll has put out. */
	next_idx?: number;
}

export interface Reading {
	/** Name of the reader in the store. */
	name: string;
	startFrom: 'now' | 'beginning';
	query: Omit<EventQuery, 'from_idx' | 'order'>;
}

/** Readings of each reader one after the other: n8n starts a poll while the one before still runs. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * The events since those that were put out before, at least once each and in the order of the log. Where a poll's events
 * end is kept by n8n with the execution that they start, and in the store by the poll after it: a crash in between puts
 * the same events out again, and none is lost.
 */
export async function deliver(
	store: TriageStore,
	delivered: Delivered,
	reading: Reading,
): Promise<CaseEvents['events']> {
	const before = underWay.get(reading.name) ?? Promise.resolve();
	const own = before.catch(() => undefined).then(async () => await readOn(store, delivered, reading));
	underWay.set(reading.name, own);
	try {
		return await own;
	} finally {
		if (underWay.get(reading.name) === own) underWay.delete(reading.name);
	}
}

async function readOn(store: TriageStore, delivered: Delivered, { name, startFrom, query }: Reading) {
	const kept = await store.openSubscription(name, startFrom);
	const wanted = Math.max(kept, delivered.next_idx ?? 0);
	const { events, next_idx, size } = await store.readEvents({ ...query, order: 'oldest', from_idx: wanted });
	// A store that was set back to a copy is shorter than what was put out of it: go on from its end.
	const from = Math.min(wanted, size);
	const next = Math.min(next_idx, size);
	// Nothing was put out between `from` and `next` when there are no events, so that can be written down at once.
	const confirmed = events.length === 0 ? next : from;
	if (confirmed !== kept) await store.moveSubscription(name, confirmed);
	delivered.next_idx = next;
	return events;
}
