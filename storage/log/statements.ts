import type { Compilable, CompiledQuery, Kysely } from 'kysely';

import type { CaseTable, CheckpointTable, EntryTable, PartTable, StoreTables } from '../tables';

type Db = Kysely<StoreTables>;
type Build = (db: Db, count: number) => Compilable;

const empty = Buffer.alloc(0);
const rows = <T>(count: number, row: T): T[] => Array<T>(count).fill(row);

/** The values that a compiled query is given each time stand in for these. */
const builds = {
	head: (db) =>
		db
			.selectFrom('audit_log')
			.select(['origin', 'size', 'frontier', 'last_at'])
			.select((eb) =>
				eb
					.selectFrom('cases')
					.select(({ fn }) => fn.max('case_number').as('newest'))
					.as('newest_case'),
			),
	entriesById: (db, count) =>
		db.selectFrom('audit_entry').select(['id', 'leaf_hash', 'body']).where('id', 'in', rows(count, '')),
	casesById: (db, count) => selectCases(db).where('cases.case_id', 'in', rows(count, '')),
	casesByTicket: (db, count) =>
		// SQLite takes no list of row values.
		selectCases(db).where(({ or, and }) => or(rows(count, and({ source: '', ticket_id: '' })))),
	insertEntries: (db, count) => db.insertInto('audit_entry').values(rows(count, { idx: 0, leaf_hash: '', body: '' })),
	insertParts: (db, count) =>
		db.insertInto('audit_part').values(rows(count, { idx: 0, name: '', salt: empty, bytes: empty, subject: null })),
	insertCases: (db, count) => db.insertInto('cases').values(rows(count, { case_id: '', case_number: 0, record: '' })),
	updateCase: (db) => db.updateTable('cases').set({ record: '' }).where('case_id', '=', ''),
	updateHead: (db) => db.updateTable('audit_log').set({ size: 0, frontier: '', last_at: '' }),
} satisfies Record<string, Build>;

/** A case's row together with the newest entry of its trail, so that the next one needs no other look-up. */
function selectCases(db: Db) {
	return db
		.selectFrom('cases')
		.leftJoin('audit_entry as tail', (join) =>
			join.onRef('tail.case_id', '=', 'cases.case_id').on('tail.case_seq', '=', (eb) =>
				eb
					.selectFrom('audit_entry as newest')
					.select(({ fn }) => fn.max('newest.case_seq').as('seq'))
					.whereRef('newest.case_id', '=', 'cases.case_id'),
			),
		)
		.select(['cases.record', 'tail.case_seq', 'tail.leaf_hash']);
}

export interface HeadRow {
	origin: string;
	size: number;
	frontier: string;
	last_at: string;
	newest_case: number | null;
}

export type EntryRow = Pick<EntryTable, 'leaf_hash' | 'body'> & { id: string };
export type CaseRow = Pick<CaseTable, 'record'> & { case_seq: number | null; leaf_hash: string | null };

/**
 * The statements of the write path, each compiled once for every number of rows it is used with: compiling costs more than
 * running them.
 */
export class Statements {
	readonly #compiled = new Map<string, CompiledQuery>();

	constructor(private readonly db: Db) {}

	async #run<R>(on: Db, name: keyof typeof builds, parameters: readonly unknown[], count = 1): Promise<R[]> {
		const key = `${name} ${count}`;
		let compiled = this.#compiled.get(key);
		if (compiled === undefined) {
			compiled = (builds[name] as Build)(this.db, count).compile();
			this.#compiled.set(key, compiled);
		}
		return (await on.executeQuery<R>({ ...compiled, parameters } as CompiledQuery<R>)).rows;
	}

	async head(on: Db): Promise<HeadRow | undefined> {
		return (await this.#run<HeadRow>(on, 'head', []))[0];
	}

	async entriesById(on: Db, ids: readonly string[]): Promise<EntryRow[]> {
		return ids.length === 0 ? [] : await this.#run(on, 'entriesById', ids, ids.length);
	}

	async casesById(on: Db, ids: readonly string[]): Promise<CaseRow[]> {
		return ids.length === 0 ? [] : await this.#run(on, 'casesById', ids, ids.length);
	}

	async casesByTicket(on: Db, tickets: ReadonlyArray<readonly [source: string, ticketId: string]>): Promise<CaseRow[]> {
		return tickets.length === 0 ? [] : await this.#run(on, 'casesByTicket', tickets.flat(), tickets.length);
	}

	async insertEntries(on: Db, entries: ReadonlyArray<{ idx: number; leaf_hash: string; body: string }>) {
		const values = entries.flatMap(({ idx, leaf_hash, body }) => [idx, leaf_hash, body]);
		if (entries.length > 0) await this.#run(on, 'insertEntries', values, entries.length);
	}

	async insertParts(on: Db, parts: readonly PartTable[]) {
		const values = parts.flatMap(({ idx, name, salt, bytes, subject }) => [idx, name, salt, bytes, subject]);
		if (parts.length > 0) await this.#run(on, 'insertParts', values, parts.length);
	}

	async insertCases(on: Db, cases: ReadonlyArray<{ case_id: string; case_number: number; record: string }>) {
		const values = cases.flatMap(({ case_id, case_number, record }) => [case_id, case_number, record]);
		if (cases.length > 0) await this.#run(on, 'insertCases', values, cases.length);
	}

	async updateCase(on: Db, caseId: string, record: string) {
		await this.#run(on, 'updateCase', [record, caseId]);
	}

	async updateHead(on: Db, head: { size: number; frontier: string; last_at: string }) {
		await this.#run(on, 'updateHead', [head.size, head.frontier, head.last_at]);
	}

	async insertCheckpoint(on: Db, row: CheckpointTable) {
		await on.insertInto('audit_checkpoint').values(row).execute();
	}
}
