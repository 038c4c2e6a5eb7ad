import type { CaseState, StepStatus } from '../vocabulary';

/** Every legal change of state; all others are refused. */
export const transitions: Record<CaseState, readonly CaseState[]> = {
	queued: ['in-progress', 'manual-review', 'failed'],
	'in-progress': ['waiting-for-systems', 'manual-review', 'resolved', 'failed'],
	'waiting-for-systems': ['in-progress', 'manual-review', 'failed'],
	'manual-review': ['in-progress', 'resolved', 'failed'],
	resolved: ['queued'],
	failed: ['queued', 'manual-review'],
};

/** A case goes back to `queued` by being reopened or redriven, and ends by being resolved: these ask for other things. */
export const canChangeState = (from: CaseState, to: CaseState): boolean =>
	to !== 'queued' && to !== 'resolved' && transitions[from].includes(to);

/** Every legal change of a step; a step that is new can begin with any status. What is over can be queued again. */
export const stepTransitions: Record<StepStatus, readonly StepStatus[]> = {
	queued: ['in-progress', 'completed', 'failed', 'skipped'],
	'in-progress': ['completed', 'failed', 'skipped'],
	completed: ['queued'],
	failed: ['queued', 'in-progress', 'completed', 'skipped'],
	skipped: ['queued'],
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
