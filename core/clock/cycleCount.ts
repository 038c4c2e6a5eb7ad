import { countedTime, isoOf, type OpenTime, type PauseSpan } from '../time';
import { budgetMs, calendarOf, isClock, isDueAtOpening } from './budget';
import { budgetsOf, isResumed, type Cycle } from './cycle';
import type { ClockWarning, WarningReport } from './types';

const defaultGraceSeconds = 1800;

/** A budget of a run, while it holds. */
interface Stage {
	from: number;
	until: number;
	/** Milliseconds; null where the priority has no such clock. */
	limit: number | null;
	time: OpenTime;
	isDueAtOpening: boolean;
}

export interface Breach {
	at: number;
	byChange: boolean;
}

/** The resolution clock as far as it ends an owner's. */
export interface Cap {
	due: number | null;
	breach: number | null;
}

/** What a run of a clock counted up to an instant. All times are milliseconds. */
export class CycleCount {
	private readonly stages: Stage[];
	/** Where it ended, or now. */
	readonly until: number;

	constructor(
		readonly cycle: Cycle,
		readonly pauses: readonly PauseSpan[],
		now: number,
	) {
		this.until = cycle.end?.at ?? now;
		const budgets = budgetsOf(cycle);
		this.stages = budgets.map(({ at, budget }, index): Stage => {
			const calendar = isClock(budget) ? calendarOf(budget, cycle.calendar) : cycle.calendar;
			const time = countedTime(calendar, pauses);
			const until = budgets[index + 1]?.at ?? Infinity;
			if (!isClock(budget)) return { from: at, until, limit: null, time, isDueAtOpening: false };
			const limit = Math.max(budgetMs(budget, calendar, cycle.origin), this.floor(time));
			return { from: at, until, limit, time, isDueAtOpening: isDueAtOpening(budget) };
		});
	}

	/** What a run that goes on after a reopening has at least. */
	private floor(time: OpenTime): number {
		if (!isResumed(this.cycle)) return 0;
		const grace = this.cycle.rule?.min_grace_seconds ?? defaultGraceSeconds;
		return time.between(this.cycle.origin, this.cycle.from) + grace * 1000;
	}

	/** The budget that holds at the end. */
	private get present(): Stage {
		return this.stages.at(-1)!;
	}

	get limit(): number | null {
		return this.present.limit;
	}

	get elapsed(): number {
		return this.present.time.between(this.cycle.origin, this.until);
	}

	/** The earliest instant at which the present budget is used up. */
	get due(): number | null {
		const { limit, time, isDueAtOpening: atOpening } = this.present;
		const at = limit === null ? null : time.reach(this.cycle.origin, limit);
		return at !== null && atOpening ? time.nextOpen(at) : at;
	}

	/** The instant after which more than the present budget has elapsed. */
	get breaches(): number | null {
		return this.firstOver(this.present);
	}

	private firstOver({ limit, time }: Stage): number | null {
		const at = limit === null ? null : time.reach(this.cycle.origin, limit);
		return at === null ? null : time.nextOpen(at);
	}

	/** When more had elapsed than the budget of that time allowed; null when that did not happen. */
	findBreach(): Breach | null {
		for (const [index, stage] of this.stages.entries()) {
			const { from, until, limit, time } = stage;
			if (limit === null) continue;
			const elapsedBy = (at: number) => time.between(this.cycle.origin, at);
			if (from > this.until) break;
			if (index > 0 && elapsedBy(from) > limit) return { at: from, byChange: true };
			if (elapsedBy(Math.min(until, this.until)) > limit) return { at: this.firstOver(stage)!, byChange: false };
		}
		return null;
	}

	/** What became of a warning: a mark counts by the budget of the time at which it is reached, and once. */
	warn(warning: ClockWarning): WarningReport {
		const id = 'percent' in warning ? `percent:${warning.percent}` : `offset:${warning.offset_seconds}`;
		const hasEnded = this.cycle.end !== null;
		let planned: number | null = null;
		for (const { from, until, limit, time } of this.stages) {
			planned = null;
			if (limit === null) continue;
			const mark = Math.round(
				'percent' in warning ? (limit * warning.percent) / 100 : limit + warning.offset_seconds * 1000,
			);
			const at = mark < 0 ? -Infinity : time.reach(this.cycle.origin, mark);
			if (at === null) continue;
			if (at < from) return { id, state: 'passed', at: isoOf(from) };
			planned = at;
			const isReached = at < until && (hasEnded ? at < this.until : at <= this.until);
			if (isReached) return { id, state: 'reached', at: isoOf(at) };
		}
		if (hasEnded || this.limit === null) return { id, state: 'dropped', at: null };
		return { id, state: 'planned', at: planned === null ? null : isoOf(planned) };
	}
}

/** A breach of the run itself or, for a capped owner, of the resolution clock, whichever came first. */
export function firstBreach(count: CycleCount, cap: Cap | null): Breach | null {
	const own = count.findBreach();
	const isOver = cap !== null && cap.breach !== null && cap.breach > count.cycle.from && cap.breach < count.until;
	if (!isOver || (own !== null && own.at <= cap.breach!)) return own;
	return { at: cap.breach!, byChange: false };
}
