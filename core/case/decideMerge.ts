import type { ClosingNeed } from '../vocabulary';
import { findUnmet } from './closing';
import { findVersionConflict, refuse } from './refusals';
import { maxAbsorbed, type CaseDecision, type MergeCase, type TriageCase } from './types';

/** Tasks are settled where they were opened. Exceptions go with the case, and checks are made of the surviving one. */
const needs: readonly ClosingNeed[] = ['reconcile_tasks'];

/**
 * Merges a case into `survivor`, which is the one that the command names. Neither has to be in a certain state, but a case
 * that is over has its outcome, and one that is merged itself cannot go on in the place of another.
 */
export function decideMerge(state: TriageCase, command: MergeCase, survivor: TriageCase | null): CaseDecision {
	const { into, into_version, reason } = command;
	const refused = { command: 'merge', into } as const;
	if (into === '') return refuse(state, { command: 'merge', missing: 'a surviving case' });
	if (into === state.case_id) return refuse(state, refused);
	if (survivor?.case_id !== into) throw new RangeError(`Merging into '${into}' needs that case`);
	const conflict = findVersionConflict(survivor, into_version);
	if (conflict !== null) return { outcome: 'refused', refusal: conflict, entries: [] };
	if (state.merged_into === into) return { outcome: 'unchanged' };
	if (state.state === 'resolved') return refuse(state, { command: 'merge' });
	if (reason === '') return refuse(state, { ...refused, missing: 'a reason' });
	if (survivor.merged_into !== null) return refuse(state, { ...refused, into_merged: survivor.merged_into });
	if (survivor.absorbed.length >= maxAbsorbed) return refuse(state, { ...refused, missing: 'room' });
	const { missing, unmet } = findUnmet(state, needs);
	if (unmet.length > 0) return refuse(state, { ...refused, missing, unmet });
	const data = { from: state.state, into, resolution: 'duplicate', to: 'resolved' };
	return { outcome: 'accepted', entries: [{ type: 'case.merged', data }] };
}
