import type { ColumnType } from '../types';
import { firstAtom, type Atoms } from './atoms';
import type { Cell, CellTest } from './parseCell';
import { isDiscrete, literalOfKey, valueOfKey, type Key } from './keys';
import { unite, type Ranges } from './ranges';

/** A place between two values: just below a value, or just above it. */
interface Cut {
	value: number;
	isAbove: boolean;
}

interface Span {
	from: Cut | null;
	to: Cut | null;
}

/** Where a test begins and ends; null is without end. Values that have a next one are cut below only. */
function spanOf(test: Exclude<CellTest, { is: 'null' }>, discrete: boolean): Span {
	if (test.is === 'value') {
		const value = test.key as number;
		return { from: { value, isAbove: false }, to: cutAbove(value, discrete) };
	}
	const { low, high, opensLow, opensHigh } = test;
	const below = (value: number): Cut => ({ value, isAbove: false });
	return {
		from: low === -Infinity ? null : opensLow ? cutAbove(low, discrete) : below(low),
		to: high === Infinity ? null : opensHigh ? below(high) : cutAbove(high, discrete),
	};
}

function cutAbove(value: number, discrete: boolean): Cut {
	return discrete ? { value: value + 1, isAbove: false } : { value, isAbove: true };
}

const compareCuts = (one: Cut, other: Cut) => one.value - other.value || Number(one.isAbove) - Number(other.isAbove);

function spansOf(cell: Cell, discrete: boolean): Span[] {
	return cell.tests.flatMap((test) => (test.is === 'null' ? [] : [spanOf(test, discrete)]));
}

function sortCuts(cuts: readonly Cut[]): Cut[] {
	return [...cuts]
		.sort(compareCuts)
		.filter((cut, index, sorted) => index === 0 || compareCuts(cut, sorted[index - 1] as Cut) !== 0);
}

/** A value well below or above another one, as a JSON number can hold it. */
function beyond(value: number, sign: 1 | -1): number {
	const further = value + sign * Math.max(1, Math.ceil(Math.abs(value) / 1e6));
	return Number.isFinite(further) ? further : sign * Number.MAX_VALUE;
}

/** An atom between every two neighbouring cuts that cells make. */
export function orderedAtoms(type: ColumnType, cells: readonly Cell[]): Atoms {
	const discrete = isDiscrete(type);
	const spans = cells.flatMap((cell) => spansOf(cell, discrete));
	const cuts = sortCuts(spans.flatMap(({ from, to }) => [from, to]).filter((cut) => cut !== null));
	const values = Float64Array.from(cuts, ({ value }) => value);
	const literal = (value: number) => literalOfKey(type, value);

	/** Number of cuts that `counts` says yes to, which are the lower ones. */
	const countCuts = (counts: (index: number) => boolean) => {
		let [low, high] = [0, cuts.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (counts(middle)) low = middle + 1;
			else high = middle;
		}
		return low;
	};
	const atomOf = (key: Key) => {
		const found = key as number;
		return (
			firstAtom +
			countCuts((index) => {
				const value = values[index] as number;
				return value < found || (value === found && !(cuts[index] as Cut).isAbove);
			})
		);
	};
	const count = cuts.length + 1;
	const atomAfter = (cut: Cut) => firstAtom + countCuts((index) => compareCuts(cuts[index] as Cut, cut) <= 0);
	const rangesOf = ({ from, to }: Span): Ranges => [
		from === null ? firstAtom : atomAfter(from),
		to === null ? firstAtom + count : atomAfter(to),
	];

	const write = (from: Cut | undefined, to: Cut | undefined): string => {
		const low = from && literal(from.value);
		const high = to && literal(discrete ? to.value - 1 : to.value);
		if (low === undefined) return `${!discrete && !to?.isAbove ? '<' : '<='} ${high}`;
		if (high === undefined) return `${from?.isAbove ? '>' : '>='} ${low}`;
		if (low === high) return low;
		return `${from?.isAbove ? '(' : '['}${low}..${high}${discrete || to?.isAbove ? ']' : ')'}`;
	};
	const sample = (atom: number): number => {
		const [from, to] = [cuts[atom - firstAtom - 1], cuts[atom - firstAtom]];
		if (from === undefined) return to === undefined ? 0 : to.isAbove ? to.value : beyond(to.value, -1);
		if (!from.isAbove) return from.value;
		return to === undefined ? beyond(from.value, 1) : to.isAbove ? to.value : (from.value + to.value) / 2;
	};

	return {
		count,
		atomOf,
		span: cuts.length < 2 ? null : [firstAtom + 1, firstAtom + cuts.length],
		atomsOfTests: (cell) => unite(...spansOf(cell, discrete).map(rangesOf)),
		sample: (atom) => valueOfKey(type, sample(atom)),
		write: (ranges) =>
			Array.from({ length: ranges.length / 2 }, (_, index) =>
				write(
					cuts[(ranges[2 * index] as number) - firstAtom - 1],
					cuts[(ranges[2 * index + 1] as number) - firstAtom - 1],
				),
			).join(','),
	};
}
