import {
	appendLeaf,
	commandPartName,
	readFrontier,
	TriageError,
	writeFrontier,
	type EntryBody,
	type Frontier,
} from '../../core';
import type { WriteSession } from '../engine';
import { rowOf, type Aggregate, type AnyAggregate } from '../projections/aggregate';
import { caseNumberOf } from '../projections/cases';
import { exceptionNumberOf } from '../projections/exceptions';
import type { ProjectedRow } from '../projections/projection';
import { aggregateOf } from '../projections/registry';
import { SharedParts } from '../projections/sharedParts';
import type { PartTable } from '../tables';
import { lookUpColumns, readBody, recordedEntry } from './entries';
import { writePlaced, type EntryDraft, type PlacedEntry } from './place';
import type { Ports } from './ports';
import type { EntryRow, KeptRow, Statements } from './statements';
import { UndoLog, UndoMap } from './undo';

interface Tail {
	nextSeq: number;
	leafHash: string;
}

/** What a trail's entries make of its row. */
interface HeldRow {
	aggregate: AnyAggregate;
	state: unknown;
	/** The columns of its row that is in the store; null where there is none, so that one is added. */
	stored: ProjectedRow | null;
	changed: boolean;
}

/** Names one thing by what it is called outside of the store, as a case by its ticket. */
export interface Identity {
	aggregate: AnyAggregate;
	values: readonly string[];
}

/** What a unit has to know before it begins; everything is read with one statement a kind. */
export interface Needs {
	entryIds?: readonly string[];
	trailIds?: readonly string[];
	/** Entries that are needed together with the trails they are on. */
	trailsOf?: readonly string[];
	identities?: readonly Identity[];
	/** Cases whose timers that go on are needed. */
	timersOf?: readonly string[];
	/** Cases of which the attempts at their steps are needed. */
	retriesOf?: readonly string[];
}

/** Names of the columns that have another value than in the store, the record always among them. */
const changedColumns = ({ held, row }: { held: HeldRow; row: ProjectedRow }): string =>
	Object.keys(row)
		.filter((column) => column === 'record' || row[column] !== held.stored?.[column])
		.join(' ');

/** Rows of one kind of aggregate. */
interface KeptRows {
	aggregate: AnyAggregate;
	rows: readonly KeptRow[];
}

const identityKey = (table: string, values: readonly string[]) => JSON.stringify([table, ...values]);

/**
 * Everything one transaction appends, to the trails of any kind. It reads what its commands need, decides in memory, where
 * a later command sees what an earlier one did, and writes once at the end.
 */
export class WorkUnit {
	readonly #undo = new UndoLog();
	readonly #entries = new UndoMap<number, PlacedEntry>(this.#undo);
	readonly #known = new UndoMap<string, { body: EntryBody; leafHash: string }>(this.#undo);
	readonly #rows = new UndoMap<string, HeldRow>(this.#undo);
	readonly #identities = new UndoMap<string, string>(this.#undo);
	readonly #tails = new UndoMap<string, Tail>(this.#undo);
	readonly #parts = new SharedParts();
	#origin = '';
	#frontier: Frontier = { size: 0, nodes: [] };
	#lastAt = '';
	#newestCase = 0;
	#newestException = 0;

	constructor(
		private readonly session: WriteSession,
		private readonly statements: Statements,
		private readonly ports: Ports,
	) {}

	/** Reads the head and what the commands need. The write lock is held. */
	async begin(needs: Needs): Promise<this> {
		const { entryIds = [], trailIds = [], trailsOf = [], identities = [], timersOf = [], retriesOf = [] } = needs;
		const { session, statements } = this;
		// At once what does not depend on another's answer: it is one way to a server and back.
		const [head, entries, timers, retries, named, identified] = await Promise.all([
			statements.head(session),
			statements.entriesById(session, [...new Set([...entryIds, ...trailsOf])]),
			statements.liveTimers(session, [...new Set(timersOf)]),
			statements.retriesOfCases(session, [...new Set(retriesOf)]),
			this.#readRows(new Set(trailIds)),
			this.#readIdentified(identities),
		]);
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
		this.#newestException = head.newest_exception ?? 0;
		this.#know(entries);
		for (const { aggregate, rows } of [...named, ...identified]) this.#hold(aggregate, rows);
		const followed = trailsOf.flatMap((id) => this.#known.get(id)?.body.c.case ?? []);
		await this.loadAll([...followed, ...timers, ...retries]);
		return this;
	}

	/** Rows of trails that have them, with one statement a kind. */
	async #readRows(trailIds: Iterable<string>): Promise<KeptRows[]> {
		return await Promise.all(
			[...Map.groupBy(trailIds, aggregateOf)].flatMap(([aggregate, ids]) =>
				aggregate === null ? [] : this.#askRows(aggregate, ids),
			),
		);
	}

	async #askRows(aggregate: AnyAggregate, trailIds: readonly string[]): Promise<KeptRows> {
		return { aggregate, rows: await this.statements.rowsByTrail(this.session, aggregate, trailIds) };
	}

	/** The same for what is named by what it is called outside of the store. */
	async #readIdentified(identities: readonly Identity[]): Promise<KeptRows[]> {
		const kinds = [...Map.groupBy(identities, ({ aggregate }) => aggregate)];
		return await Promise.all(
			kinds.map(async ([aggregate, named]) => {
				const distinct = new Map(named.map(({ values }) => [identityKey(aggregate.table, values), values]));
				return {
					aggregate,
					rows: await this.statements.rowsByIdentity(this.session, aggregate, [...distinct.values()]),
				};
			}),
		);
	}

	#know(rows: readonly EntryRow[]) {
		for (const { id, body, leaf_hash } of rows) this.#known.set(id, { body: readBody(body), leafHash: leaf_hash });
	}

	#hold(aggregate: AnyAggregate, rows: readonly KeptRow[]) {
		for (const { trail_id, record, case_seq, leaf_hash } of rows) {
			const state: unknown = aggregate.read(record, this.#parts);
			this.#holdState(trail_id, { aggregate, state, stored: aggregate.columnsOf(trail_id, state), changed: false });
			this.#tails.set(trail_id, { nextSeq: (case_seq ?? -1) + 1, leafHash: leaf_hash ?? '' });
		}
	}

	#holdState(trailId: string, held: HeldRow) {
		this.#rows.set(trailId, held);
		const values = held.aggregate.identityOf(held.state);
		if (values !== null) this.#identities.set(identityKey(held.aggregate.table, values), trailId);
	}

	/** For what no statement of the unit reads. */
	get db() {
		return this.session.db;
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

	get newestException() {
		return this.#newestException;
	}

	/** The log's clock: what an entry would have that is appended now, or that occurred at an instant read before. */
	now(now = this.ports.now()): string {
		return now > this.#lastAt ? now : this.#lastAt;
	}

	findEntry(id: string) {
		return this.#known.get(id) ?? null;
	}

	/** What the trail's entries make, or null where it has none that the unit knows of. */
	find<State>(aggregate: Aggregate<State>, trailId: string): State | null {
		const held = this.#rows.get(trailId);
		return held?.aggregate === aggregate ? (held.state as State) : null;
	}

	/** Everything of one kind that the unit knows of. */
	findAll<State>(aggregate: Aggregate<State>): State[] {
		const held = [...this.#rows.values()].filter((row) => row.aggregate === aggregate);
		return held.map(({ state }) => state as State);
	}

	/** Id of the trail of the thing that is called so outside of the store. */
	findTrail({ aggregate, values }: Identity): string | null {
		return this.#identities.get(identityKey(aggregate.table, values)) ?? null;
	}

	/** Parts that this unit has placed beside an entry and not written yet; null when the entry is not its own. */
	findParts(idx: number): readonly PartTable[] | null {
		return this.#entries.get(idx)?.parts ?? null;
	}

	/** The same, by the entry's place in its trail. */
	findPartsAt(trailId: string, seq: number): readonly PartTable[] | null {
		for (const { body, parts } of this.#entries.values()) {
			if (body.c.case === trailId && body.s.case_seq === seq) return parts;
		}
		return null;
	}

	/** Reads entries that no command of the unit named. */
	async loadEntries(ids: readonly string[]): Promise<void> {
		const unknown = ids.filter((id) => !this.#known.has(id));
		if (unknown.length > 0) this.#know(await this.statements.entriesById(this.session, unknown));
	}

	/** Reads trails that have rows, with one statement a kind. */
	async loadAll(trailIds: readonly string[]): Promise<void> {
		const unknown = new Set(trailIds.filter((trailId) => !this.#tails.has(trailId)));
		for (const { aggregate, rows } of await this.#readRows(unknown)) this.#hold(aggregate, rows);
	}

	/** Reads a trail that no command of the unit named. */
	async load(trailId: string): Promise<void> {
		if (this.#tails.has(trailId)) return;
		const aggregate = aggregateOf(trailId);
		if (aggregate === null) await this.#readTail(trailId);
		else this.#hold(aggregate, await this.statements.rowsByTrail(this.session, aggregate, [trailId]));
	}

	/** Of a trail without a row. */
	async #readTail(trailId: string): Promise<void> {
		const tail = await this.db
			.selectFrom('audit_entry')
			.select(['case_seq', 'leaf_hash'])
			.where('case_id', '=', trailId)
			.orderBy('case_seq', 'desc')
			.limit(1)
			.executeTakeFirst();
		this.#tails.set(trailId, { nextSeq: (tail?.case_seq ?? -1) + 1, leafHash: tail?.leaf_hash ?? '' });
	}

	/** Runs one command. If it throws, the unit is as it was, and the other commands go on. */
	async attempt<T>(work: () => Promise<T>): Promise<T> {
		const [frontier, lastAt] = [this.#frontier, this.#lastAt];
		const [newestCase, newestException] = [this.#newestCase, this.#newestException];
		this.#undo.begin();
		try {
			return await work();
		} catch (error) {
			this.#undo.rewind();
			[this.#frontier, this.#lastAt] = [frontier, lastAt];
			[this.#newestCase, this.#newestException] = [newestCase, newestException];
			throw error;
		}
	}

	/** Gives entries their places on one trail and folds them into its row. Throws for what cannot be kept. */
	append(trailId: string, drafts: readonly EntryDraft[]): PlacedEntry[] {
		return drafts.map((draft) => {
			const entry = this.#place(trailId, draft);
			const { c, s } = entry.body;
			this.#entries.set(s.idx, entry);
			this.#known.set(c.id, entry);
			this.#frontier = appendLeaf(this.#frontier, entry.leaf);
			this.#lastAt = s.at;
			this.#tails.set(trailId, { nextSeq: s.case_seq + 1, leafHash: entry.leafHash });
			this.#fold(entry, draft);
			return entry;
		});
	}

	#place(trailId: string, draft: EntryDraft): PlacedEntry {
		const tail = this.#tails.get(trailId) ?? { nextSeq: 0, leafHash: '' };
		const idx = this.#frontier.size;
		const at = draft.occurred_at > this.#lastAt ? draft.occurred_at : this.#lastAt;
		const place = { at, case_prev: tail.leafHash, case_seq: tail.nextSeq, idx, log: this.#origin };
		return writePlaced(trailId, draft, place, this.ports);
	}

	#fold({ body }: PlacedEntry, { parts }: EntryDraft) {
		const trailId = body.c.case;
		const aggregate = aggregateOf(trailId);
		if (aggregate === null) return;
		const before = this.#rows.get(trailId);
		const command = parts.find(({ name }) => name === commandPartName)?.bytes ?? null;
		const state: unknown = aggregate.evolve(before?.state ?? null, recordedEntry(body, command));
		if (state === null) return;
		this.#holdState(trailId, { aggregate, state, stored: before?.stored ?? null, changed: true });
		this.#newestCase = Math.max(this.#newestCase, caseNumberOf(trailId) ?? 0);
		this.#newestException = Math.max(this.#newestException, exceptionNumberOf(trailId) ?? 0);
	}

	/** Writes all that was appended and not written yet. */
	flush(): void {
		if (this.#entries.size === 0) return;
		const { session, statements } = this;
		const entries = [...this.#entries.values()];
		const rows = entries.map(({ body, text, leafHash: hash }) => ({
			idx: body.s.idx,
			...lookUpColumns(body),
			leaf_hash: hash,
			body: text,
		}));
		statements.insertEntries(session, rows);
		statements.insertParts(
			session,
			entries.flatMap(({ parts }) => parts),
		);
		this.#writeRows();
		this.writeHead();
		this.#entries.clear();
	}

	/** Writes the head of the log as it stands now. */
	writeHead(): void {
		const { session, statements } = this;
		const { size } = this.#frontier;
		statements.updateHead(session, { size, frontier: writeFrontier(this.#frontier), last_at: this.#lastAt });
	}

	#writeRows(): void {
		const { session, statements } = this;
		const changed = [...this.#rows.entries()].filter(([, held]) => held.changed);
		for (const [aggregate, ofOne] of Map.groupBy(changed, ([, held]) => held.aggregate)) {
			const written = ofOne.map(([trailId, held]) => ({ held, row: rowOf(aggregate, trailId, held.state) }));
			const added = written.filter(({ held }) => held.stored === null);
			statements.insertRows(
				session,
				aggregate,
				added.map(({ row }) => row),
			);
			const updated = written.filter(({ held }) => held.stored !== null);
			for (const [columns, rows] of Map.groupBy(updated, changedColumns)) {
				const names = columns.split(' ');
				statements.updateRows(
					session,
					aggregate,
					names,
					rows.map(({ row }) => row),
				);
			}
			for (const { held, row } of written) [held.stored, held.changed] = [row, false];
		}
	}
}
