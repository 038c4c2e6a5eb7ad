import { chunkSize, SubtreeRoots, TriageError, type HashSource } from '../../core';
import type { ExportSource } from './source';

/** Chunks of leaf hashes kept; a proof needs two or three. */
const keptChunks = 64;

const chunkOf = (index: number) => Math.floor(index / chunkSize);

/** The leaf hashes of a store as proofs need them: roots of chunks from one pass, leaves of a chunk when asked for. */
export class ExportLeaves {
	readonly #roots = new SubtreeRoots();
	readonly #chunks = new Map<number, Uint8Array[]>();

	private constructor(
		private readonly source: ExportSource,
		private readonly size: number,
	) {}

	/** Reads `size` leaf hashes. Throws `EVIDENCE_INVALID` when there are fewer. */
	static async read(source: ExportSource, size: number): Promise<ExportLeaves> {
		const leaves = new ExportLeaves(source, size);
		for await (const leaf of source.leafHashes(0, size)) leaves.#roots.append(leaf);
		const count = leaves.#roots.size;
		if (count === size) return leaves;
		throw new TriageError(
			'EVIDENCE_INVALID',
			`Of the log's first ${size} entries only ${count} are there`,
			'Restore the store from a copy that has them',
		);
	}

	/** A source for proofs about these indexes and sizes. */
	async around(...places: number[]): Promise<HashSource> {
		for (const chunk of new Set(places.map(chunkOf))) await this.#load(chunk);
		return {
			leaf: (index) => this.#chunks.get(chunkOf(index))![index % chunkSize]!,
			subtree: (level, number) => this.#roots.subtree(level, number),
		};
	}

	async #load(chunk: number): Promise<void> {
		const known = this.#chunks.get(chunk);
		const hashes = known ?? [];
		if (known === undefined) {
			const from = chunk * chunkSize;
			for await (const leaf of this.source.leafHashes(from, Math.min(from + chunkSize, this.size))) hashes.push(leaf);
		}
		// Taken out and put in again, the chunk is the newest of the map.
		this.#chunks.delete(chunk);
		this.#chunks.set(chunk, hashes);
		for (const oldest of this.#chunks.keys()) {
			if (this.#chunks.size <= keptChunks) break;
			this.#chunks.delete(oldest);
		}
	}
}
