import type { Kysely } from 'kysely';

import { commandPartName } from '../../core';
import { readBody, recordedEntry } from '../log/entries';
import { readTrails } from '../log/readTrails';
import type { StoreTables } from '../tables';
import { projectionsOf, TrailFold } from './fold';
import type { ProjectedRow, Projection } from './projection';

/** Kysely's types name each table's columns; a projection is written by its own list of them. */
type AnyTables = Record<string, Record<string, string | number | null>>;
const untyped = (db: Kysely<StoreTables>) => db as unknown as Kysely<AnyTables>;

export async function deleteRows(
	db: Kysely<StoreTables>,
	{ table, trailColumn }: Projection,
	trailId: string,
): Promise<void> {
	await untyped(db).deleteFrom(table).where(trailColumn, '=', trailId).execute();
}

async function insertRows(db: Kysely<StoreTables>, { table }: Projection, rows: readonly ProjectedRow[]) {
	for (const row of rows) await untyped(db).insertInto(table).values(row).execute();
}

/** A trail's rows of every projection, as its entries and what is left of their commands make them. */
export async function foldTrail(db: Kysely<StoreTables>, trailId: string) {
	const fold = new TrailFold(trailId);
	for await (const page of readTrails(db, { trailId, partName: commandPartName })) {
		for (const { row, parts } of page) fold.add(recordedEntry(readBody(row.body), parts[0]?.bytes ?? null));
	}
	return fold.rows();
}

/** Makes the rows of these trails again. All are taken away first: one's new row may need what another's old one held. */
export async function refoldTrails(db: Kysely<StoreTables>, trailIds: readonly string[]): Promise<void> {
	for (const trailId of trailIds) {
		for (const projection of projectionsOf(trailId)) await deleteRows(db, projection, trailId);
	}
	for (const trailId of trailIds) {
		for (const { projection, rows } of await foldTrail(db, trailId)) await insertRows(db, projection, rows);
	}
}
