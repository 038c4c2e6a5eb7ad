import type { Transaction } from 'kysely';

import {
	appendLeaf,
	commitPart,
	leafHash,
	readFrontier,
	TriageError,
	writeEntry,
	writeFrontier,
	type CaseFields,
	type EntryBody,
	type EntryContent,
	type Frontier,
	type PartReference,
	type TriageCase,
} from '../../core';
import { caseNumberOf, caseRow, readCase, writeCase } from '../projections/cases';
import type { PartTable, StoreTables } from '../tables';
import { readBody } from './entries';
import type { Ports } from './ports';
import type { CaseRow, Statements } from './statements';

/** Bytes to be kept beside an entry. */
export interface PartDraft {
	name: string;
	bytes: Uint8Array;
	media_type: string;
	capture: PartReference['cap'];
	class: PartReference['cls'];
	subject?: string;
}

/** An entry without the place that the log gives it. */
export type EntryDraft = Omit<EntryContent, 'v' | 'case' | 'parts'> & { parts: readonly PartDraft[] };

/** An entry in its place. */
export interface PlacedEntry {
	body: EntryBody;
	text: string;
	leafHash: string;
	leaf: Uint8Array;
	parts: PartTable[];
}

interface Tail {
	nextSeq: number;
	leafHash: string;
}

interface HeldCase {
	record: TriageCase;
	/** In the store already, so that its row is changed and not added. */
	stored: boolean;
	changed: boolean;
}

/** What a unit has to know before it begins; everything is read with one statement a kind. */
export interface Needs {
	entryIds: readonly string[];
	caseIds: readonly string[];
	tickets: ReadonlyArray<Pick<CaseFields, 'source' | 'ticket_id'>>;
}

const ticketKey = (source: string, ticketId: string) => JSON.stringify([source, ticketId]);

/**
 * Everything one transaction appends. It reads what its commands need, decides in memory, where a later command sees what
 * an earlier one did, and writes once at the end. A command that is refused on the way has changed nothing.
 */
export class WorkUnit {
	readonly #entries: PlacedEntry[] = [];
	readonly #known = new Map<string, { body: EntryBody; leafHash: string }>();
	readonly #cases = new Map<string, HeldCase>();
	readonly #tickets = new Map<string, string>();
	readonly #tails = new Map<string, Tail>();
	#origin = '';
	#frontier: Frontier = { size: 0, nodes: [] };
	#lastAt = '';
	#newestCase = 0;

	constructor(
		readonly trx: Transaction<StoreTables>,
		private readonly statements: Statements,
		private readonly ports: Ports,
	) {}

	/** Reads the head and what the commands need. The write lock is held. */
	async begin({ entryIds, caseIds, tickets }: Needs): Promise<this> {
		const { trx, statements } = this;
		const head = await statements.head(trx);
		const frontier = head && readFrontier(head.size, head.frontier);
		if (!frontier) {
			throw new TriageError(
				'EVIDENCE_INVALID',
				'The head of the evidence log does not fit its size',
				'Stop writing, and restore the store from a copy',
			);
		}
		[this.#origin, this.#frontier, this.#lastAt] = [head.origin, frontier, head.last_at];
		this.#newestCase = head.newest_case ?? 0;
		for (const { id, body, leaf_hash } of await statements.entriesById(trx, [...new Set(entryIds)])) {
			this.#known.set(id, { body: readBody(body), leafHash: leaf_hash });
		}
		this.#holdCases(await statements.casesById(trx, [...new Set(caseIds)]));
		this.#holdCases(
			await statements.casesByTicket(
				trx,
				tickets.map(({ source, ticket_id }) => [source, ticket_id]),
			),
		);
		return this;
	}

	#holdCases(rows: readonly CaseRow[]) {
		for (const { record, case_seq, leaf_hash } of rows) {
			const read = readCase(record);
			this.#cases.set(read.case_id, { record: read, stored: true, changed: false });
			this.#tickets.set(ticketKey(read.source, read.ticket_id), read.case_id);
			this.#tails.set(read.case_id, { nextSeq: (case_seq ?? -1) + 1, leafHash: leaf_hash ?? '' });
		}
	}

	get size() {
		return this.#frontier.size;
	}

	get frontier() {
		return this.#frontier;
	}

	get origin() {
		return this.#origin;
	}

	get newestCase() {
		return this.#newestCase;
	}

	findEntry(id: string) {
		return this.#known.get(id) ?? null;
	}

	findCase(caseId: string): TriageCase | null {
		return this.#cases.get(caseId)?.record ?? null;
	}

	findCaseOfTicket({ source, ticket_id }: Pick<CaseFields, 'source' | 'ticket_id'>): TriageCase | null {
		const caseId = this.#tickets.get(ticketKey(source, ticket_id));
		return caseId === undefined ? null : this.findCase(caseId);
	}

	/** Parts that this unit has placed beside an entry and not written yet; null when the entry is not its own. */
	findParts(idx: number): readonly PartTable[] | null {
		return this.#entries.find(({ body }) => body.s.idx === idx)?.parts ?? null;
	}

	/** Of a case that no command of the unit named. */
	async loadCase(caseId: string): Promise<TriageCase | null> {
		this.#holdCases(await this.statements.casesById(this.trx, [caseId]));
		return this.findCase(caseId);
	}

	/** Of the entries about the log itself, which have no row to find it by. */
	async readTail(caseId: string): Promise<void> {
		if (this.#tails.has(caseId)) return;
		const tail = await this.trx
			.selectFrom('audit_entry')
			.select(['case_seq', 'leaf_hash'])
			.where('case_id', '=', caseId)
			.orderBy('case_seq', 'desc')
			.limit(1)
			.executeTakeFirst();
		this.#tails.set(caseId, { nextSeq: (tail?.case_seq ?? -1) + 1, leafHash: tail?.leaf_hash ?? '' });
	}

	/** Gives entries their places without taking them: throws what cannot be kept before anything has changed. */
	place(caseId: string, drafts: readonly EntryDraft[]): PlacedEntry[] {
		let tail = this.#tails.get(caseId) ?? { nextSeq: 0, leafHash: '' };
		return drafts.map((draft, ordinal) => {
			const idx = this.#frontier.size + ordinal;
			const at = draft.occurred_at > this.#lastAt ? draft.occurred_at : this.#lastAt;
			const entry = this.#write(caseId, draft, { at, case_prev: tail.leafHash, case_seq: tail.nextSeq, idx });
			tail = { nextSeq: tail.nextSeq + 1, leafHash: entry.leafHash };
			return entry;
		});
	}

	#write(caseId: string, { parts: drafts, ...draft }: EntryDraft, place: Omit<EntryBody['s'], 'log'>): PlacedEntry {
		const parts: PartTable[] = [];
		const references: PartReference[] = [];
		for (const { name, bytes, media_type, capture, class: cls, subject } of drafts) {
			const salt = this.ports.randomBytes(32);
			const c = commitPart(salt, bytes);
			const subj = subject === undefined ? {} : { subj: subject };
			references.push({ n: name, c, len: bytes.length, ct: media_type, cap: capture, cls, ...subj });
			parts.push({ idx: place.idx, name, salt, bytes, subject: subject ?? null });
		}
		const body: EntryBody = {
			c: { v: 1, case: caseId, ...draft, ...(references.length > 0 && { parts: references }) },
			s: { ...place, log: this.#origin },
		};
		const text = writeEntry(body.c, body.s);
		const leaf = leafHash(text);
		return { body, text, leaf, leafHash: Buffer.from(leaf).toString('hex'), parts };
	}

	/** Takes placed entries and the case they make; null for entries about the log. Cannot fail. */
	take(entries: readonly PlacedEntry[], record: TriageCase | null) {
		for (const entry of entries) {
			const { c, s } = entry.body;
			this.#entries.push(entry);
			this.#known.set(c.id, entry);
			this.#frontier = appendLeaf(this.#frontier, entry.leaf);
			this.#lastAt = s.at;
			this.#tails.set(c.case, { nextSeq: s.case_seq + 1, leafHash: entry.leafHash });
		}
		if (record === null) return;
		const stored = this.#cases.get(record.case_id)?.stored ?? false;
		this.#cases.set(record.case_id, { record, stored, changed: true });
		this.#tickets.set(ticketKey(record.source, record.ticket_id), record.case_id);
		this.#newestCase = Math.max(this.#newestCase, caseNumberOf(record.case_id) ?? 0);
	}

	/** Writes all that was taken and not written yet. */
	async flush(): Promise<void> {
		if (this.#entries.length === 0) return;
		const { trx, statements } = this;
		const rows = this.#entries.map(({ body, text, leafHash: hash }) => ({
			idx: body.s.idx,
			leaf_hash: hash,
			body: text,
		}));
		await statements.insertEntries(trx, rows);
		await statements.insertParts(
			trx,
			this.#entries.flatMap(({ parts }) => parts),
		);
		const changed = [...this.#cases.values()].filter((held) => held.changed);
		await statements.insertCases(
			trx,
			changed.filter(({ stored }) => !stored).map(({ record }) => caseRow(record)),
		);
		for (const { record } of changed.filter(({ stored }) => stored)) {
			await statements.updateCase(trx, record.case_id, writeCase(record));
		}
		const { size } = this.#frontier;
		await statements.updateHead(trx, { size, frontier: writeFrontier(this.#frontier), last_at: this.#lastAt });
		this.#entries.length = 0;
		for (const held of changed) [held.stored, held.changed] = [true, false];
	}
}
