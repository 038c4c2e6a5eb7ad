import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

import {
	hashSourceOf,
	leafHash,
	nodeHash,
	proveConsistency,
	proveInclusion,
	rootAt,
	SubtreeRoots,
	verifyConsistency,
	verifyInclusion,
} from '../../../core';

const vectors = join(__dirname, '../../vectors/merkle-rfc6962/testdata');
const bytes = (text: string | null) => Buffer.from(text ?? '', 'base64');

interface Vector {
	proof: string[] | null;
	desc: string;
	wantErr: boolean;
}
interface InclusionVector extends Vector {
	leafIdx: number;
	treeSize: number;
	root: string | null;
	leafHash: string | null;
}
interface ConsistencyVector extends Vector {
	size1: number;
	size2: number;
	root1: string | null;
	root2: string | null;
}

function readVectors<T>(folder: string): [name: string, vector: T][] {
	return readdirSync(join(vectors, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.json'))
		.sort()
		.map((name) => [name, JSON.parse(readFileSync(join(vectors, folder, name), 'utf8')) as T]);
}

/** Their roots are the 12 bytes "don't care"; a root is 32 bytes long here, so the answer is false. */
const placeholders = ['sizes-are-equal-one-and-proof-is-empty', 'sizes-are-equal-zero-and-proof-is-empty'].map((name) =>
	join('additional', `${name}.json`),
);

describe('RFC 6962 vectors', () => {
	const inclusion = readVectors<InclusionVector>('inclusion');
	const consistency = readVectors<ConsistencyVector>('consistency');

	test('are all there', () => {
		expect([inclusion.length, consistency.length]).toEqual([98, 98]);
	});

	test.each(inclusion)('inclusion/%s', (_, { leafIdx, treeSize, leafHash: leaf, proof, root, wantErr }) => {
		const path = (proof ?? []).map(bytes);
		expect(verifyInclusion(leafIdx, treeSize, bytes(leaf), path, bytes(root))).toBe(!wantErr);
	});

	test.each(consistency)('consistency/%s', (name, { size1, size2, root1, root2, proof, wantErr }) => {
		const path = (proof ?? []).map(bytes);
		const answer = verifyConsistency(size1, size2, bytes(root1), bytes(root2), path);
		expect(answer).toBe(!wantErr && !placeholders.includes(name));
	});

	test.each([0, 1, 5])('equal trees of %i leaves are consistent by an empty proof', (size) => {
		expect(verifyConsistency(size, size, leafHash('root'), leafHash('root'), [])).toBe(true);
		expect(verifyConsistency(size, size, leafHash('root'), leafHash('other'), [])).toBe(false);
	});
});

/** The definitions of RFC 6962, 2.1 to 2.1.2, word for word over a list of leaves. */
const naive = {
	split: (size: number) => 2 ** Math.floor(Math.log2(size - 1)),
	root(leaves: readonly Uint8Array[]): Uint8Array {
		if (leaves.length === 1) return leaves[0]!;
		const k = naive.split(leaves.length);
		return nodeHash(naive.root(leaves.slice(0, k)), naive.root(leaves.slice(k)));
	},
	path(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
		if (leaves.length === 1) return [];
		const k = naive.split(leaves.length);
		const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
		return m < k ? [...naive.path(m, left), naive.root(right)] : [...naive.path(m - k, right), naive.root(left)];
	},
	subproof(m: number, leaves: readonly Uint8Array[], b: boolean): Uint8Array[] {
		if (m === leaves.length) return b ? [] : [naive.root(leaves)];
		const k = naive.split(leaves.length);
		const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
		return m <= k
			? [...naive.subproof(m, left, b), naive.root(right)]
			: [...naive.subproof(m - k, right, false), naive.root(left)];
	},
};

const leavesOf = (size: number) => Array.from({ length: size }, (_, index) => leafHash(`leaf ${index}`));
const hex = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString('hex'));

describe('proofs', () => {
	test('are those of the definition and verify, for every leaf and every beginning of all trees up to 130 leaves', () => {
		const all = leavesOf(130);
		const source = hashSourceOf(all);
		const roots = all.map((_, at) => naive.root(all.slice(0, at + 1)));
		const disagreements: string[] = [];
		for (let size = 1; size <= 130; size += 1) {
			const leaves = all.slice(0, size);
			const root = roots[size - 1]!;
			for (let at = 0; at < size; at += 1) {
				const path = proveInclusion(source, at, size);
				const isPath = size > 40 || hex(path).join() === hex(naive.path(at, leaves)).join();
				if (!isPath || !verifyInclusion(at, size, all[at]!, path, root)) disagreements.push(`leaf ${at} of ${size}`);
				const proof = proveConsistency(source, at + 1, size);
				const isProof = size > 40 || hex(proof).join() === hex(naive.subproof(at + 1, leaves, true)).join();
				if (!isProof || !verifyConsistency(at + 1, size, roots[at]!, root, proof)) {
					disagreements.push(`${at + 1} to ${size}`);
				}
			}
		}
		expect(disagreements).toEqual([]);
	});

	const all = leavesOf(2000);
	const source = hashSourceOf(all);
	const sizeAndIndex = fc
		.integer({ min: 1, max: all.length })
		.chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));

	test('over whole chunks, taken from the cache, are those of the definition', () => {
		fc.assert(
			fc.property(sizeAndIndex, ([size, index]) => {
				const leaves = all.slice(0, size);
				expect(hex(proveInclusion(source, index, size))).toEqual(hex(naive.path(index, leaves)));
				expect(hex(proveConsistency(source, index + 1, size))).toEqual(hex(naive.subproof(index + 1, leaves, true)));
				expect(hex([rootAt(source, size)])).toEqual(hex([naive.root(leaves)]));
			}),
			{ numRuns: 40 },
		);
	});

	test('read leaves of the chunks of their index and size only', () => {
		const roots = new SubtreeRoots();
		for (const leaf of all) roots.append(leaf);
		fc.assert(
			fc.property(sizeAndIndex, ([size, index]) => {
				const read = new Set<number>();
				const watched = {
					leaf: (at: number) => (read.add(Math.floor(at / 256)), all[at]!),
					subtree: (level: number, number: number) => roots.subtree(level, number),
				};
				proveInclusion(watched, index, size);
				proveConsistency(watched, index + 1, size);
				const allowed = new Set([index, index + 1, size].map((at) => Math.floor(at / 256)));
				expect([...read].filter((chunk) => !allowed.has(chunk))).toEqual([]);
			}),
		);
		expect(roots.size).toBe(2000);
	});

	test('fail for any other leaf, index, size, root or flipped bit', () => {
		const flip = (hash: Uint8Array, bit: number) => {
			const copy = Buffer.from(hash);
			copy[bit >> 3]! ^= 1 << (bit & 7);
			return copy;
		};
		fc.assert(
			fc.property(sizeAndIndex, fc.nat(255), fc.nat(), ([size, index], bit, pick) => {
				const root = rootAt(source, size);
				const path = proveInclusion(source, index, size);
				expect(verifyInclusion(index, size, flip(all[index]!, bit), path, root)).toBe(false);
				expect(verifyInclusion(index, size, all[index]!, path, flip(root, bit))).toBe(false);
				expect(verifyInclusion(index + 1, size, all[index]!, path, root)).toBe(false);
				expect(verifyInclusion(index, size, all[index]!, [...path, root], root)).toBe(false);
				const proof = proveConsistency(source, index + 1, size);
				const old = rootAt(source, index + 1);
				expect(verifyConsistency(index + 1, size, flip(old, bit), root, proof)).toBe(false);
				expect(verifyConsistency(index + 1, size, old, flip(root, bit), proof)).toBe(false);
				expect(verifyConsistency(index + 1, size, old, root, [root, ...proof])).toBe(false);
				for (const [hashes, holds] of [
					[path, (other: Uint8Array[]) => verifyInclusion(index, size, all[index]!, other, root)],
					[proof, (other: Uint8Array[]) => verifyConsistency(index + 1, size, old, root, other)],
				] as const) {
					if (hashes.length === 0) continue;
					const at = pick % hashes.length;
					expect(holds(hashes.with(at, flip(hashes[at]!, bit)))).toBe(false);
					expect(holds(hashes.slice(1))).toBe(false);
					expect(holds(hashes.slice(0, -1))).toBe(false);
				}
			}),
			{ numRuns: 50 },
		);
	});

	test.each([
		['an index that is a text', '0', 1, leafHash(''), []],
		['a negative index', -1, 1, leafHash(''), []],
		['half an index', 0.5, 1, leafHash(''), []],
		['a size beyond the safe numbers', 0, 2 ** 53, leafHash(''), []],
		['a leaf hash that is a text', 0, 1, 'x'.repeat(32), []],
		['no proof', 0, 1, leafHash(''), undefined],
		['a proof with a hole', 0, 2, leafHash(''), Array(1)],
	])('of %s are false, not thrown', (_, index, size, leaf, proof) => {
		const [at, width, hash, path] = [index as number, size as number, leaf as Uint8Array, proof as Uint8Array[]];
		expect(verifyInclusion(at, width, hash, path, leafHash(''))).toBe(false);
		expect(verifyConsistency(at, width, hash, leafHash(''), path)).toBe(false);
	});

	test('are not made for leaves and sizes that are not there', () => {
		expect(() => proveInclusion(source, 3, 3)).toThrow('No leaf 3 in 3 leaves');
		expect(() => proveConsistency(source, 0, 3)).toThrow('0 leaves are no beginning of 3 leaves');
		expect(() => proveConsistency(source, 4, 3)).toThrow(RangeError);
	});
});
