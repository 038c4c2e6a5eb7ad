import type { TaskType } from '../vocabulary';
import { text, type CaseRecord } from './record';
import { maxTasks, type CaseTask, type TriageCase } from './types';

const isOpen = ({ status }: CaseTask) => status === 'open';

/** Open tasks before those that are over; of these, as many as are kept, the newest last. */
function inOrder(tasks: readonly CaseTask[]): CaseTask[] {
	const open = tasks.filter(isOpen);
	const over = tasks.filter((task) => !isOpen(task));
	return [...open, ...over.slice(Math.max(0, tasks.length - maxTasks))];
}

export function openTask(state: TriageCase, entry: CaseRecord): TriageCase {
	const command = entry.command?.kind === 'open_task' ? entry.command : null;
	const task: CaseTask = {
		task_id: text(entry, 'task_id'),
		type: text(entry, 'task_type') as TaskType,
		status: 'open',
		title: command?.title ?? null,
		owner_role: text(entry, 'owner_role'),
		due_at: text(entry, 'due_at') || null,
		checklist: command?.checklist ?? [],
		opened_at: entry.at,
		completed_at: null,
		note: null,
	};
	return { ...state, tasks: inOrder([...state.tasks, task]) };
}

export function completeTask(state: TriageCase, entry: CaseRecord): TriageCase {
	const note = entry.command?.kind === 'complete_task' ? entry.command.note : null;
	const task = state.tasks.find(({ task_id }) => task_id === text(entry, 'task_id'));
	if (task === undefined) return state;
	const completed: CaseTask = { ...task, status: 'completed', completed_at: entry.at, note };
	return { ...state, tasks: inOrder([...state.tasks.filter((one) => one !== task), completed]) };
}
