import type { Kysely } from 'kysely';

import { exceptionTrail, type TriageException } from '../../core';
import { readCase } from '../projections/cases';
import { readExceptionRow } from '../projections/exceptions';
import type { CaseEvents, EventQuery } from '../cases';
import type { StoreTables } from '../tables';
import { toFoundEntry } from './findEntries';

/** Entries of cases, and of exceptions that are about none, from a place of the log on. */
function selectEvents(db: Kysely<StoreTables>, query: EventQuery, size: number) {
	const select = db
		.selectFrom('audit_entry')
		.leftJoin('cases', 'cases.case_id', 'audit_entry.case_id')
		.leftJoin('exceptions', (join) =>
			join.onRef('exceptions.trail_id', '=', 'audit_entry.case_id').on('exceptions.case_id', 'is', null),
		)
		.select(['audit_entry.body', 'audit_entry.leaf_hash', 'cases.record', 'exceptions.record as exception'])
		.where('audit_entry.idx', '>=', query.from_idx)
		.where('audit_entry.idx', '<', size)
		.where('audit_entry.type', 'in', query.types)
		.where(({ eb, or }) => or([eb('cases.case_id', 'is not', null), eb('exceptions.trail_id', 'is not', null)]));
	const { owner_role, source, case_type } = query;
	return select
		.$if(owner_role !== undefined, (of) =>
			of.where(({ eb, or }) =>
				or([eb('cases.owner_role', '=', owner_role!), eb('exceptions.owner_role', '=', owner_role!)]),
			),
		)
		.$if(source !== undefined, (of) => of.where('cases.source', '=', source!))
		.$if(case_type !== undefined, (of) => of.where('cases.type', '=', case_type!));
}

/** The exceptions that entries on the trails of their cases name, by id. */
async function loadNamed(db: Kysely<StoreTables>, ids: readonly string[]): Promise<Map<string, TriageException>> {
	if (ids.length === 0) return new Map();
	const rows = await db
		.selectFrom('exceptions')
		.select('record')
		.where('trail_id', 'in', [...new Set(ids.map(exceptionTrail))])
		.execute();
	return new Map(rows.map(({ record }) => readExceptionRow(record)).map((one) => [one.exception_id, one]));
}

/** What happened from a place of the log on, oldest first, with each case and exception as it stands now. */
export async function readEvents(db: Kysely<StoreTables>, query: EventQuery): Promise<CaseEvents> {
	// Before the entries are read: what is appended meanwhile is left to the next reading.
	const { size } = await db.selectFrom('audit_log').select('size').executeTakeFirstOrThrow();
	if (query.types.length === 0) return { events: [], next_idx: Math.max(size, query.from_idx), size };
	const order = query.order === 'newest' ? 'desc' : 'asc';
	const rows = await selectEvents(db, query, size).orderBy('audit_entry.idx', order).limit(query.limit).execute();
	const found = rows.map(({ record, exception, ...entry }) => ({ entry: toFoundEntry(entry), record, exception }));
	const idOf = ({ data: { exception_id: id } }: (typeof found)[number]['entry']) => (typeof id === 'string' ? id : '');
	const named = await loadNamed(
		db,
		found.map(({ entry }) => idOf(entry)).filter((id) => id !== ''),
	);
	const events = found.map(({ entry, record, exception }) => ({
		entry,
		case: record === null ? null : readCase(record),
		exception: exception === null ? (named.get(idOf(entry)) ?? null) : readExceptionRow(exception),
	}));
	const isAll = events.length < query.limit;
	return { events, next_idx: isAll ? Math.max(size, query.from_idx) : events.at(-1)!.entry.idx + 1, size };
}
