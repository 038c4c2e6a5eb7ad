import type { TriageError } from '../errors';
import { maxClosedDays, type CompiledCalendar } from './compiledCalendar';
import { dayMs } from './instant';
import type { OpenTime } from './types';

/** A calendar and the instant up to which it counts; the last one counts for ever. */
export interface CompiledVersion {
	until: number;
	calendar: CompiledCalendar;
}

/** Versions of a calendar as one: each second counts by the version in force in it. */
export class VersionedCalendar implements OpenTime {
	/** In order; never empty; the last one is until infinity. */
	constructor(private readonly versions: readonly CompiledVersion[]) {}

	between(from: number, to: number): number {
		let open = 0;
		let start = from;
		for (const { until, calendar } of this.versions) {
			const end = Math.min(until, to);
			if (end <= start) continue;
			open += calendar.between(start, end);
			start = end;
		}
		return open;
	}

	reach(start: number, amount: number): number | null {
		let [at, wanted] = [start, amount];
		for (const { until, calendar } of this.versions) {
			if (until <= at) continue;
			if (until === Infinity) return calendar.reach(at, wanted);
			const open = calendar.between(at, until);
			if (open >= wanted) return calendar.reach(at, wanted);
			wanted -= open;
			at = until;
		}
		return null;
	}

	nextOpen(at: number): number | null {
		const end = at + maxClosedDays * dayMs;
		let start = at;
		for (const { until, calendar } of this.versions) {
			if (until <= start) continue;
			const open = calendar.nextOpen(start);
			if (open !== null && open < until) return open <= end ? open : null;
			start = until;
		}
		return null;
	}

	nextClosed(at: number): number | null {
		let closed = at;
		for (const { until, calendar } of this.versions) {
			if (until <= closed) continue;
			const next = calendar.nextClosed(closed);
			if (next === null && until === Infinity) return null;
			if (next !== null && next < until) return next;
			closed = until;
		}
		return null;
	}

	calendarAt(at: number): CompiledCalendar {
		return this.versions.find(({ until }) => at < until)!.calendar;
	}

	staysClosed(at: number): TriageError {
		return this.calendarAt(at).staysClosed(at);
	}
}
