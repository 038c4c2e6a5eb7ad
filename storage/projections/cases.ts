import type { Kysely } from 'kysely';

import { canonicalize, evolveCase, type CaseCommand, type RecordedEntry, type TriageCase } from '../../core';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';
import type { Aggregate } from './aggregate';

/** `C-0001`; more digits when they are needed. */
export function caseIdOf(caseNumber: number): string {
	return `C-${String(caseNumber).padStart(4, '0')}`;
}

/** The number behind a case id, or null for a text that is none. */
export function caseNumberOf(caseId: string): number | null {
	const digits = /^C-(\d{4,15})$/.exec(caseId)?.[1];
	return digits === undefined ? null : Number(digits);
}

export const readCase = (record: string): TriageCase => JSON.parse(record) as TriageCase;

export async function loadCase(db: Kysely<StoreTables>, caseId: string): Promise<TriageCase | null> {
	const row = await db
		.selectFrom('cases')
		.select('record')
		.where('case_id', '=', storedText(caseId))
		.executeTakeFirst();
	return row === undefined ? null : readCase(row.record);
}

export const casesAggregate: Aggregate<TriageCase> = {
	kind: 'case',
	table: 'cases',
	trailColumn: 'case_id',
	columns: ['case_id', 'case_number', 'record'],
	identity: ['source', 'ticket_id'],
	evolve: (state, entry) => evolveCase(state, entry as RecordedEntry<CaseCommand>),
	toRow: (caseId, state) => ({
		case_id: caseId,
		case_number: caseNumberOf(caseId) ?? 0,
		record: canonicalize(state),
	}),
	read: readCase,
	identityOf: ({ source, ticket_id }) => [source, ticket_id],
};
