import { sql } from 'kysely';

import {
	endLapse,
	exceptionTrail,
	findLapses,
	isAudited,
	missingToResolve,
	type CaseCommand,
	type CaseLapse,
	type OwnerLapse,
	type TriageCase,
} from '../../core';
import { exceptionsAggregate } from '../projections/exceptions';
import type { CommandContext } from '../store';
import { deadlineTrail } from './deadline';
import type { Ports } from './ports';
import { readStandings } from './rolesInForce';
import { exceptionJob, runDecidedException } from './runException';
import type { WorkUnit } from './unit';
import { readWatched } from './watchedCases';

type Healer = Pick<CommandContext, 'actor' | 'run'>;

/** Cases of which a lapse is open; as the index says it, word for word. */
export const isLapsed = sql<boolean>`first_lapse is not null`;

/** What is wrong with the ownership of these cases, by the id of each that is judged. */
export async function findLapsesOf(
	unit: WorkUnit,
	cases: readonly TriageCase[],
	at: string,
): Promise<Map<string, OwnerLapse[]>> {
	const audited = cases.filter(isAudited);
	const names = audited.flatMap(({ owner }) => [owner?.role ?? [], owner?.backup_role ?? []].flat());
	const standings = await readStandings(unit, new Set(names), at);
	const watched = await readWatched(unit, audited, at);
	return new Map([...watched].map(([caseId, seen]) => [caseId, findLapses(seen, standings, at)]));
}

/** The lapses of a case that are none of those found now, without those of which a person made something else. */
async function findOver(unit: WorkUnit, { lapses }: TriageCase, found: readonly OwnerLapse[]): Promise<CaseLapse[]> {
	const isSame = (lapse: OwnerLapse) => (other: OwnerLapse) => other.kind === lapse.kind && other.since === lapse.since;
	const over = lapses.filter((known) => !found.some(isSame(known)));
	await unit.loadAll(over.map(({ exception_id }) => exceptionTrail(exception_id)));
	return over.filter(({ exception_id }) => {
		const exception = unit.find(exceptionsAggregate, exceptionTrail(exception_id));
		return exception !== null && missingToResolve(exception).length === 0;
	});
}

/** Closes the exceptions of lapses that are over; `isJudged`: because the case can be acted on again, and not because it ends. */
export async function closeLapses(
	unit: WorkUnit,
	isJudged: boolean,
	over: readonly CaseLapse[],
	{ actor, run }: Healer,
	ports: Ports,
): Promise<void> {
	for (const { exception_id } of over) {
		const context = { actor, ...(run && { run }), command_id: `lapse ${exception_id} over` };
		const job = exceptionJob(exception_id, endLapse(isJudged), context);
		await runDecidedException(unit, unit.find(exceptionsAggregate, exceptionTrail(exception_id)), job, ports);
	}
}

/** Closes the exceptions of the lapses of a case that are none of those found now, and says which. */
export async function healLapses(
	unit: WorkUnit,
	one: TriageCase,
	found: readonly OwnerLapse[],
	healer: Healer,
	ports: Ports,
): Promise<string[]> {
	const over = await findOver(unit, one, found);
	await closeLapses(unit, isAudited(one), over, healer, ports);
	return over.map(({ exception_id }) => exception_id);
}

/** Closes what an audit found of cases where it is over by now. */
export async function healCases(
	unit: WorkUnit,
	cases: readonly (TriageCase | null)[],
	healer: Healer,
	ports: Ports,
): Promise<void> {
	const lapsed = cases.filter((one) => one !== null && one.lapses.length > 0) as TriageCase[];
	if (lapsed.length === 0) return;
	const ids = lapsed.flatMap(({ lapses }) => lapses.map(({ exception_id }) => exception_id));
	await unit.loadAll(ids.flatMap((id) => [exceptionTrail(id), deadlineTrail(id)]));
	const found = await findLapsesOf(unit, lapsed, unit.now());
	for (const one of lapsed) await healLapses(unit, one, found.get(one.case_id) ?? [], healer, ports);
}

/**
 * The lapses of a case that hold back nothing where this command ends it: that of its time limit, which ends with the case,
 * and those that are over, though nobody has looked since. Of a case that is merged all are over, as another one is worked on.
 */
export async function findOverAtEnd(
	unit: WorkUnit,
	one: TriageCase | null,
	{ kind }: CaseCommand,
	at: string,
): Promise<CaseLapse[]> {
	if (one === null || one.lapses.length === 0 || (kind !== 'resolve' && kind !== 'merge')) return [];
	if (kind === 'merge') return await findOver(unit, one, []);
	const found = await findLapsesOf(unit, [{ ...one, waiting: null, review: null }], at);
	return await findOver(unit, one, found.get(one.case_id) ?? []);
}
