import type { Kysely } from 'kysely';

import {
	evolveCase,
	priorities,
	type CaseCommand,
	type Priority,
	type RecordedEntry,
	type TriageCase,
} from '../../core';
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

/** Place of a priority as rows have it: 0 for the most urgent. */
export const urgencyOf = (priority: Priority): number => priorities.length - 1 - priorities.indexOf(priority);

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
	columns: {
		case_id: 'text',
		case_number: 'bigint',
		state: 'text',
		source: 'text',
		ticket_id: 'text',
		type: 'text',
		owner_role: 'text',
		backup_role: 'text',
		opened_at: 'text',
		updated_at: 'text',
		customer_id: 'text',
		first_task: 'text',
		urgency: 'bigint',
		until: 'text',
		first_exception: 'text',
		merged_into: 'text',
		first_lapse: 'text',
	},
	identity: ['source', 'ticket_id'],
	evolve: (state, entry) => evolveCase(state, entry as RecordedEntry<CaseCommand>),
	columnsOf: (caseId, state) => ({
		case_id: caseId,
		case_number: caseNumberOf(caseId) ?? 0,
		state: state.state,
		source: state.source,
		ticket_id: state.ticket_id,
		type: state.type,
		owner_role: state.owner?.role ?? null,
		backup_role: state.owner?.backup_role ?? null,
		opened_at: state.opened_at,
		updated_at: state.updated_at,
		customer_id: state.customer_id,
		first_task: state.tasks[0]?.status ?? null,
		urgency: urgencyOf(state.priority),
		until: state.waiting?.until ?? state.review?.until ?? null,
		first_exception: state.open_exceptions[0] ?? null,
		merged_into: state.merged_into,
		first_lapse: state.lapses[0]?.kind ?? null,
	}),
	read: readCase,
	identityOf: ({ source, ticket_id }) => [source, ticket_id],
};
