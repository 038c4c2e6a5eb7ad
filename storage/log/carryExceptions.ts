import { exceptionTrail, type TriageException } from '../../core';
import { casesAggregate } from '../projections/cases';
import { exceptionsAggregate } from '../projections/exceptions';
import type { CommandContext } from '../store';
import { noteOn } from './noteOn';
import { findSurvivor } from './survivor';
import type { WorkUnit } from './unit';

/** The exceptions that a case answers for and that are not resolved, also those that do not hold it back. */
async function openOf(unit: WorkUnit, caseId: string): Promise<TriageException[]> {
	const rows = await unit.db
		.selectFrom('exceptions')
		.select('trail_id')
		.where('case_id', '=', caseId)
		.where('state', '!=', 'resolved')
		.orderBy('exception_number')
		.execute();
	await unit.loadAll(rows.map(({ trail_id }) => trail_id));
	// What the unit knows is newer than the table.
	return unit.findAll(exceptionsAggregate).filter(({ case_id, state }) => case_id === caseId && state !== 'resolved');
}

/** The case that answers now for what was opened on a case. */
async function answeringFor(unit: WorkUnit, openedOn: string): Promise<string> {
	await unit.load(openedOn);
	const found = unit.find(casesAggregate, openedOn);
	return found === null ? openedOn : (await findSurvivor(unit, found)).case_id;
}

/** Tells an exception that another case answers for it than before. */
export function moveException(
	unit: WorkUnit,
	{ exception_id }: TriageException,
	cases: { from_case: string; to_case: string },
	context: CommandContext,
): void {
	noteOn(unit, exceptionTrail(exception_id), 'exception.moved', cases, context);
}

/**
 * Gives the open exceptions of a case to those that answer for them after a merge, or after one was taken back: each belongs
 * to the case that goes on for the one that it was opened on. Their owners, deadlines and lines stay.
 */
export async function carryExceptions(unit: WorkUnit, from_case: string, context: CommandContext): Promise<void> {
	await unit.load(from_case);
	for (const exception of await openOf(unit, from_case)) {
		const { exception_id, merged_case = from_case } = exception;
		const to_case = await answeringFor(unit, merged_case);
		if (to_case === from_case) continue;
		const holdsBack = unit.find(casesAggregate, from_case)?.open_exceptions.includes(exception_id) === true;
		const facts = { exception_id, from_case, to_case, ...(!holdsBack && { holds_back: false }) };
		const cause = { ...context, command_id: `${context.command_id} ${exception_id}` };
		moveException(unit, exception, { from_case, to_case }, cause);
		for (const trailId of [from_case, to_case]) noteOn(unit, trailId, 'exception.carried', facts, cause);
	}
}
