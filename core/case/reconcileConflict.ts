import type { CaseCommand, OpenTask, TriageCase } from './types';

/** What a command does, as it stands in the title of a task. */
const deeds: Record<CaseCommand['kind'], string> = {
	assign_owner: 'an owner',
	change_state: 'a change of state',
	complete_task: 'the end of a task',
	evaluate_qa: 'the outcome of checks',
	merge: 'a merge',
	open: 'the opening',
	open_task: 'a new task',
	redrive: 'a redrive',
	reopen: 'the reopening',
	repair_clocks: 'a repair of its clocks',
	resolve: 'the end of the case',
	set_step: 'a step',
	transfer: 'a transfer',
	update: 'an update',
};

/**
 * The task that keeps a case from being resolved after a command was refused because it was decided on an older version:
 * two have written without knowing of each other. One is open for each kind of command, however often it is tried. Null for
 * a case that is resolved. `fallbackRole` gets the task of a case without an owner.
 */
export function reconcileConflict(
	{ state, owner, version }: TriageCase,
	kind: CaseCommand['kind'],
	expectedVersion: number,
	fallbackRole: string,
): OpenTask | null {
	if (state === 'resolved') return null;
	return {
		kind: 'open_task',
		task_type: 'reconcile',
		title: `Conflicting writes: ${deeds[kind]}`,
		owner_role: owner?.role ?? fallbackRole,
		checklist: [
			`See what happened to the case between version ${expectedVersion} and version ${version}`,
			`Decide whether ${deeds[kind]} that was refused still holds, and send it again if it does`,
		],
	};
}
