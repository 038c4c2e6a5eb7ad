import {
	endLapse,
	exceptionTrail,
	findLapses,
	isAudited,
	missingToResolve,
	type OwnerLapse,
	type TriageCase,
} from '../../core';
import { exceptionsAggregate } from '../projections/exceptions';
import { readWatched } from '../queries/watchedCases';
import type { CommandContext } from '../store';
import type { Ports } from './ports';
import { readStandings } from './rolesInForce';
import { exceptionJob, runDecidedException } from './runException';
import type { WorkUnit } from './unit';

type Healer = Pick<CommandContext, 'actor' | 'run'>;

/** What is wrong with the ownership of these cases, by the id of each that is judged. */
export async function findLapsesOf(
	unit: WorkUnit,
	cases: readonly TriageCase[],
	at: string,
): Promise<Map<string, OwnerLapse[]>> {
	const audited = cases.filter(isAudited);
	const names = audited.flatMap(({ owner }) => [owner?.role ?? [], owner?.backup_role ?? []].flat());
	const standings = await readStandings(unit, new Set(names), at);
	const watched = await readWatched(unit.db, audited, at);
	return new Map([...watched].map(([caseId, seen]) => [caseId, findLapses(seen, standings, at)]));
}

/** Closes the exception of a lapse that is over, unless a person made something else of it. */
async function heal(unit: WorkUnit, one: TriageCase, exceptionId: string, healer: Healer, ports: Ports) {
	await unit.load(exceptionTrail(exceptionId));
	const exception = unit.find(exceptionsAggregate, exceptionTrail(exceptionId));
	if (exception === null || missingToResolve(exception).length > 0) return false;
	const context = { ...healer, command_id: `lapse ${exceptionId} over` };
	await runDecidedException(unit, exception, exceptionJob(exceptionId, endLapse(isAudited(one)), context), ports);
	return true;
}

/** Closes the exceptions of the lapses of a case that are none of those found now, and says which. */
export async function healLapses(
	unit: WorkUnit,
	one: TriageCase,
	found: readonly OwnerLapse[],
	healer: Healer,
	ports: Ports,
): Promise<string[]> {
	const isSame = (lapse: OwnerLapse) => (other: OwnerLapse) => other.kind === lapse.kind && other.since === lapse.since;
	const healed: string[] = [];
	for (const lapse of one.lapses.filter((known) => !found.some(isSame(known)))) {
		if (await heal(unit, one, lapse.exception_id, healer, ports)) healed.push(lapse.exception_id);
	}
	return healed;
}
