import type { Calendar, Pause, WorkingWindow } from '../../../core';

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
const weekdayOfDay = (day: number) => (['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'] as const)[day % 7]!;

/** Local time of every minute of a span, asked of the engine minute by minute. No arithmetic on offsets, no luxon. */
export class WallClock {
	/** Minutes since 1970-01-01T00:00 by the wall clock. */
	private readonly local: number[] = [];

	constructor(
		timezone: string,
		readonly from: number,
		readonly to: number,
	) {
		const format = new Intl.DateTimeFormat('en-US', {
			timeZone: timezone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
		});
		for (let at = from; at < to; at += minuteMs) {
			const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
			this.local.push(Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute) / minuteMs);
		}
	}

	/** Index of the minute with a local time: its first occurrence, or where a watch that was not changed would show it. */
	private minuteOf(local: number): number {
		const first = this.local.indexOf(local);
		if (first >= 0) return first;
		const skipped = this.local.findIndex((minute, index) => minute > local && this.local[index - 1]! < local);
		return skipped - 1 + local - this.local[skipped - 1]!;
	}

	/** For every minute of the span whether it is open. */
	openMinutes(calendar: Calendar): boolean[] {
		const open = this.local.map(() => false);
		const [firstDay, lastDay] = [this.local[0]!, this.local.at(-1)!].map((local) => Math.floor(local / dayMinutes));
		for (let day = firstDay! + 1; day < lastDay! - 1; day += 1) {
			for (const [opens, closes] of windowsOn(calendar, day)) {
				const [from, to] = [minutes(opens), minutes(closes)];
				const end = this.minuteOf(day * dayMinutes + (to > from ? to : to + dayMinutes));
				for (let minute = this.minuteOf(day * dayMinutes + from); minute < end; minute += 1) open[minute] = true;
			}
		}
		return open;
	}
}

function minutes(time: string): number {
	return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function windowsOn({ hours, holidays, overrides }: Calendar, day: number): readonly WorkingWindow[] {
	const date = new Date(day * dayMinutes * minuteMs).toISOString().slice(0, 10);
	const override = overrides?.[date];
	if (override !== undefined) return override;
	return holidays?.includes(date) ? [] : (hours[weekdayOfDay(day)] ?? []);
}

/** Counts and adds working time minute by minute. */
export class MinuteCount {
	/** The minutes that count. */
	private readonly counted: boolean[];

	constructor(
		private readonly clock: WallClock,
		calendar: Calendar,
		pauses: readonly Pause[] = [],
	) {
		this.counted = clock.openMinutes(calendar);
		for (const { from, to } of pauses) {
			const end = to === null ? this.counted.length : this.indexOf(Date.parse(to));
			for (let minute = this.indexOf(Date.parse(from)); minute < end; minute += 1) this.counted[minute] = false;
		}
	}

	private indexOf(at: number): number {
		return (at - this.clock.from) / minuteMs;
	}

	between(from: number, to: number): number {
		let count = 0;
		for (let minute = this.indexOf(from); minute < this.indexOf(to); minute += 1) {
			if (this.counted[minute]) count += 1;
		}
		return count;
	}

	/** Null when the span ends before. */
	reach(start: number, amount: number): number | null {
		let count = 0;
		for (let minute = this.indexOf(start); minute < this.counted.length; minute += 1) {
			if (count === amount) return this.clock.from + minute * minuteMs;
			if (this.counted[minute]) count += 1;
		}
		return null;
	}
}
