import { sql, type Kysely } from 'kysely';

import { exceptionTrail, isPayloadPart, readPayload, type TriageException } from '../../core';
import type { ExceptionPage, ExceptionQuery } from '../exceptions';
import { readBody } from '../log/entries';
import { readExceptionRow } from '../projections/exceptions';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';
import { readCursor, writeCursor, type Place } from './cursor';

/** Later than every instant: where what is not overdue comes. */
const never = '9999';

export async function getException(db: Kysely<StoreTables>, exceptionId: string): Promise<TriageException | null> {
	const select = db
		.selectFrom('exceptions')
		.select('record')
		.where('trail_id', '=', exceptionTrail(storedText(exceptionId)));
	const row = await select.executeTakeFirst();
	return row === undefined ? null : readExceptionRow(row.record);
}

/** Those that meet all given conditions, in no order yet. */
function selectMatching(db: Kysely<StoreTables>, query: ExceptionQuery) {
	let select = db.selectFrom('exceptions').select(['record', 'exception_number', 'overdue_at']);
	if (query.states?.length) select = select.where('state', 'in', query.states);
	if (query.labels?.length) select = select.where('label', 'in', query.labels);
	if (query.owner_role !== undefined) select = select.where('owner_role', '=', storedText(query.owner_role));
	if (query.case_id !== undefined) select = select.where('case_id', '=', storedText(query.case_id));
	if (query.trigger_id !== undefined) select = select.where('trigger_id', '=', storedText(query.trigger_id));
	if (query.has_scheduled_redrive === true) select = select.where('redrive_due_at', 'is not', null);
	if (query.overdue_at !== undefined) select = select.where('overdue_at', '<=', query.overdue_at);
	return select;
}

type Matching = ReturnType<typeof selectMatching>;

const limitTo = (select: Matching, count: number | undefined) => (count === undefined ? select : select.limit(count));

/** First what will be overdue, along its index, and then what never will: sorting both as one would read every row. */
async function findByDue(matching: Matching, cursor: Place | null, count: number | undefined) {
	const isPast = cursor?.at === never;
	const open = matching.where('overdue_at', 'is not', null).orderBy('overdue_at').orderBy('exception_number');
	// Only where a page ended: a condition that all rows meet leads a planner away from the index that has their order.
	const rest =
		cursor === null
			? open
			: open.where(sql<boolean>`(overdue_at, exception_number) > (${cursor.at}, ${cursor.number})`);
	const timed = isPast ? [] : await limitTo(rest, count).execute();
	const left = count === undefined ? undefined : count - timed.length;
	if (left === 0) return timed;
	const ended = matching
		.where('overdue_at', 'is', null)
		.where('exception_number', '>', isPast ? cursor.number : -1)
		.orderBy('exception_number');
	return [...timed, ...(await limitTo(ended, left).execute())];
}

async function findByNumber(matching: Matching, cursor: Place | null, count: number | undefined, isNewest: boolean) {
	const rest = cursor === null ? matching : matching.where('exception_number', isNewest ? '<' : '>', cursor.number);
	return await limitTo(rest.orderBy('exception_number', isNewest ? 'desc' : 'asc'), count).execute();
}

/** Exceptions that meet all given conditions, page by page; ties are broken by number, so that pages are stable. */
export async function findExceptions(db: Kysely<StoreTables>, query: ExceptionQuery): Promise<ExceptionPage> {
	const matching = selectMatching(db, query);
	const cursor = query.cursor === undefined ? null : readCursor(query.cursor);
	// One more than is asked for tells whether there is another page.
	const count = query.limit === undefined ? undefined : query.limit + 1;
	const rows =
		query.order === 'due'
			? await findByDue(matching, cursor, count)
			: await findByNumber(matching, cursor, count, query.order === 'newest');
	const page = rows.slice(0, query.limit ?? rows.length);
	const last = page.at(-1);
	const isEnd = page.length === rows.length || last === undefined;
	return {
		exceptions: page.map(({ record }) => readExceptionRow(record)),
		next_cursor: isEnd ? null : writeCursor({ at: last.overdue_at ?? never, number: last.exception_number }),
	};
}

/** The item of an exception as it was kept; null when it was not, or was erased. */
export async function readExceptionPayload(db: Kysely<StoreTables>, exceptionId: string): Promise<unknown> {
	const rows = await db
		.selectFrom('audit_entry as entry')
		.innerJoin('audit_part as part', 'part.idx', 'entry.idx')
		.select(['part.name', 'part.bytes', 'entry.body'])
		.where('entry.case_id', '=', exceptionTrail(storedText(exceptionId)))
		.where('entry.case_seq', '=', 0)
		.execute();
	const [first] = rows;
	if (first === undefined) return null;
	const pieces = rows.filter(({ name }) => isPayloadPart(name));
	return readPayload(pieces, Number(readBody(first.body).c.data.payload_parts ?? 0));
}
