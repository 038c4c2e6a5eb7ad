import type { Kysely } from 'kysely';

import { canonicalize, evolveCase, logCaseId, type TriageCase } from '../../core';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';
import type { ProjectedRow, Projection } from './projection';

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

export async function loadCase(db: Kysely<StoreTables>, caseId: string): Promise<TriageCase | null> {
	const row = await db
		.selectFrom('cases')
		.select('record')
		.where('case_id', '=', storedText(caseId))
		.executeTakeFirst();
	return row === undefined ? null : readCase(row.record);
}

export function caseRow(record: TriageCase) {
	const { case_id } = record;
	return { case_id, case_number: caseNumberOf(case_id) ?? 0, record: writeCase(record) } satisfies ProjectedRow;
}

export const casesProjection: Projection = {
	table: 'cases',
	columns: ['case_id', 'case_number', 'record'],
	begin(caseId) {
		if (caseId === logCaseId) return null;
		let record: TriageCase | null = null;
		return {
			add: (entry) => (record = evolveCase(record, entry)),
			rows: () => (record === null ? [] : [caseRow(record)]),
		};
	},
};
