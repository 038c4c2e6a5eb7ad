/** Entries to export: a range by index, without its end, or a case. */
export type ExportRange = { from: number; to: number } | { case_id: string };

/**
 * What an export reads of a store: one unchanging snapshot of it. Lists are streamed, and may be asked for more than once.
 */
export interface ExportSource {
	/** Name and size of the log, and the index of the first entry whose body is kept. */
	head(): Promise<{ origin: string; size: number; first: number }>;
	/** Leaf hashes from `from` to before `to`, in order, pruned entries included. */
	leafHashes(from: number, to: number): AsyncIterable<Uint8Array>;
	/**
	 * Entries by index, with their stored text. Of a case that lost entries by pruning also the `log.pruned` entries,
	 * without which its beginning cannot be explained.
	 */
	entries(range: ExportRange): AsyncIterable<{ idx: number; body: string }>;
	/** Parts that are there, by index. */
	parts(range: ExportRange): AsyncIterable<ExportPart>;
	/** Signed checkpoints by size; none in a store that signs nothing. */
	checkpoints(): AsyncIterable<{ size: number; note: string }>;
	/** Indexes of the entries that the log dated from `from` to before `to`, both ISO 8601 in UTC; to its end without. */
	findPeriod(from: string, to?: string): Promise<{ from: number; to: number }>;
}

export interface ExportPart {
	idx: number;
	name: string;
	salt: Uint8Array;
	bytes: Uint8Array;
}
