import type { CaseState } from '../vocabulary';

/** Every legal change of state; all others are refused. */
export const transitions: Record<CaseState, readonly CaseState[]> = {
	queued: ['in-progress', 'manual-review', 'failed'],
	'in-progress': ['waiting-for-systems', 'manual-review', 'resolved', 'failed'],
	'waiting-for-systems': ['in-progress', 'manual-review', 'failed'],
	'manual-review': ['in-progress', 'resolved', 'failed'],
	resolved: ['queued'],
	failed: ['queued', 'manual-review'],
};

/** A state as people read it. */
export const stateNames: Record<CaseState, string> = {
	queued: 'Queued',
	'in-progress': 'In Progress',
	'waiting-for-systems': 'Waiting for Systems',
	'manual-review': 'Manual Review',
	resolved: 'Resolved',
	failed: 'Failed',
};
