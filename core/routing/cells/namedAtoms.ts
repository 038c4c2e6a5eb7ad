import type { ColumnType } from '../types';
import { firstAtom, type Atoms } from './atoms';
import type { Cell } from './parseCell';
import { literalOfKey, valueOfKey, type Key } from './keys';
import { contains, unite, type Ranges } from './ranges';

const truthValues = ['true', 'false'];

/** An atom for every value that cells name, and for texts one for all others. */
export function namedAtoms(type: ColumnType, cells: readonly Cell[]): Atoms {
	const named = cells.flatMap(({ tests }) => tests.flatMap((test) => (test.is === 'value' ? [test.key] : [])));
	const keys = type === 'boolean' ? truthValues : [...new Set(named)];
	const atomOf = new Map<Key, number>(keys.map((key, index) => [key, firstAtom + index]));
	const otherAtom = firstAtom + keys.length;
	const isOpen = type === 'string';
	const literalOf = (atom: number) => literalOfKey(type, keys[atom - firstAtom] as Key);

	/** A text that no cell names. */
	const otherText = () => {
		let text = 'other';
		for (let number = 2; atomOf.has(text); number++) text = `other ${number}`;
		return text;
	};

	return {
		count: keys.length + (isOpen ? 1 : 0),
		span: null,
		atomOf: (key) => atomOf.get(key) ?? otherAtom,
		atomsOfTests: ({ tests }) =>
			unite(
				...tests.map((test): Ranges => {
					const atom = test.is === 'value' ? atomOf.get(test.key) : undefined;
					return atom === undefined ? [] : [atom, atom + 1];
				}),
			),
		sample: (atom) => (atom === otherAtom ? otherText() : valueOfKey(type, keys[atom - firstAtom] as Key)),
		write: (ranges) => {
			const isNegated = isOpen && contains(ranges, otherAtom);
			const atoms = keys.map((_, index) => firstAtom + index).filter((atom) => contains(ranges, atom) !== isNegated);
			const list = atoms.map(literalOf).join(',');
			return isNegated ? `not(${list})` : list;
		},
	};
}
