/** That one entry is in a log, and everything needed to check it. */
export interface LeafProof {
	/** Place in the log. */
	idx: number;
	/** The entry's text: exactly the bytes that are hashed. */
	leaf: string;
	/** The hashes that lead from the leaf to the root of the checkpoint, lowest first. */
	proof: readonly Uint8Array[];
	/** The signed checkpoint. */
	note: string;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/**
 * The proof as a C2SP tlog-proof file. Its `extra` line has the entry itself, so that the file is all that is needed;
 * a reader must hash it and may believe nothing of it before the hash leads to the root.
 */
export function writeTlogProof({ idx, leaf, proof, note }: LeafProof): string {
	const lines = ['c2sp.org/tlog-proof@v1', `extra ${base64(Buffer.from(leaf))}`, `index ${idx}`, ...proof.map(base64)];
	return `${lines.join('\n')}\n\n${note}`;
}
