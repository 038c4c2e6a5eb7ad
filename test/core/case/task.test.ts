import {
	maxOpenTasks,
	maxTasks,
	taskTypes,
	type CompleteTask,
	type OpenTask,
	type ResolveCase,
	type TaskType,
} from '../../../core';
import { assign, GivenCase, opening, resolve, start } from './given';

const open = (task_type: TaskType, title = 'Compare the records', more: Partial<OpenTask> = {}): OpenTask => ({
	kind: 'open_task',
	task_type,
	title,
	owner_role: 'Data',
	...more,
});
const complete = (task_id: string, note = 'Done'): CompleteTask => ({ kind: 'complete_task', task_id, note });
const worked = () => new GivenCase([opening, assign('A'), start]);
const resolved = () => new GivenCase([opening, assign('A'), start, resolve]);

test('a task is opened with its role and time limit, and completed with what was found', () => {
	const given = worked();
	const due_at = '2026-01-07T09:00:00.000Z';
	expect(given.send(open('data_fix', 'Correct the address', { due_at, checklist: ['Ask Ada'] }))).toEqual({
		outcome: 'accepted',
		entries: [
			{ type: 'task.opened', data: { due_at, owner_role: 'Data', task_id: 'C-0001-T1', task_type: 'data_fix' } },
		],
	});
	const task = {
		task_id: 'C-0001-T1',
		type: 'data_fix',
		status: 'open',
		title: 'Correct the address',
		owner_role: 'Data',
		due_at,
		checklist: ['Ask Ada'],
		opened_at: '2026-01-05T09:00:00.000Z',
		completed_at: null,
		note: null,
	};
	expect(given.state?.tasks).toEqual([task]);
	given.wait(5);
	expect(given.send(complete('C-0001-T1', 'She moved'))).toEqual({
		outcome: 'accepted',
		entries: [{ type: 'task.completed', data: { task_id: 'C-0001-T1' } }],
	});
	const completed_at = '2026-01-05T09:05:00.000Z';
	expect(given.state?.tasks).toEqual([{ ...task, status: 'completed', completed_at, note: 'She moved' }]);
});

test('the same task is open once, and can be opened again when it is over', () => {
	const given = worked();
	given.send(open('reconcile'));
	expect(given.send(open('reconcile', undefined, { owner_role: 'Ops' }))).toEqual({ outcome: 'unchanged' });
	expect(given.send(open('data_fix')).outcome).toBe('accepted');
	given.send(complete('C-0001-T1'));
	expect(given.send(complete('C-0001-T1', 'Again'))).toEqual({ outcome: 'unchanged' });
	expect(given.send(open('reconcile')).outcome).toBe('accepted');
	expect(given.state?.tasks.map(({ task_id, status }) => [task_id, status])).toEqual([
		['C-0001-T2', 'open'],
		['C-0001-T3', 'open'],
		['C-0001-T1', 'completed'],
	]);
});

test.each<[string, OpenTask | CompleteTask]>([
	['Case C-0001 cannot be given a task without a title', open('reconcile', '')],
	['Case C-0001 cannot be given a task without an owner role', open('reconcile', 'A', { owner_role: '' })],
	['A task of case C-0001 cannot be completed without a task ID', complete('')],
	['A task of case C-0001 cannot be completed without a note', complete('C-0001-T1', '')],
])('%s', (message, command) => {
	const given = worked();
	given.send(open('post_mortem'));
	expect(given.send(command)).toMatchObject({
		refusal: { code: 'CASE_GUARD_UNMET', message },
	});
	expect(given.state?.tasks).toMatchObject([{ status: 'open' }]);
});

test('a task that the case does not have is refused by name, and the refusal is kept', () => {
	expect(worked().send(complete('C-0002-T1'))).toEqual({
		outcome: 'refused',
		refusal: {
			code: 'CASE_TASK_UNKNOWN',
			message: "Case C-0001 has no task 'C-0002-T1'",
			fix: 'Task ids look like C-0031-T1; Triage Case: Get Many Tasks lists the tasks there are',
		},
		entries: [
			{
				type: 'command.refused',
				data: {
					code: 'CASE_TASK_UNKNOWN',
					command: 'complete_task',
					from: 'in-progress',
					missing: '',
					task_id: 'C-0002-T1',
					to: 'in-progress',
				},
			},
		],
	});
});

test.each(taskTypes)('of a resolved case only the reason is looked for: %s', (task_type) => {
	const given = resolved();
	const decision = given.send(open(task_type));
	if (task_type === 'post_mortem') return expect(decision.outcome).toBe('accepted');
	expect(decision).toMatchObject({
		refusal: { code: 'CASE_RESOLVED', message: 'Case C-0001 is Resolved and cannot be given a task' },
	});
});

test('a task that was open when its case was resolved can still be completed', () => {
	const given = worked();
	given.send(open('data_fix'));
	given.check();
	given.send(resolve);
	given.send(complete('C-0001-T1'));
	expect(given.state).toMatchObject({ state: 'resolved', tasks: [{ status: 'completed' }] });
});

describe('while something is to be reconciled', () => {
	const resolving: ResolveCase = { kind: 'resolve', resolution: 'fixed' };

	test('a case is not resolved, and is told all of it at once', () => {
		const given = worked();
		given.send(open('reconcile', 'CRM'));
		given.send(open('data_fix'));
		given.send(open('reconcile', 'Billing'));
		given.check();
		expect(given.send(resolving)).toEqual({
			outcome: 'refused',
			refusal: {
				code: 'CASE_GUARD_UNMET',
				message:
					'Case C-0001 cannot become Resolved without completing what is to be reconciled (C-0001-T1, C-0001-T3)',
				fix: 'Make the systems agree and complete the task with Triage Case: Complete Task',
			},
			entries: [
				{
					type: 'command.refused',
					data: {
						code: 'CASE_GUARD_UNMET',
						command: 'resolve',
						from: 'in-progress',
						missing: 'completing what is to be reconciled (C-0001-T1, C-0001-T3)',
						to: 'resolved',
						unmet: ['reconcile_tasks'],
					},
				},
			],
		});
		given.send(complete('C-0001-T1'));
		expect(given.send(resolving)).toMatchObject({
			refusal: {
				message:
					'Case C-0001 cannot become Resolved without passed checks that are newer than its last change (made at version 6), and without completing what is to be reconciled (C-0001-T3)',
			},
		});
		given.send(complete('C-0001-T3'));
		given.check();
		expect(given.send(resolving).outcome).toBe('accepted');
	});
});

test('a case has room for so many open tasks, and shows so many that are over', () => {
	const given = worked();
	for (let number = 1; number <= 2 * maxTasks; number += 1) {
		given.send(open('data_fix', `Task ${number}`));
		if (number <= 2 * maxTasks - maxOpenTasks) given.send(complete(`C-0001-T${number}`));
	}
	expect(given.state?.tasks).toHaveLength(maxTasks);
	expect(given.state?.tasks.filter(({ status }) => status === 'open')).toHaveLength(maxOpenTasks);
	expect(given.state?.tasks.at(-1)).toMatchObject({ task_id: `C-0001-T${2 * maxTasks - maxOpenTasks}` });
	expect(given.send(open('data_fix', 'One more'))).toMatchObject({
		refusal: { code: 'CASE_GUARD_UNMET', message: 'Case C-0001 has 20 open tasks, and none can be added' },
	});
	given.send(complete('C-0001-T100'));
	given.send(open('data_fix', 'One more'));
	expect(given.state?.tasks.find(({ title }) => title === 'One more')).toMatchObject({ task_id: 'C-0001-T101' });
});

test('a task whose words were erased keeps its role, its time limit and its status', () => {
	const given = worked();
	given.send(open('post_mortem', 'Why Ada waited'));
	given.send(complete('C-0001-T1', 'Ada was told'));
	const erased = worked();
	erased.replay(given.trail.slice(3).map((entry) => ({ ...entry, command: null })));
	expect(erased.state?.tasks).toMatchObject([
		{ task_id: 'C-0001-T1', title: null, note: null, owner_role: 'Data', status: 'completed' },
	]);
});
