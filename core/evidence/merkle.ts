import { hash } from 'node:crypto';

/** The log's tree as RFC 6962, 2.1 builds it: SHA-256, 0x00 before a leaf, 0x01 before a node. */
export const hashLength = 32;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** In one call and by way of text: an object for each of a million leaves, or memory of its own for each digest, costs more than the hashing. */
const sha256 = (data: Uint8Array | string): Uint8Array => Buffer.from(hash('sha256', data, 'binary'), 'binary');

/** Hash of one leaf; text is hashed as its UTF-8 bytes. */
export function leafHash(leaf: Uint8Array | string): Uint8Array {
	return sha256(typeof leaf === 'string' ? `\0${leaf}` : Buffer.concat([leafPrefix, leaf]));
}

/** Hash of a node over its two children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
	return sha256(Buffer.concat([nodePrefix, left, right]));
}

/**
 * All that is needed to go on appending: the roots of the perfect subtrees a tree of `size` leaves is made of, widest
 * first, one for each set bit of `size`.
 */
export interface Frontier {
	readonly size: number;
	readonly nodes: readonly Uint8Array[];
}

export const emptyFrontier: Frontier = { size: 0, nodes: [] };

/** The frontier after one more leaf. Costs one node hash a leaf on average. */
export function appendLeaf({ size, nodes }: Frontier, leaf: Uint8Array): Frontier {
	const next = [...nodes];
	let node = leaf;
	// Each trailing one bit of the old size is a subtree as wide as the new one: they merge, as a carry does.
	for (let width = size; width % 2 === 1; width = Math.floor(width / 2)) node = nodeHash(next.pop()!, node);
	next.push(node);
	return { size: size + 1, nodes: next };
}

/** Root of the tree; of an empty tree the hash of no bytes. */
export function rootOf({ nodes }: Frontier): Uint8Array {
	if (nodes.length === 0) return sha256(new Uint8Array());
	return nodes.reduceRight((right, left) => nodeHash(left, right));
}

/** The frontier's nodes as one lower-case hex text, widest first. */
export function writeFrontier({ nodes }: Frontier): string {
	return Buffer.concat(nodes).toString('hex');
}

/** The frontier of a stored head, or null when the text does not fit the size. */
export function readFrontier(size: number, text: string): Frontier | null {
	const bytes = Buffer.from(text, 'hex');
	if (!Number.isSafeInteger(size) || size < 0 || bytes.length * 2 !== text.length) return null;
	let count = 0;
	for (let bits = size; bits > 0; bits = Math.floor(bits / 2)) count += bits % 2;
	if (bytes.length !== count * hashLength) return null;
	const nodes = Array.from({ length: count }, (_, at) => bytes.subarray(at * hashLength, (at + 1) * hashLength));
	return { size, nodes };
}
