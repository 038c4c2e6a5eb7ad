import type { TriageError } from '../errors';
import { refuseFor, type Finding } from '../findings';
import { callCalendar, findCalendarFaults, minutesOf } from './calendarFindings';
import { dayMs, dayOf, isoOf, lastInstant, minuteMs } from './instant';
import { instantOf, zoneClock, type OffsetTable, type ZoneClock } from './offsets';
import { weekdays, type Calendar, type OpenTime, type WorkingWindow } from './types';
import { SpanHours } from './spanHours';

/** A calendar that stays closed this long is a slip in it, not a holiday. */
export const maxClosedDays = 370;

/** No deadline lies further away than this. */
const horizonMs = 10 * 366 * dayMs;

/** Hours are computed for 52 weeks at a time, when they are first asked for. */
const spanMs = 364 * dayMs;

/** Spans kept of one calendar, some forty years; what is dropped is computed again. */
const maxSpans = 40;

/** Local days that can reach into a span: a window ends at most a day after its own, and clocks differ by up to a day. */
const marginDays = 4;

/** Opening and closing in minutes since local midnight; the closing may lie on the next day. */
type DayWindow = readonly [opens: number, closes: number];

function readWindows(windows: readonly WorkingWindow[]): DayWindow[] {
	return windows.map(([from, to]): DayWindow => {
		const [opens, closes] = [minutesOf(from)!, minutesOf(to)!];
		return [opens, closes > opens ? closes : closes + 24 * 60];
	});
}

/** The refusal of a calendar, with all findings about it. */
export const calendarInvalid = (calendar: unknown, findings: readonly Finding[]): TriageError =>
	refuseFor('CALENDAR_INVALID', callCalendar(calendar), findings);

/** Why a day has the windows it has. */
export type DayKind = 'weekday' | 'holiday' | 'override';

/** A calendar made ready to count: open intervals of 52 weeks at a time, merged, with their sums. */
export class CompiledCalendar implements OpenTime {
	private readonly zone: ZoneClock;
	/** By weekday, Thursday first: 1970-01-01 was one. */
	private readonly weekly: DayWindow[][];
	private readonly holidays: Set<number>;
	private readonly overrides: Map<number, DayWindow[]>;
	private readonly spans = new Map<number, SpanHours>();
	/** Sums of spans, kept when their intervals are dropped. */
	private readonly totals = new Map<number, number>();

	/** Throws `CALENDAR_INVALID` with all findings. */
	constructor(readonly calendar: Calendar) {
		const findings = findCalendarFaults(calendar);
		if (findings.length > 0) throw calendarInvalid(calendar, findings);
		this.zone = zoneClock(calendar.timezone);
		const fromThursday = [...weekdays.slice(3), ...weekdays.slice(0, 3)];
		this.weekly = fromThursday.map((day) => readWindows(calendar.hours[day] ?? []));
		this.holidays = new Set(calendar.holidays?.map((date) => dayOf(date)!));
		const overrides = Object.entries(calendar.overrides ?? {});
		this.overrides = new Map(overrides.map(([date, windows]) => [dayOf(date)!, readWindows(windows)]));
	}

	between(from: number, to: number): number {
		if (to <= from) return 0;
		const [first, last] = [Math.floor(from / spanMs), Math.floor(to / spanMs)];
		let open = this.span(last).before(to) - this.span(first).before(from);
		for (let index = first; index < last; index += 1) open += this.total(index);
		return open;
	}

	/** Throws `CALENDAR_INVALID` when the calendar stays closed for 370 days on the way. */
	reach(start: number, amount: number): number | null {
		if (amount <= 0) return start;
		let index = Math.floor(start / spanMs);
		let span = this.span(index);
		let wanted = span.before(start) + amount;
		let openUntil = start;
		while (wanted > span.total) {
			wanted -= span.total;
			openUntil = Math.max(openUntil, span.lastClosing ?? openUntil);
			index += 1;
			if (index * spanMs > Math.min(start + horizonMs, lastInstant)) return null;
			span = this.span(index);
			const opens = span.firstOpening ?? (index + 1) * spanMs;
			if (opens - openUntil > maxClosedDays * dayMs) throw this.staysClosed(openUntil);
		}
		return span.at(wanted);
	}

	nextOpen(at: number): number | null {
		const end = at + maxClosedDays * dayMs;
		for (let index = Math.floor(at / spanMs); index * spanMs <= end; index += 1) {
			const open = this.span(index).nextOpen(at);
			if (open !== null) return open <= end ? open : null;
		}
		return null;
	}

	/** The first closed instant at or after `at`; null when it stays open for ten years. */
	nextClosed(at: number): number | null {
		let closed = at;
		for (let index = Math.floor(at / spanMs); index * spanMs < at + horizonMs; index += 1) {
			closed = this.span(index).openUntil(closed);
			if (closed < (index + 1) * spanMs) return closed;
		}
		return null;
	}

	calendarAt(): this {
		return this;
	}

	/** Local day and milliseconds since its midnight by the wall clock. */
	localTime(at: number): { day: number; ofDay: number } {
		const local = at + this.zone.offsetAt(at);
		const day = Math.floor(local / dayMs);
		return { day, ofDay: local - day * dayMs };
	}

	instantOn(day: number, ofDay: number): number {
		const local = day * dayMs + ofDay;
		return instantOf(this.zone.offsetsBetween(local - 2 * dayMs, local + 2 * dayMs), local);
	}

	kindOf(day: number): DayKind {
		if (this.overrides.has(day)) return 'override';
		return this.holidays.has(day) ? 'holiday' : 'weekday';
	}

	/** Windows that open on a local day, in minutes since its midnight, as the calendar lists them. */
	windowsOn(day: number): readonly DayWindow[] {
		return this.overrides.get(day) ?? (this.holidays.has(day) ? [] : this.weekly[((day % 7) + 7) % 7]!);
	}

	/** Opening and closing of every window of a local day that is not empty, as instants. */
	intervalsOn(day: number): Array<[from: number, to: number]> {
		const local = day * dayMs;
		return this.intervals(day, this.zone.offsetsBetween(local - 2 * dayMs, local + 4 * dayMs));
	}

	/** A window that lies in skipped time can end before it begins: it is empty and dropped. */
	private intervals(day: number, offsets: OffsetTable): Array<[from: number, to: number]> {
		const toInstant = (minutes: number) => instantOf(offsets, day * dayMs + minutes * minuteMs);
		return this.windowsOn(day)
			.map(([opens, closes]): [number, number] => [toInstant(opens), toInstant(closes)])
			.filter(([from, to]) => to > from);
	}

	private total(index: number): number {
		return this.totals.get(index) ?? this.span(index).total;
	}

	private span(index: number): SpanHours {
		return this.spans.get(index) ?? this.compile(index);
	}

	private compile(index: number): SpanHours {
		const [from, to] = [index * spanMs, (index + 1) * spanMs];
		const [first, last] = [from / dayMs - marginDays, to / dayMs + marginDays];
		const offsets = this.zone.offsetsBetween((first - 1) * dayMs, (last + 3) * dayMs);
		const intervals: Array<[number, number]> = [];
		for (let day = first; day < last; day += 1) intervals.push(...this.intervals(day, offsets));
		const hours = new SpanHours(intervals, from, to);
		const [oldest] = this.spans.keys();
		if (this.spans.size >= maxSpans && oldest !== undefined) this.spans.delete(oldest);
		this.spans.set(index, hours);
		this.totals.set(index, hours.total);
		return hours;
	}

	/** The finding that nothing opens within 370 days of an instant. */
	closedFinding(at: number): Finding {
		const message = `It does not open within ${maxClosedDays} days of ${isoOf(at)}`;
		return { pointer: '/hours', message, fix: 'Give it weekly hours, or overrides for the days to come' };
	}

	staysClosed(at: number): TriageError {
		return calendarInvalid(this.calendar, [this.closedFinding(at)]);
	}
}
