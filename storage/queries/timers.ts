import { sql, type Kysely } from 'kysely';

import { readTimerRecord, timerTrail, type Timer, type TimerTarget } from '../../core';
import { readBody } from '../log/entries';
import { countsBySaved } from '../log/recountTimers';
import { readExceptionRow } from '../projections/exceptions';
import { readCase } from '../projections/cases';
import { readRetryRow } from '../projections/retries';
import { readTimerRow } from '../projections/timers';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';
import type {
	FoundStep,
	StalledThing,
	TimerEvent,
	TimerEventQuery,
	TimerEvents,
	TimerHealth,
	TimerQuery,
} from '../timers';

const defaultLimit = 100;
/** Entries read at a time where some are left out. */
const pageSize = 250;

export async function getTimer(db: Kysely<StoreTables>, target: TimerTarget): Promise<Timer | null> {
	const select = db
		.selectFrom('timers')
		.select('record')
		.where('trail_id', '=', storedText(timerTrail(target)));
	const row = await select.executeTakeFirst();
	return row === undefined ? null : readTimerRow(row.record);
}

/** Timers that meet all given conditions. */
export async function findTimers(db: Kysely<StoreTables>, query: TimerQuery): Promise<Timer[]> {
	let select = db.selectFrom('timers').select('record');
	if (query.case_id !== undefined) select = select.where('case_id', '=', storedText(query.case_id));
	if (query.calendar !== undefined) {
		select = select.where(countsBySaved).where('calendar_name', '=', storedText(query.calendar));
	}
	if (query.states?.length) select = select.where('state', 'in', query.states);
	if (query.order === 'next') select = select.where('next_due_at', 'is not', null).orderBy('next_due_at');
	const rows = await select
		.orderBy('trail_id')
		.limit(query.limit ?? defaultLimit)
		.execute();
	return rows.map(({ record }) => readTimerRow(record));
}

interface StepRow {
	body: string;
	timer: string | null;
	exception: string | null;
	record: string | null;
}

/** Entries with the timer they are of, the exception that it is a timer of, and the case. */
const selectSteps = (db: Kysely<StoreTables>) =>
	db
		.selectFrom('audit_entry')
		.leftJoin('timers', 'timers.trail_id', 'audit_entry.case_id')
		.leftJoin('exceptions', (join) => join.on('exceptions.trail_id', '=', sql<string>`'_exception/' || timers.case_id`))
		.leftJoin('cases', (join) =>
			join.on('cases.case_id', '=', sql<string>`coalesce(exceptions.case_id, timers.case_id)`),
		)
		.select(['audit_entry.body', 'timers.record as timer', 'exceptions.record as exception', 'cases.record'])
		.orderBy('audit_entry.idx');

function toStep(row: StepRow): FoundStep {
	const { c, s } = readBody(row.body);
	const timer = readTimerRow(row.timer!);
	const record = timer.records.find(({ id }) => id === c.data.id) ?? readTimerRecord(c);
	const late_seconds = Number(c.data.late_seconds);
	return {
		entry_id: c.id,
		idx: s.idx,
		at: s.at,
		record,
		late_seconds,
		timer,
		exception: row.exception === null ? null : readExceptionRow(row.exception),
		case: row.record === null ? null : readCase(row.record),
	};
}

type IsWanted = (step: FoundStep) => boolean;

/** What an entry tells a reader; null for what it does not ask for, and for a step that is held back. */
async function toEvent(db: Kysely<StoreTables>, row: StepRow, isWanted: IsWanted): Promise<TimerEvent | null> {
	const { c, s } = readBody(row.body);
	if (c.type === 'throttle.released') {
		const ids = c.data.steps as readonly string[];
		const rows = ids.length === 0 ? [] : await selectSteps(db).where('audit_entry.id', 'in', ids).execute();
		const steps = rows.map(toStep).filter(isWanted);
		const newest = steps.pop();
		const released = { entry_id: c.id, idx: s.idx, at: s.at, bundled: steps };
		return newest === undefined ? null : { ...newest, ...released, held_since: newest.at };
	}
	if (row.timer === null || c.data.held === true) return null;
	const step = toStep(row);
	return isWanted(step) ? { ...step, held_since: null, bundled: [] } : null;
}

/**
 * Steps that were told from a place of the log on, with timers and cases as they stand now. Those that were held back come
 * where they were let go.
 */
export async function readTimerEvents(db: Kysely<StoreTables>, query: TimerEventQuery): Promise<TimerEvents> {
	// Before the entries are read: what is appended meanwhile is left to the next reading.
	const { size } = await db.selectFrom('audit_log').select('size').executeTakeFirstOrThrow();
	const isOldest = query.order === 'oldest';
	if (query.kinds.length === 0) return { events: [], next_idx: Math.max(size, query.from_idx), size };
	const isWanted: IsWanted = ({ record: { kind, target_role } }) =>
		query.kinds.includes(kind) && (query.roles?.includes(target_role ?? '') ?? true);
	const events: TimerEvent[] = [];
	let [from, before] = [query.from_idx, size];
	const page = Math.max(query.limit, pageSize);
	for (;;) {
		const rows = await selectSteps(db)
			.select('audit_entry.idx')
			.where('audit_entry.idx', '>=', from)
			.where('audit_entry.idx', '<', before)
			.where('audit_entry.type', 'in', ['timer.fired', 'timer.exhausted', 'throttle.released'])
			.clearOrderBy()
			.orderBy('audit_entry.idx', isOldest ? 'asc' : 'desc')
			.limit(page)
			.execute();
		for (const row of rows) {
			const event = await toEvent(db, row, isWanted);
			if (event === null) continue;
			events.push(event);
			if (events.length === query.limit) return { events, next_idx: event.idx + 1, size };
		}
		const last = rows.at(-1);
		if (last === undefined || rows.length < page) break;
		if (isOldest) from = last.idx + 1;
		else before = last.idx;
	}
	return { events, next_idx: Math.max(size, query.from_idx), size };
}

const maxStalled = 100;

/** How much is still to come in a table, and when the first of it. */
async function countPending(db: Kysely<StoreTables>, table: 'retries' | 'timers') {
	const { count, next } = await db
		.selectFrom(table)
		.select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('next_due_at').as('next')])
		.where('next_due_at', 'is not', null)
		.executeTakeFirstOrThrow();
	return { count: Number(count), next };
}

/** What should have been looked at before an instant, and timers of which nothing is to come although they run: at most 100. */
export async function findStalled(db: Kysely<StoreTables>, before: string): Promise<StalledThing[]> {
	const overdue = async (table: 'retries' | 'timers') =>
		await db
			.selectFrom(table)
			.select('record')
			.where('next_due_at', '<', before)
			.orderBy('next_due_at')
			.limit(maxStalled)
			.execute();
	// As the index says it, word for word.
	const idle = await db
		.selectFrom('timers')
		.select('record')
		.limit(maxStalled)
		.where(sql<boolean>`next_due_at is null and state in ('running', 'acked')`)
		.orderBy('trail_id')
		.execute();
	const timers = [...(await overdue('timers')), ...idle].map(({ record }) => {
		const { case_id, name, next_due_at } = readTimerRow(record);
		return { case_id, name, next_due_at };
	});
	const retries = (await overdue('retries')).map(({ record }) => {
		const { case_id, step, next_due_at } = readRetryRow(record);
		return { case_id, name: step, next_due_at };
	});
	return [...timers, ...retries].slice(0, maxStalled);
}

/** How much is still to come, is held back, and stands still. */
export async function readTimerHealth(db: Kysely<StoreTables>, before: string): Promise<TimerHealth> {
	const pending = [await countPending(db, 'timers'), await countPending(db, 'retries')];
	const { held_count } = await db
		.selectFrom('throttles')
		.select(({ fn }) => fn.sum<number | null>('held_count').as('held_count'))
		.where('held_count', '>', 0)
		.executeTakeFirstOrThrow();
	const [next_due_at = null] = pending.flatMap(({ next }) => next ?? []).sort();
	const pending_count = pending.reduce((sum, { count }) => sum + count, 0);
	const counts = { pending_count, held_count: Number(held_count ?? 0) };
	return { ...counts, next_due_at, stalled: await findStalled(db, before) };
}
