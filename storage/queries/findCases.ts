import { setImmediate } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';

import { CaseSample, evidenceTypes, type TriageCase } from '../../core';
import { caseNumberOf, readCase, urgencyOf } from '../projections/cases';
import type { CaseFilter, CasePage, CaseQuery, CaseSampling, SampledCases } from '../cases';
import { isStorable, storedText } from '../storedText';
import type { StoreTables } from '../tables';
import { readCursor, refuseCursor, writeCursor, type Place } from './cursor';

/** Most cases read at a time. */
const pageSize = 250;

/** What is recorded of a case's systems and people; that it was exported is none of that. */
const proofTypes = evidenceTypes.filter((type) => type !== 'log.exported');

const orders = {
	newest: ['opened_at', 'desc'],
	oldest: ['opened_at', 'asc'],
	recently_updated: ['updated_at', 'desc'],
	least_recently_updated: ['updated_at', 'asc'],
	most_urgent: ['urgency', 'asc'],
	least_urgent: ['urgency', 'desc'],
} as const satisfies Record<CaseQuery['order'], readonly ['opened_at' | 'updated_at' | 'urgency', 'asc' | 'desc']>;

/** Cases of which a time limit has passed: that of a timer, or of waiting and review. Conditions as the indexes say them. */
const overdue = (now: string) => sql<boolean>`state <> 'resolved' and case_id in (
	select case_id from timers where state in ('running', 'acked', 'exhausted') and due_at <= ${now}
	union select case_id from cases where until is not null and until <= ${now})`;

const withExceptions = sql<boolean>`case_id in (select case_id from cases where first_exception is not null)`;

/** The rows that meet what the engine can judge, in the order asked for. */
export function selectCases(db: Kysely<StoreTables>, query: CaseQuery) {
	let select = db.selectFrom('cases').select(['case_number', 'record', 'opened_at', 'updated_at', 'urgency']);
	if (query.states?.length) select = select.where('state', 'in', query.states);
	if (query.priorities?.length) select = select.where('urgency', 'in', query.priorities.map(urgencyOf));
	if (query.owner_role !== undefined) select = select.where('owner_role', '=', storedText(query.owner_role));
	if (query.source !== undefined) select = select.where('source', '=', query.source);
	if (query.ticket_id !== undefined) select = select.where('ticket_id', '=', query.ticket_id);
	if (query.customer_id !== undefined) select = select.where('customer_id', '=', storedText(query.customer_id));
	if (query.type !== undefined) select = select.where('type', '=', storedText(query.type));
	if (query.opened_after !== undefined) select = select.where('opened_at', '>', query.opened_after);
	if (query.opened_before !== undefined) select = select.where('opened_at', '<', query.opened_before);
	if (query.updated_after !== undefined) select = select.where('updated_at', '>', query.updated_after);
	if (query.overdue_at !== undefined) select = select.where(overdue(query.overdue_at));
	if (query.has_open_exceptions === true) select = select.where(withExceptions);
	if (query.has_open_exceptions === false) select = select.where('first_exception', 'is', null);
	if (query.is_merged !== undefined) select = select.where('merged_into', query.is_merged ? 'is not' : 'is', null);
	if (query.without_evidence === true) {
		select = select.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('audit_entry')
						.select('idx')
						.whereRef('audit_entry.case_id', '=', 'cases.case_id')
						.where('audit_entry.type', 'in', proofTypes),
				),
			),
		);
	}
	const [column, direction] = orders[query.order];
	return select.orderBy(column, direction).orderBy('case_number', direction);
}

const fold = (text: string) => storedText(text).normalize('NFC').toLowerCase();

/** What engines would judge differently, as letters beyond ASCII, is judged here. */
function isWanted({ subject, tags }: TriageCase, { subject_contains, tag }: CaseFilter): boolean {
	if (tag !== undefined && !tags.includes(storedText(tag).toLowerCase())) return false;
	return subject_contains === undefined || fold(subject ?? '').includes(fold(subject_contains));
}

type Column = (typeof orders)[keyof typeof orders][0];

/** Where a case stands in an order. */
function placeOf(column: Column, { case_id, priority, ...instants }: TriageCase): Place {
	const at = column === 'urgency' ? String(urgencyOf(priority)) : instants[column];
	return { at, number: caseNumberOf(case_id) ?? 0 };
}

/** Urgency is a number, which an engine does not compare with text. */
function readPlace(column: Column, cursor: string) {
	const { at, number } = readCursor(cursor);
	const isOfOrder = column === 'urgency' ? /^\d$/.test(at) : at.length > 4;
	return isOfOrder ? { at: column === 'urgency' ? Number(at) : at, number } : refuseCursor(cursor);
}

/** Cases that meet all given conditions, page by page; ties are broken by case number, so that no page overlaps another. */
async function* readPages(db: Kysely<StoreTables>, query: CaseQuery): AsyncGenerator<TriageCase[]> {
	const [column, direction] = orders[query.order];
	const beyond = sql.raw(direction === 'asc' ? '>' : '<');
	const behind = (at: string | number, number: number) =>
		sql<boolean>`(${sql.ref(column)}, case_number) ${beyond} (${at}, ${number})`;
	const start = query.cursor === undefined ? null : readPlace(column, query.cursor);
	// Names are kept as they are or not at all, so no case has such a one.
	if (![query.source ?? '', query.ticket_id ?? ''].every(isStorable)) return;
	const isJudgedHere = query.tag !== undefined || query.subject_contains !== undefined;
	const size = Math.min(pageSize, isJudgedHere ? pageSize : (query.limit ?? pageSize));
	const select = selectCases(db, query).limit(size);
	for (let page = start === null ? select : select.where(behind(start.at, start.number)); ;) {
		const rows = await page.execute();
		yield rows.map(({ record }) => readCase(record)).filter((one) => isWanted(one, query));
		const last = rows.at(-1);
		if (last === undefined || rows.length < size) return;
		page = select.where(behind(last[column], last.case_number));
		// A file is read without waiting; others have their turn between pages.
		await setImmediate();
	}
}

export async function findCases(db: Kysely<StoreTables>, query: CaseQuery): Promise<CasePage> {
	const { limit = Number.POSITIVE_INFINITY } = query;
	const found: TriageCase[] = [];
	// One more than is asked for tells whether there is another page.
	for await (const page of readPages(db, { ...query, ...(query.limit !== undefined && { limit: limit + 1 }) })) {
		found.push(...page);
		if (found.length > limit) break;
	}
	const cases = found.slice(0, limit);
	const last = cases.at(-1);
	const isEnd = cases.length === found.length || last === undefined;
	return { cases, next_cursor: isEnd ? null : writeCursor(placeOf(orders[query.order][0], last)) };
}

export async function sampleCases(
	db: Kysely<StoreTables>,
	{ size, seed, ...query }: CaseSampling,
): Promise<SampledCases> {
	const sample = new CaseSample<TriageCase>(size, seed);
	for await (const page of readPages(db, query)) page.forEach((one) => sample.add(one));
	return { cases: sample.result(), match_count: sample.count };
}
