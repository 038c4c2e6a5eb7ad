import { addWorkingSeconds, explainTime, isoOf, type TimeExplanation } from '../time';
import { pausesOf } from './run';
import type { Timer } from './types';

/** Which time of a timer's run counted and which did not, and what that leaves. */
export interface TimerExplanation extends TimeExplanation {
	/** Seconds of open time that are left; negative once the budget is used up, null without one. */
	left_seconds: number | null;
}

const ends: ReadonlyArray<Timer['events'][number]['kind']> = ['resolved', 'stopped'];

/** Which time since the start of a timer's run counted, and why not the rest: up to its end, or to `now`. */
export function explainTimer(timer: Timer, now: string): TimerExplanation {
	const { calendar, started_at, budget_seconds, events } = timer;
	const until = events.find(({ kind }) => ends.includes(kind))?.at ?? now;
	const explained = explainTime(calendar, started_at, until, pausesOf(timer));
	const left_seconds = budget_seconds === null ? null : budget_seconds - explained.counted_seconds;
	return { ...explained, left_seconds };
}

/**
 * When a running timer would be due if it stood still for so many seconds around the clock from `now` on; null where it has
 * no budget or does not run.
 */
export function dueIfPaused(timer: Timer, now: string, seconds: number): string | null {
	const { calendar, started_at, budget_seconds, due_at } = timer;
	if (budget_seconds === null || due_at === null) return null;
	const pause = { from: now, to: isoOf(Date.parse(now) + seconds * 1000) };
	// What was due before the pause begins stays so.
	return due_at <= now ? due_at : addWorkingSeconds(calendar, started_at, budget_seconds, [...pausesOf(timer), pause]);
}
