import { contains, intersect, isSame, meets, type Ranges } from '../cells/ranges';

/** Inputs as atoms of every column: all combinations of them. */
export type Box = readonly Ranges[];

/** True where two boxes share an input. */
export function overlap(one: Box, other: Box): boolean {
	for (let column = 0; column < one.length; column++) {
		if (!meets(one[column]!, other[column]!)) return false;
	}
	return true;
}

/** The inputs that two boxes share; null where there are none. */
export function shared(one: Box, other: Box): Box | null {
	return overlap(one, other) ? one.map((ranges, column) => intersect(ranges, other[column]!)) : null;
}

/** Steps that a search may still take; below 0 it gave up. Steps and not time, so that lint finds the same everywhere. */
export interface Budget {
	left: number;
}

interface Cover {
	box: Box;
	/** From this column on it takes all of what is searched. */
	fullFrom: number;
}

interface Group {
	ranges: number[];
	active: Cover[];
}

/** Parts of a column that the same covers take. */
function groupsOf(ranges: Ranges, active: readonly Cover[], column: number, budget: Budget): Group[] {
	const bounds = new Set<number>(ranges);
	for (const { box } of active) for (const bound of box[column]!) bounds.add(bound);
	const sorted = [...bounds].sort((one, other) => one - other);
	budget.left -= sorted.length * (active.length + 1);
	const groups = new Map<string, Group>();
	for (let index = 0; index + 1 < sorted.length; index++) {
		const [from, to] = [sorted[index]!, sorted[index + 1]!];
		if (!contains(ranges, from)) continue;
		const takers = active.map(({ box }) => contains(box[column]!, from));
		const key = takers.map(Number).join('');
		const group = groups.get(key) ?? { ranges: [], active: active.filter((_, cover) => takers[cover]) };
		groups.set(key, group);
		if (group.ranges.at(-1) === from) group.ranges[group.ranges.length - 1] = to;
		else group.ranges.push(from, to);
	}
	// What few covers take is likelier to be left over.
	return [...groups.values()].sort((one, other) => one.active.length - other.active.length);
}

function* search(box: Box, active: readonly Cover[], chosen: readonly Ranges[], budget: Budget): Generator<Box> {
	const column = chosen.length;
	if (active.length === 0) yield [...chosen, ...box.slice(column)];
	if (active.length === 0 || active.some(({ fullFrom }) => fullFrom <= column)) return;
	for (const group of groupsOf(box[column]!, active, column, budget)) {
		if (budget.left < 0) return;
		yield* search(box, group.active, [...chosen, group.ranges], budget);
	}
}

/**
 * The parts of a box that no cover takes, which share nothing. In the worst case that takes as many steps as there are
 * combinations; when the budget is used up it ends early.
 */
export function* findUncovered(box: Box, covers: readonly Box[], budget: Budget): Generator<Box> {
	const active = covers.flatMap((cover): Cover[] => {
		const common = shared(box, cover);
		if (common === null) return [];
		const partial = common.findLastIndex((ranges, column) => !isSame(ranges, box[column]!));
		return [{ box: common, fullFrom: partial + 1 }];
	});
	yield* search(box, active, [], budget);
}

/** True where the covers take all of a box; false also where the budget does not last. */
export function isCovered(box: Box, covers: readonly Box[], budget: Budget): boolean {
	return findUncovered(box, covers, budget).next().done === true && budget.left >= 0;
}
