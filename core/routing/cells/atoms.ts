import type { ColumnValue } from '../types';
import type { Key } from './keys';
import type { Cell } from './parseCell';
import type { Ranges } from './ranges';

/**
 * The values of a column, cut into atoms so that every cell holds an atom whole or not at all. Comparing a value with any
 * number of cells is then finding its atom once.
 */
export interface Atoms {
	/** Number of atoms; they begin at `firstAtom`. */
	readonly count: number;
	atomOf(key: Key): number;
	/** The atoms where at least one test of the cell other than null holds. */
	atomsOfTests(cell: Cell): Ranges;
	/** From the lowest to the highest value that cells name; null where that means nothing. */
	readonly span: Ranges | null;
	/** A value of the atom. */
	sample(atom: number): ColumnValue;
	/** Atoms as cell text, without brackets around the whole. */
	write(ranges: Ranges): string;
}

/** A value that is absent or of the wrong type; nothing is known about it. */
export const absentAtom = 0;
export const nullAtom = 1;
export const firstAtom = 2;
