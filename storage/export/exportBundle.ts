import { createHash } from 'node:crypto';

import {
	bundleFiles,
	canonicalize,
	frontierAt,
	logCaseId,
	programName,
	programVersion,
	proveConsistency,
	proveInclusion,
	rootAt,
	writeManifest,
	writeManifestDigest,
	writeReadme,
	type BundleManifest,
	type CheckpointLine,
	type EntryBody,
	type InclusionLine,
	type PartLine,
	type RangeLine,
	type Withholding,
} from '../../core';
import { ExportLeaves } from './leaves';
import { findRange, newestCheckpoint, type ExportSelection, type StoredCheckpoint } from './selection';
import { unwritable, type BundleSink } from './sink';
import type { ExportPart, ExportRange, ExportSource } from './source';

/** What to export. */
export type ExportRequest = ExportSelection & {
	/** Parts to leave out; `none` without it. They can be handed in later, the proof stays the same. */
	withhold?: Withholding;
	/** Name and version of the program that exports; this one without it. */
	tool?: string;
	/** Called now and then with the number of entries that were written. */
	onProgress?(entryCount: number): void;
};

export interface ExportSummary {
	manifest: BundleManifest;
	/** Hex SHA-256 of the manifest: names the bundle as a whole. */
	digest: string;
	/** Entries of the log that the newest checkpoint covers; 0 when nothing is signed. */
	signed_size: number;
	/** Entries of the bundle above it, without those about the log itself: the newest always tells of the checkpoint. */
	pending_count: number;
}

const progressStep = 10_000;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const lineOf = (value: object) => `${canonicalize(value)}\n`;

/** Joins short lines to chunks, so that writing costs no more than the bytes do. */
async function* toChunks(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
	const longest = 64 * 1024;
	let [held, length] = [[] as string[], 0];
	for await (const line of lines) {
		held.push(line);
		length += line.length;
		if (length < longest) continue;
		yield Buffer.from(held.join(''));
		[held, length] = [[], 0];
	}
	if (held.length > 0) yield Buffer.from(held.join(''));
}

/** One export while it runs. */
class Export {
	readonly #files: Record<string, string> = {};
	readonly #counts = { checkpoints: 0, entries: 0, parts: 0 };
	/** Indexes of a case's entries; a range needs none. */
	readonly #indexes: number[] = [];
	#pending = 0;
	private readonly treeSize: number;

	constructor(
		private readonly source: ExportSource,
		private readonly sink: BundleSink,
		private readonly request: ExportRequest,
		private readonly range: ExportRange,
		private readonly leaves: ExportLeaves,
		private readonly checkpoint: StoredCheckpoint | null,
		logSize: number,
	) {
		this.treeSize = checkpoint?.size ?? logSize;
	}

	async #write(name: string, lines: AsyncIterable<string>): Promise<void> {
		const hash = createHash('sha256');
		let isOfSource = false;
		async function* hashed() {
			try {
				for await (const chunk of toChunks(lines)) {
					hash.update(chunk);
					yield chunk;
				}
			} catch (error) {
				isOfSource = true;
				throw error;
			}
		}
		try {
			await this.sink.write(name, hashed());
		} catch (error) {
			throw isOfSource ? error : unwritable(error);
		}
		this.#files[name] = hash.digest('hex');
	}

	async #writeText(name: string, text: string): Promise<void> {
		await this.#write(
			name,
			(async function* () {
				yield text;
			})(),
		);
	}

	async *#entryLines(): AsyncGenerator<string> {
		for await (const { idx, body } of this.source.entries(this.range)) {
			this.#counts.entries += 1;
			const isPending = idx >= (this.checkpoint?.size ?? 0);
			if (isPending && (JSON.parse(body) as EntryBody).c.case !== logCaseId) this.#pending += 1;
			if (this.request.kind === 'case') this.#indexes.push(idx);
			if (this.#counts.entries % progressStep === 0) this.request.onProgress?.(this.#counts.entries);
			yield `${body}\n`;
		}
	}

	async *#inclusionLines(): AsyncGenerator<string> {
		for (const idx of this.#indexes) {
			const isCovered = idx < this.treeSize;
			const hashes = isCovered ? proveInclusion(await this.leaves.around(idx, this.treeSize), idx, this.treeSize) : [];
			yield lineOf({ idx, proof: hashes.map(base64) } satisfies InclusionLine);
		}
	}

	async *#rangeLine(from: number, to: number): AsyncGenerator<string> {
		const { nodes } = frontierAt(await this.leaves.around(from), from);
		const isAhead = to < this.treeSize && to > 0;
		const consistency = isAhead ? proveConsistency(await this.leaves.around(to, this.treeSize), to, this.treeSize) : [];
		const line = { consistency: consistency.map(base64), from, frontier: nodes.map(base64), to };
		yield lineOf(line satisfies RangeLine);
	}

	async *#checkpointLines(): AsyncGenerator<string> {
		let newest = 0;
		for await (const { size, note } of this.source.checkpoints()) {
			if (size <= newest || size >= this.treeSize) continue;
			newest = size;
			const proof = proveConsistency(await this.leaves.around(size, this.treeSize), size, this.treeSize);
			this.#counts.checkpoints += 1;
			yield lineOf({ note, proof: proof.map(base64) } satisfies CheckpointLine);
		}
	}

	/** Whether a part goes into the bundle. Asked in the order of the log, so that one pass over the entries answers. */
	#partFilter(): (part: ExportPart) => Promise<boolean> {
		const { withhold = 'none' } = this.request;
		if (withhold !== 'pii') return async () => withhold === 'none';
		const entries = this.source.entries(this.range)[Symbol.asyncIterator]();
		let entry: { idx: number; body: string } | undefined;
		return async ({ idx, name }) => {
			while (entry === undefined || entry.idx < idx) {
				const next = await entries.next();
				if (next.done) return false;
				entry = next.value;
			}
			const references = entry.idx === idx ? ((JSON.parse(entry.body) as EntryBody).c.parts ?? []) : [];
			return references.some(({ n, cls }) => n === name && cls !== 'pii');
		};
	}

	/** Parts entry by entry, without those that are withheld. */
	async *#parts(): AsyncGenerator<ExportPart[]> {
		if (this.request.withhold === 'all') return;
		const isIncluded = this.#partFilter();
		let held: ExportPart[] = [];
		for await (const part of this.source.parts(this.range)) {
			if (held[0] !== undefined && held[0].idx !== part.idx) {
				yield held;
				held = [];
			}
			if (await isIncluded(part)) held.push(part);
		}
		if (held.length > 0) yield held;
	}

	async *#partLines(): AsyncGenerator<string> {
		for await (const parts of this.#parts()) {
			for (const { idx, name, salt, bytes } of parts.sort((a, b) => (a.name < b.name ? -1 : 1))) {
				this.#counts.parts += 1;
				yield lineOf({ b64: base64(bytes), idx, n: name, salt: base64(salt) } satisfies PartLine);
			}
		}
	}

	async run(origin: string): Promise<ExportSummary> {
		await this.#write(bundleFiles.entries, this.#entryLines());
		const { from, to } =
			'case_id' in this.range ? { from: this.#indexes[0] ?? 0, to: (this.#indexes.at(-1) ?? -1) + 1 } : this.range;
		const proofs = this.request.kind === 'case' ? this.#inclusionLines() : this.#rangeLine(from, to);
		await this.#write(bundleFiles.proofs, proofs);
		await this.#write(bundleFiles.parts, this.#partLines());
		await this.#write(bundleFiles.checkpoints, this.#checkpointLines());
		const note = this.checkpoint?.note ?? null;
		if (note !== null) await this.#writeText(bundleFiles.checkpoint, note);
		const root = rootAt(await this.leaves.around(this.treeSize), this.treeSize);
		const described: Omit<BundleManifest, 'files'> = {
			v: 1,
			kind: this.request.kind,
			origin,
			...('case_id' in this.range && { case: this.range.case_id }),
			from,
			to,
			counts: { ...this.#counts },
			withheld: this.request.withhold ?? 'none',
			tree: { size: this.treeSize, root: Buffer.from(root).toString('hex') },
			tool: this.request.tool ?? `${programName} ${programVersion}`,
		};
		await this.#writeText(bundleFiles.readme, writeReadme(described, note));
		const manifest = { ...described, files: { ...this.#files } };
		await this.#writeText(bundleFiles.manifest, writeManifest(manifest));
		const digest = this.#files[bundleFiles.manifest]!;
		await this.#writeText(bundleFiles.manifestDigest, writeManifestDigest(digest));
		return { manifest, digest, signed_size: this.checkpoint?.size ?? 0, pending_count: this.#pending };
	}
}

/**
 * Writes a bundle of a store: entries as they are hashed, the proofs to the newest checkpoint, parts, and earlier
 * checkpoints. The same store and request always give the same bytes. Nothing is verified: the bundle shows what the
 * store holds. Throws `CASE_NOT_FOUND`, `PERIOD_EMPTY`, and `EVIDENCE_INVALID` for a log
 * that is shorter than its checkpoint.
 */
export async function exportBundle(
	source: ExportSource,
	request: ExportRequest,
	sink: BundleSink,
): Promise<ExportSummary> {
	const head = await source.head();
	const range = await findRange(source, request, head);
	const checkpoint = await newestCheckpoint(source, head.size);
	const leaves = await ExportLeaves.read(source, head.size);
	return await new Export(source, sink, request, range, leaves, checkpoint, head.size).run(head.origin);
}
