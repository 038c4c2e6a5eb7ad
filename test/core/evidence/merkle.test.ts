import fc from 'fast-check';

import {
	appendLeaf,
	emptyFrontier,
	leafHash,
	nodeHash,
	readFrontier,
	rootOf,
	writeFrontier,
	type Frontier,
} from '../../../core';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const grow = (leaves: readonly Uint8Array[]): Frontier => leaves.reduce(appendLeaf, emptyFrontier);

/** The definition of RFC 6962, 2.1, word for word: slow, and without a frontier. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
	if (leaves.length === 1) return leaves[0]!;
	const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
	return nodeHash(treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

// The reference leaves and roots of Certificate Transparency's own tests.
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
	(leaf) => leafHash(Buffer.from(leaf, 'hex')),
);
test.each([
	[0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
	[1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
	[2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
	[3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
	[4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
	[5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
	[6, '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
	[7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
	[8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
])('a tree of %i leaves has the published root', (size, root) => {
	expect(hex(rootOf(grow(leaves.slice(0, size))))).toBe(root);
});

test('the root of a grown tree is the root of its definition', () => {
	fc.assert(
		fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 70 }), (values) => {
			const hashes = values.map((value) => leafHash(value));
			expect(hex(rootOf(grow(hashes)))).toBe(hex(treeHash(hashes)));
		}),
	);
});

test('a frontier survives being written and read, and grows on as if it had not been', () => {
	fc.assert(
		fc.property(fc.nat(200), (size) => {
			const frontier = grow(Array.from({ length: size }, (_, index) => leafHash(String(index))));
			const read = readFrontier(size, writeFrontier(frontier));
			expect(read).not.toBeNull();
			const more = leafHash('more');
			expect(hex(rootOf(appendLeaf(read!, more)))).toBe(hex(rootOf(appendLeaf(frontier, more))));
		}),
	);
});

test.each([
	['of another size', 3, hex(leaves[0]!)],
	['cut short', 1, hex(leaves[0]!).slice(2)],
	['not hex', 1, 'z'.repeat(64)],
	['of a negative size', -1, ''],
	['of half a leaf', 0.5, ''],
])('a frontier %s is not read', (_, size, text) => {
	expect(readFrontier(size, text)).toBeNull();
});
