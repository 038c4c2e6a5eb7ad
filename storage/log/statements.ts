import type { Compilable, CompiledQuery, Kysely } from 'kysely';

import type { AnyAggregate } from '../projections/aggregate';
import type { ProjectedRow } from '../projections/projection';
import type { CheckpointTable, EntryTable, PartTable, StoreTables } from '../tables';

type Db = Kysely<StoreTables>;
type Build = (db: Db, count: number) => Compilable;
/** Kysely's types name each table's columns; an aggregate's are named by itself. */
type AnyTables = Record<string, Record<string, string | number | null>>;

const empty = Buffer.alloc(0);
const rows = <T>(count: number, row: T): T[] => Array<T>(count).fill(row);
const untyped = (db: Db) => db as unknown as Kysely<AnyTables>;

/** Most rows of one statement; both engines bound the number of values. */
const maxRows = 500;

function* chunksOf<T>(all: readonly T[]): Generator<readonly T[]> {
	for (let from = 0; from < all.length; from += maxRows) yield all.slice(from, from + maxRows);
}

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
	insertEntries: (db, count) => db.insertInto('audit_entry').values(rows(count, { idx: 0, leaf_hash: '', body: '' })),
	insertParts: (db, count) =>
		db.insertInto('audit_part').values(rows(count, { idx: 0, name: '', salt: empty, bytes: empty, subject: null })),
	updateHead: (db) => db.updateTable('audit_log').set({ size: 0, frontier: '', last_at: '' }),
} satisfies Record<string, Build>;

/** A row together with the newest entry of its trail, so that the next one needs no other look-up. */
function selectRows(db: Db, { table, trailColumn }: AnyAggregate) {
	return untyped(db)
		.selectFrom(`${table} as kept`)
		.leftJoin('audit_entry as tail', (join) =>
			join.onRef('tail.case_id', '=', `kept.${trailColumn}`).on('tail.case_seq', '=', (eb) =>
				eb
					.selectFrom('audit_entry as newest')
					.select(({ fn }) => fn.max('newest.case_seq').as('seq'))
					.whereRef('newest.case_id', '=', `kept.${trailColumn}`),
			),
		)
		.select([`kept.${trailColumn} as trail_id`, 'kept.record', 'tail.case_seq', 'tail.leaf_hash']);
}

export interface HeadRow {
	origin: string;
	size: number;
	frontier: string;
	last_at: string;
	newest_case: number | null;
}

export type EntryRow = Pick<EntryTable, 'leaf_hash' | 'body'> & { id: string };

export interface KeptRow {
	trail_id: string;
	record: string;
	case_seq: number | null;
	leaf_hash: string | null;
}

/**
 * The statements of the write path, each compiled once for every number of rows it is used with: compiling costs more than
 * running them.
 */
export class Statements {
	readonly #compiled = new Map<string, CompiledQuery>();

	constructor(private readonly db: Db) {}

	async #run<R>(on: Db, name: string, build: Build, parameters: readonly unknown[], count = 1): Promise<R[]> {
		const key = `${name} ${count}`;
		let compiled = this.#compiled.get(key);
		if (compiled === undefined) {
			compiled = build(this.db, count).compile();
			this.#compiled.set(key, compiled);
		}
		return (await on.executeQuery<R>({ ...compiled, parameters } as CompiledQuery<R>)).rows;
	}

	/** Runs a statement for as many rows as there are, some hundred at a time. */
	async #runAll<R, T>(on: Db, name: string, build: Build, all: readonly T[], values: (row: T) => readonly unknown[]) {
		const found: R[] = [];
		for (const chunk of chunksOf(all)) {
			for (const row of await this.#run<R>(on, name, build, chunk.flatMap(values), chunk.length)) found.push(row);
		}
		return found;
	}

	async head(on: Db): Promise<HeadRow | undefined> {
		return (await this.#run<HeadRow>(on, 'head', builds.head, []))[0];
	}

	async entriesById(on: Db, ids: readonly string[]): Promise<EntryRow[]> {
		return await this.#runAll(on, 'entriesById', builds.entriesById, ids, (id) => [id]);
	}

	async rowsByTrail(on: Db, aggregate: AnyAggregate, trailIds: readonly string[]): Promise<KeptRow[]> {
		const { table, trailColumn } = aggregate;
		const build: Build = (db, count) =>
			selectRows(db, aggregate).where(`kept.${trailColumn}`, 'in', rows<string | number | null>(count, ''));
		return await this.#runAll(on, `${table} by trail`, build, trailIds, (id) => [id]);
	}

	async rowsByIdentity(
		on: Db,
		aggregate: AnyAggregate,
		identities: ReadonlyArray<readonly string[]>,
	): Promise<KeptRow[]> {
		const { table, identity } = aggregate;
		const one = Object.fromEntries(identity.map((column) => [`kept.${column}`, '']));
		const build: Build = (db, count) =>
			// SQLite takes no list of row values.
			selectRows(db, aggregate).where(({ or, and }) => or(rows(count, and(one))));
		return await this.#runAll(on, `${table} by identity`, build, identities, (values) => values);
	}

	async insertEntries(on: Db, entries: ReadonlyArray<{ idx: number; leaf_hash: string; body: string }>) {
		const values = (row: (typeof entries)[number]) => [row.idx, row.leaf_hash, row.body];
		await this.#runAll(on, 'insertEntries', builds.insertEntries, entries, values);
	}

	async insertParts(on: Db, parts: readonly PartTable[]) {
		const values = ({ idx, name, salt, bytes, subject }: PartTable) => [idx, name, salt, bytes, subject];
		await this.#runAll(on, 'insertParts', builds.insertParts, parts, values);
	}

	async insertRows(on: Db, { table, columns }: AnyAggregate, added: readonly ProjectedRow[]) {
		const one = Object.fromEntries(columns.map((column) => [column, '']));
		const build: Build = (db, count) => untyped(db).insertInto(table).values(rows(count, one));
		await this.#runAll(on, `insert into ${table}`, build, added, (row) => columns.map((column) => row[column] ?? null));
	}

	async updateRow(on: Db, { table, trailColumn }: AnyAggregate, row: ProjectedRow) {
		const build: Build = (db) => untyped(db).updateTable(table).set({ record: '' }).where(trailColumn, '=', '');
		await this.#run(on, `update ${table}`, build, [row.record, row[trailColumn]]);
	}

	async updateHead(on: Db, head: { size: number; frontier: string; last_at: string }) {
		await this.#run(on, 'updateHead', builds.updateHead, [head.size, head.frontier, head.last_at]);
	}

	async insertCheckpoint(on: Db, row: CheckpointTable) {
		await on.insertInto('audit_checkpoint').values(row).execute();
	}
}
