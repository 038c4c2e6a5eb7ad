import { setImmediate } from 'node:timers/promises';
import { sql, type Kysely, type Selectable } from 'kysely';

import type { EntryTable, PartTable, StoreTables } from '../tables';

const pageSize = 200;
/** Parts of a page are read together up to this many bytes, and one entry's at a time above it. */
const maxPageBytes = 8 * 1024 * 1024;

/** One entry with what is left of its parts. */
export interface TrailEntry {
	row: Selectable<EntryTable>;
	parts: readonly PartTable[];
}

export interface TrailOptions {
	/** Of this trail only. */
	trailId?: string;
	/** Only parts of this name. */
	partName?: string;
}

interface Place {
	case_id: string;
	case_seq: number;
	idx: number;
}

const placeAfter = (after: Place) =>
	sql<boolean>`(entry.case_id, entry.case_seq, entry.idx) > (${after.case_id}, ${after.case_seq}, ${after.idx})`;
const placeUpTo = (last: Place) =>
	sql<boolean>`(entry.case_id, entry.case_seq, entry.idx) <= (${last.case_id}, ${last.case_seq}, ${last.idx})`;

/** Before every entry of a trail, or of all. */
const placeBefore = (trailId = ''): Place => ({ case_id: trailId, case_seq: -1, idx: -1 });

/** A page of entries with their parts: as one, or one entry at a time where the parts are large. */
async function* withParts(
	db: Kysely<StoreTables>,
	after: Place,
	rows: ReadonlyArray<TrailEntry['row']>,
	{ partName }: TrailOptions,
): AsyncGenerator<TrailEntry[]> {
	let parts = db.selectFrom('audit_part as part');
	if (partName !== undefined) parts = parts.where('part.name', '=', partName);
	const page = parts
		.innerJoin('audit_entry as entry', 'entry.idx', 'part.idx')
		.where(placeAfter(after))
		.where(placeUpTo(rows.at(-1)!));
	const { size } = await page
		.select(sql<number>`coalesce(sum(length(part.bytes)), 0)`.as('size'))
		.executeTakeFirstOrThrow();
	if (Number(size) <= maxPageBytes) {
		const byIdx = Map.groupBy(await page.selectAll('part').execute(), ({ idx }) => idx);
		yield rows.map((row) => ({ row, parts: byIdx.get(row.idx) ?? [] }));
		return;
	}
	for (const row of rows)
		yield [{ row, parts: await parts.selectAll('part').where('part.idx', '=', row.idx).execute() }];
}

/**
 * All entries, trail by trail and each trail in its order, in pages. Holds one page at a time, and lets the process do
 * other work after each, however long the log is.
 */
export async function* readTrails(db: Kysely<StoreTables>, options: TrailOptions = {}): AsyncGenerator<TrailEntry[]> {
	let select = db.selectFrom('audit_entry as entry').selectAll('entry');
	if (options.trailId !== undefined) select = select.where('entry.case_id', '=', options.trailId);
	// The parts of a page are found from here on, so that one trail costs no more where there are many.
	for (let after = placeBefore(options.trailId); ; await setImmediate()) {
		const rows = await select
			.where(placeAfter(after))
			.orderBy('entry.case_id')
			.orderBy('entry.case_seq')
			.orderBy('entry.idx')
			.limit(pageSize)
			.execute();
		if (rows.length === 0) return;
		yield* withParts(db, after, rows, options);
		after = rows.at(-1)!;
	}
}
