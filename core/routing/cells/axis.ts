import type { ColumnType, ColumnValue } from '../types';
import { absentAtom, firstAtom, nullAtom, type Atoms } from './atoms';
import type { Cell } from './parseCell';
import { hasOrder, type Key } from './keys';
import { namedAtoms } from './namedAtoms';
import { orderedAtoms } from './orderedAtoms';
import { complement, contains, intersect, isEmpty, isSame, unite, type Ranges } from './ranges';

const nullRanges: Ranges = [nullAtom, nullAtom + 1];

const mentionsNull = ({ tests }: Cell) => tests.some(({ is }) => is === 'null');

/** A column as its cells see it. */
export class Axis {
	private readonly atoms: Atoms;
	/** Atoms of values that have the column's type. */
	readonly typed: Ranges;
	/** All atoms, null and absence included. */
	readonly all: Ranges;

	constructor(
		readonly type: ColumnType,
		/** All different cells of the column. */
		cells: readonly Cell[],
		/** The values that the author says there are. */
		declared: Cell | null,
	) {
		const named = declared === null ? cells : [...cells, declared];
		this.atoms = hasOrder(type) ? orderedAtoms(type, named) : namedAtoms(type, named);
		this.typed = [firstAtom, firstAtom + this.atoms.count];
		this.all = [absentAtom, this.size];
		this.declared = declared === null ? (type === 'boolean' ? this.typed : null) : this.rangesOf(declared);
	}

	/** What the author says there is, truth values included; null where anything may come. */
	readonly declared: Ranges | null;

	get size(): number {
		return firstAtom + this.atoms.count;
	}

	/** What has to be covered: what was declared, or the whole numbers between the outermost ones that cells name. */
	get domain(): Ranges | null {
		return this.declared ?? (this.type === 'integer' ? this.atoms.span : null);
	}

	/** `keyOfFact` gives the key. */
	locate(key: Key | null | undefined): number {
		if (key === undefined) return absentAtom;
		return key === null ? nullAtom : this.atoms.atomOf(key);
	}

	/** The atoms where a cell holds. */
	rangesOf(cell: Cell): Ranges {
		if (cell.isAny) return this.all;
		const tested = this.atoms.atomsOfTests(cell);
		if (cell.isNegated) return complement(tested, this.typed);
		return mentionsNull(cell) ? unite(tested, nullRanges) : tested;
	}

	/** True where a cell can neither hold nor fail to hold. */
	isUndecidable(cell: Cell, atom: number): boolean {
		return !cell.isAny && (atom === absentAtom || (atom === nullAtom && !mentionsNull(cell)));
	}

	/** A value of the atom, undefined for absence. */
	sample(atom: number): ColumnValue | undefined {
		if (atom === absentAtom) return undefined;
		return atom === nullAtom ? null : this.atoms.sample(atom);
	}

	/** Atoms as a cell; null where they hold all that could be asked for. */
	cellOf(ranges: Ranges): string | null {
		const typed = intersect(ranges, this.typed);
		if (isEmpty(ranges) || isSame(typed, this.typed) || isSame(typed, this.declared ?? this.typed)) return null;
		const written = isEmpty(typed) ? [] : [this.atoms.write(typed)];
		return [...written, ...(contains(ranges, nullAtom) ? ['null'] : [])].join(',');
	}
}
