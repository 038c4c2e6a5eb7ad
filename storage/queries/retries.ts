import type { Kysely } from 'kysely';

import { retryTrail, type Retry, type RetryTarget } from '../../core';
import { readBody } from '../log/entries';
import { dataPartName } from '../log/runRetry';
import { readCase } from '../projections/cases';
import { readRetryRow } from '../projections/retries';
import type { RetryEvent, RetryEventQuery, RetryEvents, RetryQuery } from '../retries';
import { isStorable, storedText } from '../storedText';
import type { StoreTables } from '../tables';

const defaultLimit = 100;
/** Entries read at a time where some are left out. */
const pageSize = 250;

export async function getRetry(db: Kysely<StoreTables>, target: RetryTarget): Promise<Retry | null> {
	const row = await db
		.selectFrom('retries')
		.select('record')
		.where('trail_id', '=', storedText(retryTrail(target)))
		.executeTakeFirst();
	return row === undefined ? null : readRetryRow(row.record);
}

/** Attempts at steps that meet all given conditions. */
export async function findRetries(db: Kysely<StoreTables>, query: RetryQuery): Promise<Retry[]> {
	if (query.case_id !== undefined && !isStorable(query.case_id)) return [];
	let select = db.selectFrom('retries').select('record');
	if (query.case_id !== undefined) select = select.where('case_id', '=', query.case_id);
	if (query.states?.length) select = select.where('state', 'in', query.states);
	if (query.order === 'next') select = select.where('next_due_at', 'is not', null).orderBy('next_due_at');
	const rows = await select
		.orderBy('trail_id')
		.limit(query.limit ?? defaultLimit)
		.execute();
	return rows.map(({ record }) => readRetryRow(record));
}

type Found = Omit<RetryEvent, 'data'>;

/** What an entry says, with attempts and case as they stand now; null for an attempt that has got its answer since. */
function toFound(row: { body: string; retry: string; record: string }): Found | null {
	const { c, s } = readBody(row.body);
	const retry = readRetryRow(row.retry);
	const common = { entry_id: c.id, idx: s.idx, at: s.at, retry, case: readCase(row.record) };
	if (c.type === 'retry.gave_up') {
		const isNow = retry.state === 'gave_up' && retry.round === c.data.round;
		return isNow ? { ...common, kind: 'gave_up', start: null } : null;
	}
	const isNow = retry.state === 'due' && retry.attempt === c.data.attempt && retry.data_entry === c.data.data;
	if (!isNow) return null;
	const start = { due_at: String(c.data.due_at), late_seconds: Number(c.data.late_seconds) };
	return { ...common, kind: 'due', start };
}

/** What steps are tried with again, by the entry that kept it. */
async function readData(db: Kysely<StoreTables>, entryIds: readonly string[]) {
	if (entryIds.length === 0) return new Map<string, Record<string, unknown>>();
	const rows = await db
		.selectFrom('audit_entry as entry')
		.innerJoin('audit_part as part', 'part.idx', 'entry.idx')
		.select(['entry.id', 'part.bytes'])
		.where('entry.id', 'in', entryIds)
		.where('part.name', '=', dataPartName)
		.execute();
	const read = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
	return new Map(rows.map(({ id, bytes }) => [id, read(bytes)]));
}

/** What the attempts of a retry's round are made with; null once it was erased. */
export async function readRetryData(db: Kysely<StoreTables>, { data_entry }: Pick<Retry, 'data_entry'>) {
	return (await readData(db, [data_entry])).get(data_entry) ?? null;
}

async function withData(db: Kysely<StoreTables>, found: readonly Found[]): Promise<RetryEvent[]> {
	const data = await readData(db, [...new Set(found.map(({ retry }) => retry.data_entry))]);
	return found.map((event) => ({ ...event, data: data.get(event.retry.data_entry) ?? null }));
}

/** Attempts that start, and steps of which trying ended, from a place of the log on, with cases as they stand now. */
export async function readRetryEvents(db: Kysely<StoreTables>, query: RetryEventQuery): Promise<RetryEvents> {
	// Before the entries are read: what is appended meanwhile is left to the next reading.
	const { size } = await db.selectFrom('audit_log').select('size').executeTakeFirstOrThrow();
	const isOldest = query.order === 'oldest';
	const types = query.kinds.map((kind) => `retry.${kind}`);
	if (types.length === 0) return { events: [], next_idx: Math.max(size, query.from_idx), size };
	const events: Found[] = [];
	let [from, before] = [query.from_idx, size];
	const page = Math.max(query.limit, pageSize);
	for (;;) {
		const rows = await db
			.selectFrom('audit_entry')
			.innerJoin('retries', 'retries.trail_id', 'audit_entry.case_id')
			.innerJoin('cases', 'cases.case_id', 'retries.case_id')
			.select(['audit_entry.idx', 'audit_entry.body', 'retries.record as retry', 'cases.record'])
			.where('audit_entry.idx', '>=', from)
			.where('audit_entry.idx', '<', before)
			.where('audit_entry.type', 'in', types)
			.orderBy('audit_entry.idx', isOldest ? 'asc' : 'desc')
			.limit(page)
			.execute();
		for (const row of rows) {
			const event = toFound(row);
			if (event === null || !(query.steps?.includes(event.retry.step) ?? true)) continue;
			events.push(event);
			if (events.length === query.limit) {
				return { events: await withData(db, events), next_idx: event.idx + 1, size };
			}
		}
		const last = rows.at(-1);
		if (last === undefined || rows.length < page) break;
		if (isOldest) from = last.idx + 1;
		else before = last.idx;
	}
	return { events: await withData(db, events), next_idx: Math.max(size, query.from_idx), size };
}
