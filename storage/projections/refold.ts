import type { Kysely } from 'kysely';

import { readBody, recordedEntry } from '../log/entries';
import { readTrails } from '../log/readTrails';
import { commandPartName } from '../log/runCommand';
import type { StoreTables } from '../tables';
import { TrailFold } from './fold';
import type { ProjectedRow, Projection } from './projection';

/** Kysely's types name each table's columns; a projection is written by its own list of them. */
type AnyTables = Record<string, Record<string, string | number | null>>;
const untyped = (db: Kysely<StoreTables>) => db as unknown as Kysely<AnyTables>;

export async function deleteRows(db: Kysely<StoreTables>, { table }: Projection, caseId: string): Promise<void> {
	await untyped(db).deleteFrom(table).where('case_id', '=', caseId).execute();
}

async function insertRows(db: Kysely<StoreTables>, { table }: Projection, rows: readonly ProjectedRow[]) {
	for (const row of rows) await untyped(db).insertInto(table).values(row).execute();
}

/** A case's rows of every projection, as its entries and what is left of their commands make them. */
export async function foldCase(db: Kysely<StoreTables>, caseId: string) {
	const fold = new TrailFold(caseId);
	for await (const page of readTrails(db, { caseId, partName: commandPartName })) {
		for (const { row, parts } of page) fold.add(recordedEntry(readBody(row.body), parts[0]?.bytes ?? null));
	}
	return fold.rows();
}

/** Makes the rows of these cases again. All are taken away first: one case's new row may need what another's old one held. */
export async function refoldCases(db: Kysely<StoreTables>, caseIds: readonly string[]): Promise<void> {
	for (const caseId of caseIds) {
		for (const { projection } of new TrailFold(caseId).rows()) await deleteRows(db, projection, caseId);
	}
	for (const caseId of caseIds) {
		for (const { projection, rows } of await foldCase(db, caseId)) await insertRows(db, projection, rows);
	}
}
