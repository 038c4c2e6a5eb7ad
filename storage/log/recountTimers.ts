import { sql, type Kysely } from 'kysely';

import {
	canonicalize,
	entryId,
	followCalendar,
	readRecount,
	repairTimer,
	savedCalendarOf,
	type CalendarVersion,
	type Timer,
	type TimerRecount,
} from '../../core';
import { readTimerRow } from '../projections/timers';
import type { CommandContext } from '../store';
import type { StoreTables } from '../tables';
import type { RepairedTimer, RepairRequest, RepairResult } from '../timers';
import { CalendarHistory } from './calendarHistory';
import { commandPart, commandReused } from './command';
import { timerOf } from './runTimer';
import type { WorkUnit } from './unit';

type By = Pick<CommandContext, 'actor' | 'run'>;

/** As the index says it, word for word: a server takes an index of a part for the same words only. */
export const countsBySaved = sql<boolean>`calendar_name is not null and state in ('running', 'acked', 'paused')`;

function append(unit: WorkUnit, trailId: string, id: string, recount: TimerRecount, { actor, run }: By): void {
	const { entry, command } = recount;
	// A run cannot be told from its trail without its calendar, so this is never erased.
	const part = { ...commandPart(Buffer.from(canonicalize(command))), class: 'public' as const };
	unit.append(trailId, [{ id, ...entry, occurred_at: unit.now(), actor, ...(run && { run }), parts: [part] }]);
}

/** Lets timers count by the versions of their calendars that came into force since. True where one has changed. */
export async function followCalendars(
	unit: WorkUnit,
	trailIds: readonly string[],
	history: CalendarHistory,
	sweeper: By,
): Promise<boolean> {
	let hasChanged = false;
	for (const trailId of trailIds) {
		const timer = timerOf(unit, trailId);
		const newest = savedCalendarOf(timer)?.at(-1);
		if (newest === undefined) continue;
		for (const edited of await history.changesSince(newest.calendar.name, newest.effective_from)) {
			const recount = followCalendar(timerOf(unit, trailId), edited, unit.now());
			if (recount === null) continue;
			// Made of the edit and not of the sweep: whoever finds it, it is this entry, and it can be there once.
			const id = entryId(`${trailId} ${timer.run} ${edited.effective_from} calendar`, 0);
			append(unit, trailId, id, recount, sweeper);
			hasChanged = true;
		}
	}
	return hasChanged;
}

/** Trails of timers that do not know yet what is in force of their calendars, and that can follow it. */
export async function findBehind(unit: WorkUnit, history: CalendarHistory, limit: number): Promise<string[]> {
	let candidates = history.inForce();
	while (candidates.length > 0) {
		const rows = await unit.db
			.selectFrom('timers')
			.select(['trail_id', 'calendar_name', 'calendar_at'])
			.where(countsBySaved)
			.where(({ eb, or, and }) =>
				or(candidates.map(({ name, since }) => and([eb('calendar_name', '=', name), eb('calendar_at', '<', since)]))),
			)
			.limit(limit)
			.execute();
		const behind = Map.groupBy(rows, ({ calendar_name }) => calendar_name!);
		const stuck = new Set<string>();
		for (const [name, [first]] of behind) {
			if ((await history.changesSince(name, first!.calendar_at!)).length === 0) stuck.add(name);
		}
		if (stuck.size === 0) return rows.map(({ trail_id }) => trail_id);
		// What will not open again is followed by nobody, and keeps nobody else from being found.
		candidates = candidates.filter(({ name }) => !stuck.has(name));
	}
	return [];
}

interface Counted {
	trail_id: string;
	calendar_at: string;
	timer: Timer;
}

/** Timers that run by a calendar, from a place on: those first that have known no edit of it for longest. */
async function pageOf(db: Kysely<StoreTables>, request: RepairRequest, limit: number): Promise<Counted[]> {
	const { calendar, after } = request;
	const rows = await db
		.selectFrom('timers')
		.select(['trail_id', 'calendar_at', 'record'])
		.where(countsBySaved)
		.where('calendar_name', '=', calendar)
		.where(
			after === null
				? sql<boolean>`true`
				: sql<boolean>`(calendar_at, trail_id) > (${after.calendar_at}, ${after.trail_id})`,
		)
		.orderBy('calendar_at')
		.orderBy('trail_id')
		.limit(limit)
		.execute();
	return rows.map(({ trail_id, calendar_at, record }) => {
		return { trail_id, calendar_at: calendar_at!, timer: readTimerRow(record) };
	});
}

const defaultLimit = 100;

/** Most timers of one transaction. */
const maxRepaired = 250;

const describe = (
	{ case_id, name, state }: Timer,
	{ before, after }: Pick<TimerRecount, 'before' | 'after'>,
): RepairedTimer => ({
	case_id,
	name,
	state,
	before,
	after,
});

const placeOf = (page: readonly Counted[], isLast: boolean): RepairResult['next'] => {
	const last = page.at(-1);
	return last === undefined || isLast ? null : { calendar_at: last.calendar_at, trail_id: last.trail_id };
};

/** The version to count by, or null where another one is in force. */
async function versionFor(history: CalendarHistory, { calendar, version }: RepairRequest) {
	const found = await history.versionInForce(calendar);
	return found?.version === version ? found : null;
}

/** What a repair would change, of a page of timers. Nothing is written. */
export async function previewRepair(
	db: Kysely<StoreTables>,
	request: RepairRequest,
	at: string,
): Promise<RepairResult> {
	const version = await versionFor(await CalendarHistory.read(db, at), request);
	if (version === null) return { outcome: 'refused', at, timers: [], next: null };
	const limit = Math.min(request.limit ?? defaultLimit, maxRepaired);
	const page = await pageOf(db, request, limit);
	const timers = page.flatMap(({ timer }) => {
		const recount = repairTimer(timer, version, at > timer.updated_at ? at : timer.updated_at);
		return recount === null ? [] : [describe(timer, recount)];
	});
	return { outcome: 'accepted', at, timers, next: placeOf(page, page.length < limit) };
}

const repairId = (context: CommandContext, trailId: string) => entryId(`${context.command_id} ${trailId} repair`, 0);

/** Counts one timer anew by a version, unless it does already; what the same command has done before is told again. */
function repairOne(unit: WorkUnit, { timer, trail_id }: Counted, version: CalendarVersion, context: CommandContext) {
	const id = repairId(context, trail_id);
	const earlier = unit.findEntry(id)?.body.c;
	if (earlier !== undefined) {
		if (earlier.type !== 'timer.recounted') throw commandReused(context.command_id, trail_id);
		const { data } = earlier;
		return describe(timer, { before: readRecount(data, 'before'), after: readRecount(data, 'after') });
	}
	const recount = repairTimer(timer, version, unit.now());
	if (recount === null) return null;
	append(unit, trail_id, id, recount, context);
	return describe(timer, recount);
}

/**
 * Counts a page of timers anew. Those that are behind an edit are repaired first, page by page, and told once they stand
 * with all others: so each is told once, and in the same order when the same command comes again.
 */
export async function repairTimers(
	unit: WorkUnit,
	request: RepairRequest,
	context: CommandContext,
): Promise<RepairResult> {
	const at = unit.now();
	const version = await versionFor(await CalendarHistory.read(unit.db, at), request);
	if (version === null) return { outcome: 'refused', at, timers: [], next: null };
	const limit = Math.min(request.limit ?? defaultLimit, maxRepaired);
	const found = await pageOf(unit.db, request, limit);
	const behind = found.filter(({ calendar_at }) => calendar_at < version.effective_from);
	const page = behind.length > 0 ? behind : found;
	await unit.loadAll(page.map(({ trail_id }) => trail_id));
	await unit.loadEntries(page.map(({ trail_id }) => repairId(context, trail_id)));
	const timers: RepairedTimer[] = [];
	for (const { trail_id, calendar_at } of page) {
		const timer = timerOf(unit, trail_id);
		const repaired = repairOne(unit, { timer, trail_id, calendar_at }, version, context);
		if (repaired !== null && behind.length === 0) timers.push(repaired);
	}
	return { outcome: 'accepted', at, timers, next: placeOf(page, behind.length === 0 && page.length < limit) };
}
