import { alwaysOpen, type Calendar } from '../../../core';
import { calendars } from '../time/calendars';
import { WallClock } from '../time/minuteCount';
import type { Simulation } from './simulate';
import { TickingCase, type Tick } from './tickingCase';

export const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
/** Thirty days around a change of the clocks. */
export const from = Date.parse('2025-03-16T00:00:00Z');
export const office = calendars.C1 as Calendar;
export const always = alwaysOpen();

/** What the clockwork comes to in a simulation that begins at `from`. */
export function expectedOf(simulation: Simulation): Tick[] {
	const open = new Map<Calendar, boolean[]>();
	for (const calendar of [office, always]) {
		const clock = new WallClock(calendar.timezone, from - 3 * dayMs, from + simulation.minutes * minuteMs + 3 * dayMs);
		open.set(calendar, clock.openMinutes(calendar).slice(3 * 1440));
	}
	return simulation.cases.flatMap((each) => new TickingCase(each, simulation, open).ticks);
}

/** Records by their ids, none of which came twice. */
export function byId<Each>(records: readonly Each[], idOf: (record: Each) => string): Map<string, Each> {
	const ids = new Map(records.map((record) => [idOf(record), record]));
	expect(ids.size).toBe(records.length);
	return ids;
}
