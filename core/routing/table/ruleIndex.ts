import { absentAtom, firstAtom, nullAtom } from '../cells/atoms';
import { contains } from '../cells/ranges';
import { judge, type TableModel } from './model';

/** How a rule came out, and the place of the condition that decided it; -1 for a rule that matched or has none. */
export interface Tally {
	verdict: 'matched' | 'missed' | 'undecidable';
	/** Number of conditions that hold. */
	held: number;
	at: number;
}

/** More buckets than this would not rule out more, and would take too much memory in large tables. */
const maxBuckets = 256;

/** The atoms of a column in buckets; each bucket has a row of bits, one for each rule that may match there. */
interface ColumnIndex {
	bucketOf: Uint16Array;
	/** Where the row of each bucket begins. */
	rowOf: Uint32Array;
	/** Number of bits in each row. */
	sizeOf: Uint32Array;
	/** Several atoms share a bucket: what is found has to be looked at again. */
	isCoarse: boolean;
}

const lowestBit = (word: number) => 31 - Math.clz32(word & -word);

function countBits(word: number): number {
	let bits = 0;
	for (let rest = word; rest !== 0; rest &= rest - 1) bits++;
	return bits;
}

/**
 * The rules of a table by what they ask. Finding those that match takes a look-up in each column and the intersection of
 * the rows found, 32 rules at a time, beginning with the rows that rule out most.
 */
export class RuleIndex {
	private readonly words: number;
	private readonly columns: ColumnIndex[] = [];
	private readonly bits: Int32Array;
	/** How many columns each rule does not ask about. */
	private readonly anyCounts: Uint8Array;

	constructor(private readonly model: TableModel) {
		this.words = Math.ceil(model.rules.length / 32);
		let rows = 0;
		for (const { axis } of model.columns) {
			const typed = axis.size - firstAtom;
			const isCoarse = typed > maxBuckets;
			const bucketOf = Uint16Array.from({ length: axis.size }, (_, atom) =>
				isCoarse && atom >= firstAtom ? firstAtom + Math.floor(((atom - firstAtom) * maxBuckets) / typed) : atom,
			);
			const buckets = (bucketOf.at(-1) ?? 0) + 1;
			const rowOf = Uint32Array.from({ length: buckets }, (_, bucket) => (rows + bucket) * this.words);
			this.columns.push({ bucketOf, rowOf, sizeOf: new Uint32Array(buckets), isCoarse });
			rows += buckets;
		}
		this.bits = new Int32Array(rows * this.words);
		for (const [column, index] of this.columns.entries()) this.fill(column, index);
		this.anyCounts = Uint8Array.from(
			model.rules,
			({ conditions }) => conditions.filter(({ cell }) => cell.isAny).length,
		);
	}

	private fill(column: number, { bucketOf, rowOf, sizeOf }: ColumnIndex): void {
		const { bits, words } = this;
		for (const [rule, { conditions }] of this.model.rules.entries()) {
			const { ranges } = conditions[column]!;
			const [word, bit] = [rule >> 5, 1 << (rule & 31)];
			for (let at = 0; at < ranges.length; at += 2) {
				const last = bucketOf[ranges[at + 1]! - 1]!;
				for (let bucket = bucketOf[ranges[at]!]!; bucket <= last; bucket++) bits[rowOf[bucket]! + word]! |= bit;
			}
		}
		for (const [bucket, row] of rowOf.entries()) {
			for (let word = row; word < row + words; word++) sizeOf[bucket]! += countBits(bits[word]!);
		}
	}

	/** The rules that match where the facts have these atoms, one a column; in order. */
	match(atoms: readonly number[]): number[] {
		const { bits, words, columns } = this;
		const found = columns.map(({ bucketOf, rowOf, sizeOf }, column) => {
			const bucket = bucketOf[atoms[column]!]!;
			return { row: rowOf[bucket]!, size: sizeOf[bucket]! };
		});
		const rows = found.sort((one, other) => one.size - other.size).map(({ row }) => row);
		const [first = 0, second = first, third = second] = rows;
		const matched: number[] = [];
		for (let word = 0; word < words; word++) {
			let rules = bits[first + word]! & bits[second + word]! & bits[third + word]!;
			for (let next = 3; rules !== 0 && next < rows.length; next++) rules &= bits[rows[next]! + word]!;
			for (; rules !== 0; rules &= rules - 1) {
				const rule = word * 32 + lowestBit(rules);
				if (this.holds(rule, atoms)) matched.push(rule);
			}
		}
		return matched;
	}

	/** How each rule comes out where the facts have these atoms. */
	tallyAt(atoms: readonly number[]): (rule: number) => Tally {
		const rows = this.columns.map(({ bucketOf, rowOf }, column) => rowOf[bucketOf[atoms[column]!]!]!);
		return (rule) => {
			const [word, bit] = [rule >> 5, 1 << (rule & 31)];
			let held = -this.anyCounts[rule]!;
			let [failed, unknown] = [-1, -1];
			for (let column = 0; column < rows.length; column++) {
				const mayHold = (this.bits[rows[column]! + word]! & bit) !== 0;
				if (mayHold && this.holdsIn(column, rule, atoms)) held++;
				else if (this.isUnknown(column, rule, atoms)) unknown = unknown < 0 ? column : unknown;
				else if (failed < 0) failed = column;
			}
			if (failed >= 0) return { verdict: 'missed', held, at: failed };
			return { verdict: unknown < 0 ? 'matched' : 'undecidable', held, at: unknown };
		};
	}

	private isUnknown(column: number, rule: number, atoms: readonly number[]): boolean {
		const atom = atoms[column]!;
		if (atom !== nullAtom) return atom === absentAtom;
		return judge(this.model.columns[column]!, this.model.rules[rule]!.conditions[column]!, atom) === 'unknown';
	}

	/** Looks again at what shares its bucket with other atoms. */
	private holdsIn(column: number, rule: number, atoms: readonly number[]): boolean {
		if (!this.columns[column]!.isCoarse) return true;
		return contains(this.model.rules[rule]!.conditions[column]!.ranges, atoms[column]!);
	}

	private holds(rule: number, atoms: readonly number[]): boolean {
		for (let column = 0; column < this.columns.length; column++) {
			if (!this.holdsIn(column, rule, atoms)) return false;
		}
		return true;
	}
}
