import type { Kysely } from 'kysely';

import { readCase } from '../projections/cases';
import type { CaseEvents, EventQuery } from '../store';
import type { StoreTables } from '../tables';
import { toFoundEntry } from './findEntries';

/** What happened to cases from a place of the log on, oldest first, with each case as it stands now. */
export async function readEvents(db: Kysely<StoreTables>, query: EventQuery): Promise<CaseEvents> {
	// Before the entries are read: what is appended meanwhile is left to the next reading.
	const { size } = await db.selectFrom('audit_log').select('size').executeTakeFirstOrThrow();
	let select = db
		.selectFrom('audit_entry')
		.innerJoin('cases', 'cases.case_id', 'audit_entry.case_id')
		.select(['audit_entry.body', 'audit_entry.leaf_hash', 'cases.record'])
		.where('audit_entry.idx', '>=', query.from_idx)
		.where('audit_entry.idx', '<', size)
		.where('audit_entry.type', 'in', query.types);
	if (query.owner_role !== undefined) select = select.where('cases.owner_role', '=', query.owner_role);
	if (query.source !== undefined) select = select.where('cases.source', '=', query.source);
	if (query.case_type !== undefined) select = select.where('cases.type', '=', query.case_type);
	const order = query.order === 'newest' ? 'desc' : 'asc';
	const rows = await select.orderBy('audit_entry.idx', order).limit(query.limit).execute();
	const events = rows.map(({ record, ...entry }) => ({ entry: toFoundEntry(entry), case: readCase(record) }));
	const isAll = events.length < query.limit;
	return { events, next_idx: isAll ? Math.max(size, query.from_idx) : events.at(-1)!.entry.idx + 1, size };
}
