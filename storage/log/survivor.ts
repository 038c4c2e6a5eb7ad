import type { TriageCase } from '../../core';
import { casesAggregate } from '../projections/cases';
import type { WorkUnit } from './unit';

/** The case that goes on in the place of one that was merged. Rows that somebody made point in a circle are not followed twice. */
export async function findSurvivor(unit: WorkUnit, merged: TriageCase): Promise<TriageCase> {
	const passed = new Set<string>();
	let found = merged;
	while (found.merged_into !== null && !passed.has(found.case_id)) {
		passed.add(found.case_id);
		await unit.load(found.merged_into);
		found = unit.find(casesAggregate, found.merged_into) ?? found;
	}
	return found;
}
