import type { Kysely } from 'kysely';

import type { TriageCase } from '../../core';
import { readCase } from '../projections/cases';
import type { CaseQuery } from '../store';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';

/** Cases that meet all given conditions; ties are broken by case number, so that pages are stable. */
export async function findCases(db: Kysely<StoreTables>, query: CaseQuery): Promise<TriageCase[]> {
	let select = db.selectFrom('cases').select('record');
	if (query.states?.length) select = select.where('state', 'in', query.states);
	if (query.owner_role !== undefined) select = select.where('owner_role', '=', storedText(query.owner_role));
	if (query.source !== undefined) select = select.where('source', '=', storedText(query.source));
	if (query.ticket_id !== undefined) select = select.where('ticket_id', '=', storedText(query.ticket_id));
	if (query.type !== undefined) select = select.where('type', '=', storedText(query.type));
	if (query.opened_after !== undefined) select = select.where('opened_at', '>', query.opened_after);
	if (query.limit !== undefined) select = select.limit(query.limit);
	const ordered =
		query.order === 'oldest'
			? select.orderBy('opened_at', 'asc').orderBy('case_number', 'asc')
			: select.orderBy(query.order === 'newest' ? 'opened_at' : 'updated_at', 'desc').orderBy('case_number', 'desc');
	const rows = await ordered.execute();
	return rows.map(({ record }) => readCase(record));
}
