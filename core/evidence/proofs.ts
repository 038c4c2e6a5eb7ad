import { hashLength, nodeHash, rootOf, emptyFrontier } from './merkle';

/** Leaves under one cached subtree. A proof reads the hashes of one or two such chunks and takes the rest from the cache. */
export const chunkSize = 256;
const chunkLevel = 8;

/** Hashes of a log's tree, as far as the proofs asked for need them. */
export interface HashSource {
	/** Hash of one leaf. */
	leaf(index: number): Uint8Array;
	/** Root over the leaves from `number × 2^level` on, `2^level` of them, or undefined where it is not at hand. */
	subtree(level: number, number: number): Uint8Array | undefined;
}

/**
 * The roots of all whole subtrees of 256 leaves and more, collected leaf by leaf. Holds a quarter of a byte for each
 * leaf, so that proofs over a long log need its leaf hashes once and then those of single chunks.
 */
export class SubtreeRoots {
	readonly #levels: Uint8Array[][] = [];
	/** The unfinished chunk: roots of its perfect subtrees, widest first, as in a `Frontier`. */
	#open: Uint8Array[] = [];
	#size = 0;

	/** Number of leaves appended. */
	get size(): number {
		return this.#size;
	}

	/** Takes the hash of the next leaf. */
	append(leaf: Uint8Array): void {
		let node = leaf;
		for (let width = this.#size % chunkSize; width % 2 === 1; width = Math.floor(width / 2)) {
			node = nodeHash(this.#open.pop()!, node);
		}
		this.#size += 1;
		if (this.#size % chunkSize !== 0) {
			this.#open.push(node);
			return;
		}
		this.#open = [];
		for (let level = chunkLevel; ; level += 1) {
			const row = (this.#levels[level] ??= []);
			row.push(node);
			if (row.length % 2 === 1) return;
			node = nodeHash(row.at(-2)!, node);
		}
	}

	/** See `HashSource.subtree`. */
	subtree(level: number, number: number): Uint8Array | undefined {
		return this.#levels[level]?.[number];
	}
}

/** A source over leaf hashes that all lie in memory. */
export function hashSourceOf(leaves: readonly Uint8Array[]): HashSource {
	const roots = new SubtreeRoots();
	for (const leaf of leaves) roots.append(leaf);
	return { leaf: (index) => leaves[index]!, subtree: (level, number) => roots.subtree(level, number) };
}

/** The widest power of two below `size`: where RFC 6962 splits a tree of `size` leaves. */
function splitOf(size: number): number {
	let split = 1;
	while (split * 2 < size) split *= 2;
	return split;
}

/** Root over the leaves `from` to before `to`. */
function rangeRoot(source: HashSource, from: number, to: number): Uint8Array {
	const size = to - from;
	if (size === 1) return source.leaf(from);
	const level = Math.log2(size);
	const known = Number.isInteger(level) && level >= chunkLevel ? source.subtree(level, from / size) : undefined;
	if (known !== undefined) return known;
	const middle = from + splitOf(size);
	return nodeHash(rangeRoot(source, from, middle), rangeRoot(source, middle, to));
}

/** Root of the tree over the first `size` leaves. */
export function rootAt(source: HashSource, size: number): Uint8Array {
	return size === 0 ? rootOf(emptyFrontier) : rangeRoot(source, 0, size);
}

const isSize = (value: number) => Number.isSafeInteger(value) && value >= 0;

/**
 * The hashes that lead from leaf `index` to the root of the tree over the first `size` leaves, lowest first: PATH of
 * RFC 6962, 2.1.1. Reads leaves of the chunks that hold `index` and `size` only. Throws `RangeError` unless
 * `0 <= index < size`.
 */
export function proveInclusion(source: HashSource, index: number, size: number): Uint8Array[] {
	if (!isSize(index) || !isSize(size) || index >= size) throw new RangeError(`No leaf ${index} in ${size} leaves`);
	const path = (from: number, to: number): Uint8Array[] => {
		if (to - from === 1) return [];
		const middle = from + splitOf(to - from);
		return index < middle
			? [...path(from, middle), rangeRoot(source, middle, to)]
			: [...path(middle, to), rangeRoot(source, from, middle)];
	};
	return path(0, size);
}

/**
 * The hashes that show that the tree over the first `size2` leaves begins with the one over the first `size1`: PROOF of
 * RFC 6962, 2.1.2. Reads leaves of the chunks that hold both sizes only. Throws `RangeError` unless
 * `0 < size1 <= size2`.
 */
export function proveConsistency(source: HashSource, size1: number, size2: number): Uint8Array[] {
	if (!isSize(size1) || !isSize(size2) || size1 === 0 || size1 > size2) {
		throw new RangeError(`${size1} leaves are no beginning of ${size2} leaves`);
	}
	const subproof = (from: number, to: number, isWhole: boolean): Uint8Array[] => {
		if (size1 === to) return isWhole ? [] : [rangeRoot(source, from, to)];
		const middle = from + splitOf(to - from);
		return size1 <= middle
			? [...subproof(from, middle, isWhole), rangeRoot(source, middle, to)]
			: [...subproof(middle, to, false), rangeRoot(source, from, middle)];
	};
	return subproof(0, size2, true);
}

const isHash = (value: unknown): value is Uint8Array => value instanceof Uint8Array && value.length === hashLength;
const isProof = (value: unknown): value is Uint8Array[] => Array.isArray(value) && value.every(isHash);
const areEqual = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/**
 * True when `proof` leads from `leafHash` at `index` to `root`, the root of a tree of `size` leaves. Anything malformed
 * is false: sizes that are not safe whole numbers, hashes that are not 32 bytes, a proof too short or too long.
 */
export function verifyInclusion(
	index: number,
	size: number,
	leafHash: Uint8Array,
	proof: readonly Uint8Array[],
	root: Uint8Array,
): boolean {
	if (!isSize(index) || !isSize(size) || index >= size) return false;
	if (!isHash(leafHash) || !isHash(root) || !isProof(proof)) return false;
	let left = proof.length;
	const climb = (at: number, width: number): Uint8Array | null => {
		if (width === 1) return leafHash;
		left -= 1;
		const sibling = proof[left];
		if (sibling === undefined) return null;
		const split = splitOf(width);
		const below = at < split ? climb(at, split) : climb(at - split, width - split);
		if (below === null) return null;
		return at < split ? nodeHash(below, sibling) : nodeHash(sibling, below);
	};
	const computed = climb(index, size);
	return computed !== null && left === 0 && areEqual(computed, root);
}

/**
 * True when `proof` shows that the tree of `size2` leaves with `root2` begins with the tree of `size1` leaves with
 * `root1`. Trees of the same size need the same root and an empty proof. An empty tree is the beginning of nothing but
 * itself: a proof from it would say nothing. Anything malformed is false.
 */
export function verifyConsistency(
	size1: number,
	size2: number,
	root1: Uint8Array,
	root2: Uint8Array,
	proof: readonly Uint8Array[],
): boolean {
	if (!isSize(size1) || !isSize(size2) || !isHash(root1) || !isHash(root2) || !isProof(proof)) return false;
	if (size1 === size2) return proof.length === 0 && areEqual(root1, root2);
	if (size1 === 0 || size1 > size2) return false;
	let left = proof.length;
	/** Roots of the part of the old and of the new tree under one subtree of `width` leaves. */
	const climb = (old: number, width: number, isWhole: boolean): [Uint8Array, Uint8Array] | null => {
		if (old === width && isWhole) return [root1, root1];
		left -= 1;
		const sibling = proof[left];
		if (sibling === undefined) return null;
		if (old === width) return [sibling, sibling];
		const split = splitOf(width);
		const below = old <= split ? climb(old, split, isWhole) : climb(old - split, width - split, false);
		if (below === null) return null;
		if (old <= split) return [below[0], nodeHash(below[1], sibling)];
		return [nodeHash(sibling, below[0]), nodeHash(sibling, below[1])];
	};
	const roots = climb(size1, size2, true);
	return roots !== null && left === 0 && areEqual(roots[0], root1) && areEqual(roots[1], root2);
}
