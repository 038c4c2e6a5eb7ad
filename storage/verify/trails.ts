import {
	commandPartName,
	commitPart,
	findBodyProblem,
	leafHash,
	parseCanonical,
	TrailReading,
	TriageError,
	type EntryBody,
	type PartReference,
	type TrailCompleteness,
} from '../../core';
import { lookUpColumns, recordedEntry } from '../log/entries';
import type { TrailEntry } from '../log/readTrails';
import { TrailFold, type FoldedRows } from '../projections/fold';
import type { Report } from './report';

/** An entry that says that a part was erased. */
export interface Redaction {
	idx: number;
	part_idx: number;
	name: string;
	commitment: string;
}

const keyOf = (idx: number, name: string) => `${idx} ${name}`;

/** Verifies one trail, entry by entry. What it holds grows with the trail's own open questions only. */
export class TrailCheck {
	#tail = { seq: -1, leafHash: '' };
	readonly #fold;
	readonly #missing = new Map<string, { idx: number; reference: PartReference }>();
	readonly #redacted = new Map<string, Redaction>();
	readonly #open = new Map<string, number>();
	/** What completeness is judged by. */
	readonly #reading = new TrailReading();

	constructor(
		readonly trailId: string,
		private readonly origin: string | null,
		private readonly report: Report,
	) {
		this.#fold = new TrailFold(trailId);
	}

	#find(code: Parameters<Report['add']>[0], idx: number, message: string) {
		this.report.add(code, idx, this.trailId, message);
	}

	add({ row, parts }: TrailEntry) {
		const { idx } = row;
		if (Buffer.from(leafHash(row.body)).toString('hex') !== row.leaf_hash) {
			this.#find('BODY_MODIFIED', idx, `The body of entry ${idx} does not have its hash`);
		}
		const body = this.#read(row);
		if (body !== null) {
			this.#checkPlace(row, body);
			const commandBytes = this.#checkParts(body, parts);
			this.#follow(body);
			this.#fold.add(recordedEntry(body, commandBytes));
		}
		this.#tail = { seq: row.case_seq, leafHash: row.leaf_hash };
	}

	/** The entry, or null when nothing can be made of its bytes. */
	#read({ idx, body }: TrailEntry['row']): EntryBody | null {
		let value: unknown;
		try {
			value = parseCanonical(Buffer.from(body));
		} catch (error) {
			if (!(error instanceof TriageError)) throw error;
			this.#find('NON_CANONICAL', idx, `Entry ${idx} is not canonical JSON`);
			return null;
		}
		const problem = findBodyProblem(value);
		if (problem === null) return value as EntryBody;
		this.#find('SCHEMA', idx, `Entry ${idx} is not what an entry is: ${problem}`);
		return null;
	}

	#checkPlace(row: TrailEntry['row'], { c, s }: EntryBody) {
		const { idx } = row;
		if (s.idx !== idx) this.#find('INDEX_MISMATCH', idx, `Entry ${idx} says that it is entry ${s.idx}`);
		if (this.origin !== null && s.log !== this.origin)
			this.#find('ORIGIN_MISMATCH', idx, `Entry ${idx} is of another log`);
		const facts = lookUpColumns({ c, s });
		if (Object.entries(facts).some(([column, fact]) => row[column as keyof typeof facts] !== fact)) {
			this.#find('COLUMN_DIVERGED', idx, `A look-up column of entry ${idx} differs from its body`);
		}
		if (s.case_seq !== this.#tail.seq + 1 || s.case_prev !== this.#tail.leafHash) {
			this.#find('CASE_CHAIN', idx, `Entry ${idx} does not follow the entry of ${c.case} before it`);
		}
	}

	/** Checks an entry's parts and returns the bytes of its command. */
	#checkParts({ c, s: { idx } }: EntryBody, stored: TrailEntry['parts']): Uint8Array | null {
		const references = c.parts ?? [];
		for (const { name } of stored) {
			if (references.some(({ n }) => n === name)) continue;
			this.#find('PART_UNREFERENCED', idx, `Entry ${idx} does not name its part '${name}'`);
		}
		let commandBytes: Uint8Array | null = null;
		for (const reference of references) {
			const key = keyOf(idx, reference.n);
			const part = stored.find(({ name }) => name === reference.n);
			if (part === undefined) {
				this.#missing.set(key, { idx, reference });
				continue;
			}
			const isWhole = part.salt.length === 32 && commitPart(part.salt, part.bytes) === reference.c;
			if (!isWhole || part.bytes.length !== reference.len) {
				this.#find('PART_MODIFIED', idx, `Part '${reference.n}' of entry ${idx} was changed`);
			} else if (reference.n === commandPartName) {
				commandBytes = part.bytes;
			}
			if (part.subject !== (reference.subj ?? null)) {
				this.#find('COLUMN_DIVERGED', idx, `The subject of part '${reference.n}' of entry ${idx} was changed`);
			}
		}
		return commandBytes;
	}

	/** Keeps what only a later entry can answer. */
	#follow({ c, s }: EntryBody) {
		if (c.type === 'connector.intent') this.#open.set(c.id, s.idx);
		if (c.type === 'connector.outcome') this.#open.delete(c.refs?.[0]?.id ?? '');
		this.#reading.add(c);
		if (c.type !== 'part.redacted') return;
		const [part_idx, name] = [Number(c.data.idx), String(c.data.n)];
		this.#redacted.set(keyOf(part_idx, name), { idx: s.idx, part_idx, name, commitment: String(c.data.c) });
	}

	/** What the trail says was erased. Whether it is gone can only be seen in the store. */
	get redactions(): Redaction[] {
		return [...this.#redacted.values()];
	}

	get completeness(): TrailCompleteness {
		return this.#reading.judge([...this.#open.keys()]);
	}

	/** Answers what was open and returns the rows that the trail makes. */
	finish(): FoldedRows[] {
		for (const [key, { idx, reference }] of this.#missing) {
			const isErased = reference.cls === 'pii' && this.#redacted.get(key)?.commitment === reference.c;
			if (isErased) this.report.redactedCount += 1;
			else this.#find('PART_MISSING', idx, `Part '${reference.n}' of entry ${idx} is not there`);
		}
		for (const idx of this.#open.values()) {
			this.#find('INTENT_DANGLING', idx, `What became of the call that entry ${idx} intends is not known`);
		}
		return this.#fold.rows();
	}
}
