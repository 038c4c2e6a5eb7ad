import type { ExceptionEntry, TriageException } from './types';

/** Time in which so many items are sent again at most. */
export const paceWindowMs = 60_000;

/**
 * How much earlier than that a sweep may come: it is made every minute, some moments early or late, and one that is early
 * must not leave everything to the next.
 */
const earlyMs = 5_000;

/** How many items are sent again in a minute where nothing is said, and how many can be asked for. */
export const defaultRedrivesPerMinute = 20;
export const maxRedrivesPerMinute = 1000;

const beforeBy = (now: string, milliseconds: number): string => new Date(Date.parse(now) - milliseconds).toISOString();

/** Since when items count that were sent again, for one more and for a sweep. */
export const paceSince = (now: string): string => beforeBy(now, paceWindowMs);
export const sweepPaceSince = (now: string): string => beforeBy(now, paceWindowMs - earlyMs);

/**
 * When one more item can be sent again: now, or as soon as fewer than `perMinute` were sent within a minute. `times` are the
 * instants at which others were sent, or are to be, in any order; those of more than a minute ago may be left out.
 */
export function redriveTime(times: readonly string[], perMinute: number, now: string): string {
	const counting = times.toSorted().at(-perMinute);
	if (counting === undefined) return now;
	const free = new Date(Date.parse(counting) + paceWindowMs).toISOString();
	return free > now ? free : now;
}

/** That the item of an exception is sent again now, as was scheduled; null where nothing is. */
export function sendScheduled(
	{ redrive_count, scheduled_redrive }: TriageException,
	now: string,
): ExceptionEntry | null {
	if (scheduled_redrive === undefined) return null;
	const { due_at } = scheduled_redrive;
	const late_seconds = Math.max(0, Math.floor((Date.parse(now) - Date.parse(due_at)) / 1000));
	return { type: 'exception.redrive_due', data: { due_at, late_seconds, redrive_count } };
}
