import type { Kysely, Transaction } from 'kysely';

import { canonicalize, evolveCase, type RecordedEntry, type TriageCase } from '../../core';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';

type Db = Kysely<StoreTables> | Transaction<StoreTables>;

/** `C-0001`; more digits when they are needed. */
export function caseIdOf(caseNumber: number): string {
	return `C-${String(caseNumber).padStart(4, '0')}`;
}

/** The number behind a case id, or null for a text that is none. */
export function caseNumberOf(caseId: string): number | null {
	const digits = /^C-(\d{4,15})$/.exec(caseId)?.[1];
	return digits === undefined ? null : Number(digits);
}

/** The text a case is kept as; the same case is always the same text. */
export const writeCase = (record: TriageCase): string => canonicalize(record);
export const readCase = (record: string): TriageCase => JSON.parse(record) as TriageCase;

export async function loadCase(db: Db, caseId: string): Promise<TriageCase | null> {
	const row = await db
		.selectFrom('cases')
		.select('record')
		.where('case_id', '=', storedText(caseId))
		.executeTakeFirst();
	return row === undefined ? null : readCase(row.record);
}

export async function loadCaseOfTicket(db: Db, source: string, ticketId: string): Promise<TriageCase | null> {
	const row = await db
		.selectFrom('cases')
		.select('record')
		.where('source', '=', storedText(source))
		.where('ticket_id', '=', storedText(ticketId))
		.executeTakeFirst();
	return row === undefined ? null : readCase(row.record);
}

/** The next free case number. The write lock is held, so no other transaction can take it. */
export async function nextCaseNumber(trx: Transaction<StoreTables>): Promise<number> {
	const { newest } = await trx
		.selectFrom('cases')
		.select(({ fn }) => fn.max('case_number').as('newest'))
		.executeTakeFirstOrThrow();
	return (newest ?? 0) + 1;
}

/** Brings a case's row to what the new entries make of it. */
export async function projectCase(
	trx: Transaction<StoreTables>,
	before: TriageCase | null,
	entries: readonly RecordedEntry[],
): Promise<TriageCase> {
	let after = before;
	for (const entry of entries) after = evolveCase(after, entry);
	if (after === null) throw new RangeError('A case needs at least one entry');
	const record = writeCase(after);
	if (before === null) {
		const case_number = caseNumberOf(after.case_id) ?? 0;
		await trx.insertInto('cases').values({ case_id: after.case_id, case_number, record }).execute();
	} else {
		await trx.updateTable('cases').set({ record }).where('case_id', '=', after.case_id).execute();
	}
	return after;
}
