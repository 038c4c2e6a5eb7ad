/**
 * A set of atoms as sorted, disjoint, half-open ranges, flattened: `[2, 5, 7, 8]` holds 2, 3, 4 and 7.
 */
export type Ranges = readonly number[];

export function contains(ranges: Ranges, atom: number): boolean {
	for (let at = 0; at < ranges.length; at += 2) {
		if (atom < (ranges[at] as number)) return false;
		if (atom < (ranges[at + 1] as number)) return true;
	}
	return false;
}

/** The union of ranges in any order that may overlap. */
export function unite(...all: readonly Ranges[]): Ranges {
	const pairs = all.flatMap((ranges) =>
		Array.from({ length: ranges.length / 2 }, (_, index): [number, number] => [
			ranges[2 * index] as number,
			ranges[2 * index + 1] as number,
		]),
	);
	const united: number[] = [];
	for (const [from, to] of pairs.sort(([one], [other]) => one - other)) {
		if (from >= to) continue;
		const end = united.at(-1);
		if (end !== undefined && from <= end) united[united.length - 1] = Math.max(end, to);
		else united.push(from, to);
	}
	return united;
}

export function intersect(one: Ranges, other: Ranges): Ranges {
	const common: number[] = [];
	let [at, otherAt] = [0, 0];
	while (at < one.length && otherAt < other.length) {
		const [end, otherEnd] = [one[at + 1] as number, other[otherAt + 1] as number];
		const from = Math.max(one[at] as number, other[otherAt] as number);
		const to = Math.min(end, otherEnd);
		if (from < to) common.push(from, to);
		if (end <= otherEnd) at += 2;
		if (otherEnd <= end) otherAt += 2;
	}
	return common;
}

/** True where the two share an atom. */
export function meets(one: Ranges, other: Ranges): boolean {
	let [at, otherAt] = [0, 0];
	while (at < one.length && otherAt < other.length) {
		const [end, otherEnd] = [one[at + 1] as number, other[otherAt + 1] as number];
		if (Math.max(one[at] as number, other[otherAt] as number) < Math.min(end, otherEnd)) return true;
		if (end <= otherEnd) at += 2;
		else otherAt += 2;
	}
	return false;
}

/** What is in `whole`, a single range, and not in `ranges`. */
export function complement(ranges: Ranges, [from = 0, to = 0]: Ranges): Ranges {
	const rest: number[] = [];
	let start = from;
	for (const [at, bound] of ranges.entries()) {
		if (at % 2 === 1) start = bound;
		else if (bound > start) rest.push(start, bound);
	}
	if (start < to) rest.push(start, to);
	return rest;
}

export function isEmpty(ranges: Ranges): boolean {
	return ranges.length === 0;
}

export function isSame(one: Ranges, other: Ranges): boolean {
	return one.length === other.length && one.every((bound, index) => bound === other[index]);
}

/** The smallest atom; undefined for no atoms. */
export function firstOf(ranges: Ranges): number | undefined {
	return ranges[0];
}

export function* atomsOf(ranges: Ranges): Generator<number> {
	for (let at = 0; at < ranges.length; at += 2) {
		for (let atom = ranges[at] as number; atom < (ranges[at + 1] as number); atom++) yield atom;
	}
}
