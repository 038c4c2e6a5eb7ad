import {
	alwaysOpen,
	countedTime,
	isoOf,
	millisOf,
	nextOpening,
	pausableTime,
	type OpenTime,
	type PausableTime,
	type PauseSpan,
} from '../time';
import type { EscalationChain, EscalationRun, EscalationStep, ProtectedClock } from './types';

const wallClock = alwaysOpen();

/** When a step is due, and from when on it may be told. */
export interface StepTime {
	due: number;
	notify: number;
}

/** The clock that a chain protects, as open time from its start. */
function readClock({
	clock,
	calendar,
}: EscalationRun): { start: number; time: OpenTime; clock: ProtectedClock } | null {
	if (clock === undefined) return null;
	const pauses = (clock.pauses ?? []).map(({ from, to }): PauseSpan => ({
		from: millisOf(from, 'clock.pauses.from'),
		to: to === null ? Infinity : millisOf(to, 'clock.pauses.to'),
		reason: '',
	}));
	return { start: millisOf(clock.started_at, 'clock.started_at'), time: countedTime(calendar, pauses), clock };
}

/** Computes when steps of a run are due. Instants are milliseconds. */
export class StepTimes {
	/** Both stand still while the run is paused. */
	private readonly business: PausableTime;
	private readonly wall: PausableTime;
	private readonly protectedClock: ReturnType<typeof readClock>;

	constructor(
		private readonly chain: EscalationChain,
		run: EscalationRun,
	) {
		this.protectedClock = readClock(run);
		this.business = pausableTime(run.calendar);
		this.wall = pausableTime(wallClock);
	}

	get isPaused(): boolean {
		return this.wall.isPaused;
	}

	pause(at: number): void {
		for (const time of [this.business, this.wall]) time.pause(at);
	}

	resume(at: number): void {
		for (const time of [this.business, this.wall]) time.resume(at);
	}

	/** Working time after an instant, in the run's calendar; null while it does not come. */
	after(at: number, seconds: number): number | null {
		return this.awake(this.business.reach(at, Math.round(seconds * 1000)));
	}

	/** When step `index` (from 0) is due, after the one before it was told at `base`; null while that does not come. */
	timeOf(index: number, base: number): StepTime | null {
		const step = this.chain.steps[index]!;
		return this.within(step, step.wait_seconds === undefined ? this.markOf(step, base) : this.waitOf(step, base));
	}

	/** A step that is due at an instant, with when it may be told: not in a pause, and in its hours. */
	within({ only_within }: EscalationStep, due: number | null): StepTime | null {
		let notify = this.awake(due);
		while (only_within !== undefined && notify !== null) {
			const opens = nextOpening(only_within, isoOf(notify));
			if (opens === null) return null;
			if (Date.parse(opens) === notify) break;
			notify = this.awake(Date.parse(opens));
		}
		return due === null || notify === null ? null : { due, notify };
	}

	/** The first instant from one on at which the run is not paused. */
	private awake(at: number | null): number | null {
		return at === null ? null : this.wall.nextOpen(at);
	}

	private waitOf({ wait_seconds = 0, wait_basis = 'business' }: EscalationStep, base: number): number | null {
		return (wait_basis === 'wall' ? this.wall : this.business).reach(base, Math.round(wait_seconds * 1000));
	}

	private markOf({ percent, after_deadline_seconds = 0 }: EscalationStep, base: number): number | null {
		if (this.protectedClock === null) return null;
		const { start, time, clock } = this.protectedClock;
		const mark =
			percent === undefined ? clock.budget_seconds + after_deadline_seconds : (clock.budget_seconds * percent) / 100;
		const at = time.reach(start, Math.round(mark * 1000));
		return at === null ? null : Math.max(base, at);
	}
}
