import { IANAZone } from 'luxon';
import { dayMs, minuteMs, secondMs } from './instant';

/**
 * How far apart samples lie. Two changes of a zone lie at least seven days apart (all zones of the tz database, 2000 to
 * 2030), so between equal samples there is none.
 */
const sampleMs = 4 * dayMs;

/** Offsets from UTC in a span of time: `offsets[i]` holds until `changes[i]`, the last one from the last change on. */
export interface OffsetTable {
	changes: number[];
	offsets: number[];
}

/** Clocks of a zone. All instants and offsets are milliseconds. */
export interface ZoneClock {
	/** Local time minus UTC at an instant. */
	offsetAt(at: number): number;
	offsetsBetween(from: number, to: number): OffsetTable;
}

/** Zones found to exist, since asking takes as long as a hundred deadlines. Some names can be written in many cases. */
const knownZones = new Set<string>();
const maxKnownZones = 1000;

export function isZone(name: string): boolean {
	if (knownZones.has(name)) return true;
	// An offset as +02:00 is a zone for the engine, but one without clock changes.
	if (!/^[A-Za-z]/.test(name) || !IANAZone.isValidZone(name)) return false;
	if (knownZones.size >= maxKnownZones) knownZones.clear();
	knownZones.add(name);
	return true;
}

/** The clocks of an IANA zone that exists. */
export function zoneClock(name: string): ZoneClock {
	const zone = IANAZone.create(name);
	const offsetAt = (at: number) => Math.round(zone.offset(at) * minuteMs);
	return {
		offsetAt,
		offsetsBetween(from, to) {
			const table: OffsetTable = { changes: [], offsets: [offsetAt(from)] };
			/** Changes happen at whole seconds; `from` and `to` are whole seconds. */
			const search = (start: number, before: number, end: number, after: number) => {
				if (before === after) return;
				if (end - start <= secondMs) {
					table.changes.push(end);
					table.offsets.push(after);
					return;
				}
				const middle = start + Math.floor((end - start) / 2 / secondMs) * secondMs;
				const between = offsetAt(middle);
				search(start, before, middle, between);
				search(middle, between, end, after);
			};
			for (let start = from, before = table.offsets[0]!; start < to;) {
				const end = Math.min(start + sampleMs, to);
				const after = offsetAt(end);
				search(start, before, end, after);
				[start, before] = [end, after];
			}
			return table;
		},
	};
}

/**
 * The instant of a local time, both as milliseconds. Skipped time moves forward by the gap, repeated time is its first
 * occurrence: "compatible", as java.time and JavaScript's Temporal have it. Both mean the offset before the change.
 */
export function instantOf({ changes, offsets }: OffsetTable, local: number): number {
	let passed = changes.length;
	while (passed > 0 && local - offsets[passed - 1]! < changes[passed - 1]!) passed -= 1;
	const at = local - offsets[passed]!;
	return passed === 0 || at >= changes[passed - 1]! ? at : local - offsets[passed - 1]!;
}
