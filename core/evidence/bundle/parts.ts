import { commitPart, type EntryBody, type PartReference } from '../entry';
import { readBase64 } from '../noteKeys';
import type { Findings } from './findings';
import { bundleFiles, partLine, readLine, type BundleManifest, type PartLine } from './format';
import type { LineCursor } from './lines';

/** Commitment of each part that an entry says was redacted, by `redactionKey`. */
export type Redactions = ReadonlyMap<string, string>;

export const redactionKey = (idx: number, name: string) => `${idx}\n${name}`;

/** Joins `parts.ndjson` to the entries that commit to its bytes. Both are in the order of the log. */
export class PartCheck {
	included = 0;
	redacted = 0;
	withheld = 0;
	#lines = 0;
	#last: { idx: number; n: string } = { idx: -1, n: '' };
	#next: PartLine | null = null;

	constructor(
		private readonly cursor: LineCursor,
		private readonly manifest: BundleManifest,
		private readonly redactions: Redactions,
		private readonly findings: Findings,
	) {}

	/** The next line that can be read and is in order. */
	async #peek(): Promise<PartLine | null> {
		while (this.#next === null) {
			const line = await this.cursor.next();
			if (line === null) return null;
			this.#lines += 1;
			const read = readLine<PartLine>(line, partLine);
			if ('misfit' in read) {
				this.findings.add('NON_CANONICAL', `Line ${this.#lines} of ${bundleFiles.parts}: ${read.misfit}`);
				continue;
			}
			const { idx, n } = read.value;
			const isInOrder = idx > this.#last.idx || (idx === this.#last.idx && n > this.#last.n);
			if (isInOrder) this.#last = this.#next = read.value;
			else this.findings.add('PART_UNREFERENCED', `Part '${n}' of entry ${idx} stands out of order`, idx);
		}
		return this.#next;
	}

	/** All lines up to entry `idx`: those of entries before it are parts of nothing. */
	async #linesOf(idx: number): Promise<Map<string, PartLine>> {
		const lines = new Map<string, PartLine>();
		for (let line = await this.#peek(); line !== null && line.idx <= idx; line = await this.#peek()) {
			if (line.idx === idx) lines.set(line.n, line);
			else this.#unreferenced(line);
			this.#next = null;
		}
		return lines;
	}

	#unreferenced({ idx, n }: PartLine) {
		this.findings.add('PART_UNREFERENCED', `No entry of the bundle commits to part '${n}' of entry ${idx}`, idx);
	}

	/** Takes the lines of an entry that could not be read: that is a finding already. */
	async skip(idx: number): Promise<void> {
		await this.#linesOf(idx);
	}

	/** Compares the parts of an entry with what it commits to. */
	async take({ c, s: { idx } }: EntryBody): Promise<void> {
		const lines = await this.#linesOf(idx);
		for (const reference of c.parts ?? []) {
			this.#check(idx, reference, lines.get(reference.n));
			lines.delete(reference.n);
		}
		for (const line of lines.values()) this.#unreferenced(line);
	}

	#check(idx: number, { n, c, len, cls }: PartReference, line: PartLine | undefined) {
		const isRedacted = this.redactions.get(redactionKey(idx, n)) === c;
		if (isRedacted) {
			this.redacted += 1;
			if (line === undefined) return;
			this.findings.add('REDACTION_INCOMPLETE', `Part '${n}' of entry ${idx} was redacted and is still there`, idx);
		} else if (line === undefined) {
			const isWithheld = this.manifest.withheld === 'all' || (this.manifest.withheld === 'pii' && cls === 'pii');
			if (isWithheld) this.withheld += 1;
			else this.findings.add('PART_MISSING', `Part '${n}' of entry ${idx} is not there`, idx);
			return;
		}
		this.included += 1;
		const bytes = readBase64(line.b64);
		const isWhole = bytes?.length === len && commitPart(Buffer.from(line.salt, 'base64'), bytes) === c;
		if (!isWhole) this.findings.add('PART_MODIFIED', `Part '${n}' of entry ${idx} was changed`, idx);
	}

	/** After the last entry. */
	async finish(): Promise<void> {
		await this.#linesOf(Number.MAX_SAFE_INTEGER);
		if (this.#lines !== this.manifest.counts.parts) {
			const message = `${bundleFiles.parts} has ${this.#lines} lines, not ${this.manifest.counts.parts}`;
			this.findings.add('MANIFEST_MISMATCH', message);
		}
	}
}
