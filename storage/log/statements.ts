import { sql, type Compilable, type Kysely } from 'kysely';

import { writtenColumns, type AnyAggregate } from '../projections/aggregate';
import type { ProjectedRow } from '../projections/projection';
import type { WriteSession } from '../engine';
import type { EntryTable, PartTable, StoreTables } from '../tables';

type Db = Kysely<StoreTables>;
type Build = (db: Db, count: number) => Compilable;
/** Kysely's types name each table's columns; an aggregate's are named by itself. */
type AnyTables = Record<string, Record<string, string | number | null>>;

const empty = Buffer.alloc(0);
const emptyEntry: EntryTable = {
	idx: 0,
	id: '',
	case_id: '',
	case_seq: 0,
	type: '',
	at: '',
	answers: null,
	leaf_hash: '',
	body: '',
};
const rows = <T>(count: number, row: T): T[] => Array<T>(count).fill(row);
const untyped = (db: Db) => db as unknown as Kysely<AnyTables>;

/** Most rows of one statement; both engines bound the number of values. */
export const maxRows = 500;

/** The values that a statement is given each time stand in for these. */
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
			)
			.select((eb) =>
				eb
					.selectFrom('exceptions')
					.select(({ fn }) => fn.max('exception_number').as('newest'))
					.as('newest_exception'),
			),
	entriesById: (db, count) =>
		db.selectFrom('audit_entry').select(['id', 'leaf_hash', 'body']).where('id', 'in', rows(count, '')),
	liveTimers: (db, count) =>
		db
			.selectFrom('timers')
			.select('trail_id')
			.where('case_id', 'in', rows(count, ''))
			// As the index says it, word for word: a server takes an index of a part for the same words only.
			.where(sql<boolean>`state in ('running', 'acked', 'paused')`),
	retriesOfCases: (db, count) => db.selectFrom('retries').select('trail_id').where('case_id', 'in', rows(count, '')),
	insertEntries: (db, count) => db.insertInto('audit_entry').values(rows(count, emptyEntry)),
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

/**
 * Writes columns of rows that are there: of one by its key, and of several out of a list, whose columns both engines name so.
 * No others are named: an index of a column that a statement sets is written, whether or not its value is another.
 */
function updateRows(db: Db, aggregate: AnyAggregate, changed: readonly string[], count: number): Compilable {
	const { table, trailColumn, columns } = aggregate;
	if (count === 1) {
		const set = Object.fromEntries(changed.map((column) => [column, '']));
		return untyped(db).updateTable(table).set(set).where(trailColumn, '=', '');
	}
	const given = (place: number) => sql.raw(`given.column${place + 1}`);
	const set = changed.map((column, place) => {
		// Values of a list are text to a server.
		const type = sql.raw(columns[column] ?? 'text');
		return sql`${sql.ref(column)} = cast(${given(place)} as ${type})`;
	});
	const row = sql`(${sql.join(rows(changed.length + 1, ''))})`;
	const update = sql`update ${sql.table(table)} as kept set ${sql.join(set)} from (values ${sql.join(rows(count, row))}) as given
		where kept.${sql.ref(trailColumn)} = ${given(changed.length)}`;
	return { compile: () => update.compile(db) };
}

/** The same for the rows of one kind of aggregate. */
const aggregateBuilds = (aggregate: AnyAggregate) => {
	const { table, trailColumn, identity } = aggregate;
	const row = Object.fromEntries(writtenColumns(aggregate).map((column) => [column, '']));
	const named = Object.fromEntries(identity.map((column) => [`kept.${column}`, '']));
	return {
		byTrail: (db, count) =>
			selectRows(db, aggregate).where(`kept.${trailColumn}`, 'in', rows<string | number | null>(count, '')),
		// SQLite takes no list of row values.
		byIdentity: (db, count) => selectRows(db, aggregate).where(({ or, and }) => or(rows(count, and(named)))),
		insert: (db, count) => untyped(db).insertInto(table).values(rows(count, row)),
	} satisfies Record<string, Build>;
};

export interface HeadRow {
	origin: string;
	size: number;
	frontier: string;
	last_at: string;
	newest_case: number | null;
	newest_exception: number | null;
}

export type EntryRow = Pick<EntryTable, 'leaf_hash' | 'body'> & { id: string };

export interface KeptRow {
	trail_id: string;
	record: string;
	case_seq: number | null;
	leaf_hash: string | null;
}

/** Texts of a statement by the number of its rows, each compiled once: compiling costs more than running. */
class RowStatement {
	readonly #texts: string[] = [];

	constructor(
		private readonly db: Db,
		private readonly build: Build,
	) {}

	text(count: number): string {
		return (this.#texts[count] ??= this.build(this.db, count).compile().sql);
	}
}

type StatementsOf<Builds> = Record<keyof Builds, RowStatement>;

function statementsOf<Builds extends Record<string, Build>>(db: Db, all: Builds): StatementsOf<Builds> {
	const made = Object.entries(all).map(([name, build]) => [name, new RowStatement(db, build)]);
	return Object.fromEntries(made) as StatementsOf<Builds>;
}

/** Looks up as many rows as there are, some hundred at a time. */
async function find<Row, T>(
	on: WriteSession,
	statement: RowStatement,
	wanted: readonly T[],
	values: (one: T) => readonly unknown[],
): Promise<Row[]> {
	const asked: Array<Row[] | Promise<Row[]>> = [];
	for (let from = 0; from < wanted.length; from += maxRows) {
		const chunk = wanted.slice(from, from + maxRows);
		asked.push(on.run<Row>(statement.text(chunk.length), chunk.flatMap(values)));
	}
	return (await Promise.all(asked)).flat();
}

/** The statements of the write path. */
export class Statements {
	readonly #own: StatementsOf<typeof builds>;
	readonly #aggregates = new Map<AnyAggregate, StatementsOf<ReturnType<typeof aggregateBuilds>>>();
	readonly #updates = new Map<string, RowStatement>();

	/** `rowsPerStatement`: see `Engine`. */
	constructor(
		private readonly db: Db,
		private readonly rowsPerStatement: number,
	) {
		this.#own = statementsOf(db, builds);
	}

	#of(aggregate: AnyAggregate) {
		const known = this.#aggregates.get(aggregate);
		if (known !== undefined) return known;
		const made = statementsOf(this.db, aggregateBuilds(aggregate));
		this.#aggregates.set(aggregate, made);
		return made;
	}

	#update(aggregate: AnyAggregate, changed: readonly string[]): RowStatement {
		const key = `${aggregate.table} ${changed.join(' ')}`;
		const known = this.#updates.get(key);
		if (known !== undefined) return known;
		const made = new RowStatement(this.db, (db, count) => updateRows(db, aggregate, changed, count));
		this.#updates.set(key, made);
		return made;
	}

	#write<T>(
		on: WriteSession,
		statement: RowStatement,
		written: readonly T[],
		values: (row: T) => readonly unknown[],
	): void {
		for (let from = 0; from < written.length; from += this.rowsPerStatement) {
			const chunk = written.slice(from, from + this.rowsPerStatement);
			const given = chunk.length === 1 ? values(chunk[0]!) : chunk.flatMap(values);
			on.send(statement.text(chunk.length), given);
		}
	}

	async head(on: WriteSession): Promise<HeadRow | undefined> {
		return (await on.run<HeadRow>(this.#own.head.text(1), []))[0];
	}

	async entriesById(on: WriteSession, ids: readonly string[]): Promise<EntryRow[]> {
		return await find(on, this.#own.entriesById, ids, (id) => [id]);
	}

	async rowsByTrail(on: WriteSession, aggregate: AnyAggregate, trailIds: readonly string[]): Promise<KeptRow[]> {
		return await find(on, this.#of(aggregate).byTrail, trailIds, (id) => [id]);
	}

	async rowsByIdentity(
		on: WriteSession,
		aggregate: AnyAggregate,
		identities: ReadonlyArray<readonly string[]>,
	): Promise<KeptRow[]> {
		return await find(on, this.#of(aggregate).byIdentity, identities, (values) => values);
	}

	/** Trails of the timers that go on for some of these cases. */
	async liveTimers(on: WriteSession, caseIds: readonly string[]): Promise<string[]> {
		const found = await find<{ trail_id: string }, string>(on, this.#own.liveTimers, caseIds, (id) => [id]);
		return found.map(({ trail_id }) => trail_id);
	}

	/** Trails of the attempts at steps of some of these cases. */
	async retriesOfCases(on: WriteSession, caseIds: readonly string[]): Promise<string[]> {
		const found = await find<{ trail_id: string }, string>(on, this.#own.retriesOfCases, caseIds, (id) => [id]);
		return found.map(({ trail_id }) => trail_id);
	}

	insertEntries(on: WriteSession, entries: readonly EntryTable[]) {
		const values = ({ idx, id, case_id, case_seq, type, at, answers, leaf_hash, body }: EntryTable) => {
			return [idx, id, case_id, case_seq, type, at, answers, leaf_hash, body];
		};
		this.#write(on, this.#own.insertEntries, entries, values);
	}

	insertParts(on: WriteSession, parts: readonly PartTable[]) {
		const values = ({ idx, name, salt, bytes, subject }: PartTable) => [idx, name, salt, bytes, subject];
		this.#write(on, this.#own.insertParts, parts, values);
	}

	insertRows(on: WriteSession, aggregate: AnyAggregate, added: readonly ProjectedRow[]) {
		const values = (row: ProjectedRow) => writtenColumns(aggregate).map((column) => row[column] ?? null);
		this.#write(on, this.#of(aggregate).insert, added, values);
	}

	/** Writes these columns of rows that are there. */
	updateRows(on: WriteSession, aggregate: AnyAggregate, changed: readonly string[], updated: readonly ProjectedRow[]) {
		const names = [...changed, aggregate.trailColumn];
		const values = (row: ProjectedRow) => names.map((column) => row[column] ?? null);
		this.#write(on, this.#update(aggregate, changed), updated, values);
	}

	updateHead(on: WriteSession, head: { size: number; frontier: string; last_at: string }) {
		on.send(this.#own.updateHead.text(1), [head.size, head.frontier, head.last_at]);
	}
}
