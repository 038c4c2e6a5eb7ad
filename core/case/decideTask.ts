import { refuse } from './refusals';
import { maxOpenTasks, type CaseDecision, type CompleteTask, type OpenTask, type TriageCase } from './types';

const isOpen = ({ status }: TriageCase['tasks'][number]) => status === 'open';

/** Names the first thing that a task asks for and lacks. */
function missingFor({ tasks }: TriageCase, { title, owner_role }: OpenTask): string {
	if (title === '') return 'a title';
	if (owner_role === '') return 'an owner role';
	return tasks.filter(isOpen).length >= maxOpenTasks ? 'room' : '';
}

/** A case shows so many tasks that are over that the one opened last is always among them: its number is the highest. */
function nextTaskId({ case_id, tasks }: TriageCase): string {
	const numbers = tasks.map(({ task_id }) => Number(task_id.slice(task_id.lastIndexOf('T') + 1)));
	return `${case_id}-T${Math.max(0, ...numbers) + 1}`;
}

/** Adds a task. Finding out why is asked for after the end as well; what else there is to do belongs before it. */
export function decideOpenTask(state: TriageCase, command: OpenTask): CaseDecision {
	const { task_type, title, owner_role, due_at } = command;
	const isThere = state.tasks.some((task) => isOpen(task) && task.type === task_type && task.title === title);
	if (isThere) return { outcome: 'unchanged' };
	const missing = missingFor(state, command);
	if (missing !== '') return refuse(state, { command: 'open_task', missing });
	if (state.state === 'resolved' && task_type !== 'post_mortem') return refuse(state, { command: 'open_task' });
	const data = { owner_role, task_id: nextTaskId(state), task_type, ...(due_at !== undefined && { due_at }) };
	return { outcome: 'accepted', entries: [{ type: 'task.opened', data }] };
}

export function decideCompleteTask(state: TriageCase, { task_id, note }: CompleteTask): CaseDecision {
	if (task_id === '') return refuse(state, { command: 'complete_task', missing: 'a task ID' });
	const task = state.tasks.find((one) => one.task_id === task_id);
	if (task === undefined) return refuse(state, { command: 'complete_task', task_id });
	if (task.status !== 'open') return { outcome: 'unchanged' };
	if (note === '') return refuse(state, { command: 'complete_task', missing: 'a note', task_id });
	return { outcome: 'accepted', entries: [{ type: 'task.completed', data: { task_id } }] };
}
