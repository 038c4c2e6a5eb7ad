import type { Kysely } from 'kysely';

import { isToTell, type TriageCase, type WatchedCase } from '../../core';
import { readExceptionRow } from '../projections/exceptions';
import { readTimerRow } from '../projections/timers';
import type { StoreTables } from '../tables';

type Escalation = Pick<WatchedCase, 'is_watched' | 'escalated_at'>;

/** Whether somebody is told when nobody acts on a case, and when somebody was told last. What lapses opened does not count. */
async function readEscalation(db: Kysely<StoreTables>, { case_id, lapses }: TriageCase): Promise<Escalation> {
	const own = new Set(lapses.map(({ exception_id }) => exception_id));
	const read = async (table: 'exceptions' | 'timers') =>
		await db.selectFrom(table).select('record').where('case_id', '=', case_id).execute();
	const timers = (await read('timers')).map(({ record }) => readTimerRow(record));
	const exceptions = (await read('exceptions'))
		.map(({ record }) => readExceptionRow(record))
		.filter(({ exception_id }) => !own.has(exception_id));
	const told = timers.flatMap(({ records }) => records.filter(isToTell).map(({ notify_at }) => notify_at));
	const instants = [...told, ...exceptions.map(({ opened_at }) => opened_at)].sort();
	return {
		is_watched:
			timers.some(({ state }) => state === 'running' || state === 'acked') ||
			exceptions.some(({ state }) => state !== 'resolved'),
		escalated_at: instants.at(-1) ?? null,
	};
}

/** Cases as an audit of ownership looks at them; what is told of a case is read only where its time limit has passed. */
export async function readWatched(
	db: Kysely<StoreTables>,
	cases: readonly TriageCase[],
	now: string,
): Promise<Map<string, WatchedCase>> {
	const watched = new Map<string, WatchedCase>();
	for (const one of cases) {
		const until = one.waiting?.until ?? one.review?.until ?? null;
		const isOver = until !== null && until <= now;
		const escalation = isOver ? await readEscalation(db, one) : { is_watched: false, escalated_at: null };
		watched.set(one.case_id, { ...one, until, ...escalation });
	}
	return watched;
}
