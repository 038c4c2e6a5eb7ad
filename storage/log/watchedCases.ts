import { isToTell, timerTrail, type Timer, type TriageCase, type TriageException, type WatchedCase } from '../../core';
import { exceptionsAggregate, readExceptionRow } from '../projections/exceptions';
import { readTimerRow, timersAggregate } from '../projections/timers';
import type { WorkUnit } from './unit';

type Escalation = Pick<WatchedCase, 'is_watched' | 'escalated_at'>;

/** Timers and exceptions of a case, as the unit leaves them. */
async function readAround(unit: WorkUnit, caseId: string): Promise<{ timers: Timer[]; exceptions: TriageException[] }> {
	const read = async (table: 'exceptions' | 'timers') =>
		await unit.db.selectFrom(table).select('record').where('case_id', '=', caseId).execute();
	// What the unit knows is newer than the tables, also of what another case answers for by now.
	const timers = [
		...(await read('timers')).map(({ record }) => readTimerRow(record)),
		...unit.findAll(timersAggregate),
	];
	const exceptions = [
		...(await read('exceptions')).map(({ record }) => readExceptionRow(record)),
		...unit.findAll(exceptionsAggregate),
	];
	const isOwn = ({ case_id }: { case_id: string | null }) => case_id === caseId;
	return {
		timers: [...new Map(timers.map((timer) => [timerTrail(timer), timer])).values()].filter(isOwn),
		exceptions: [...new Map(exceptions.map((exception) => [exception.exception_id, exception])).values()].filter(isOwn),
	};
}

/** Whether somebody is told when nobody acts on a case, and when somebody was told last. What lapses opened does not count. */
async function readEscalation(unit: WorkUnit, { case_id, lapses }: TriageCase): Promise<Escalation> {
	const own = new Set(lapses.map(({ exception_id }) => exception_id));
	const { timers, exceptions: all } = await readAround(unit, case_id);
	const exceptions = all.filter(({ exception_id }) => !own.has(exception_id));
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
	unit: WorkUnit,
	cases: readonly TriageCase[],
	now: string,
): Promise<Map<string, WatchedCase>> {
	const watched = new Map<string, WatchedCase>();
	for (const one of cases) {
		const until = one.waiting?.until ?? one.review?.until ?? null;
		const isOver = until !== null && until <= now;
		const escalation = isOver ? await readEscalation(unit, one) : { is_watched: false, escalated_at: null };
		watched.set(one.case_id, { ...one, until, ...escalation });
	}
	return watched;
}
