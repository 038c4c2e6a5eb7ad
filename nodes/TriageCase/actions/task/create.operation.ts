import { maxLineLength, taskTypes, type OpenTask } from '../../../../core';
import { caseIdParameter } from '../../../shared/caseId';
import { readInstantFilter } from '../../../shared/filters';
import { readOption } from '../../../shared/readOption';
import { readRole, roleParameter } from '../../../shared/roles';
import { showForTask, type Operation, type OperationContext } from '../operation';
import { findTask, readLine, readParts, sendCommand } from '../parameters';
import { taskTypeOptions } from './taskTypes';

const description: Operation['description'] = [
	caseIdParameter(showForTask('create')),
	{
		displayName: 'Task Type',
		name: 'taskType',
		type: 'options',
		default: 'reconcile',
		displayOptions: showForTask('create'),
		description: 'What the task is for',
		options: taskTypeOptions,
	},
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Compare the plan in HubSpot and Stripe',
		displayOptions: showForTask('create'),
		description: 'What is to be done. While a task of this type and title is open, no second one is created.',
	},
	roleParameter(
		{
			displayName: 'Owner Role',
			name: 'taskOwnerRole',
			required: true,
			displayOptions: showForTask('create'),
			description: 'Role that does it. It need not own the case.',
		},
		'',
		'e.g. Data-Ops',
	),
	{
		displayName: 'Due At',
		name: 'dueAt',
		type: 'dateTime',
		default: '',
		displayOptions: showForTask('create'),
		description: 'Until when it has to be done. Empty sets no time limit.',
	},
	{
		displayName: 'Checklist',
		name: 'checklist',
		type: 'string',
		default: '',
		typeOptions: { rows: 4 },
		placeholder: 'e.g. Ask the customer which address is right',
		displayOptions: showForTask('create'),
		description: 'What belongs to it, one line each',
	},
];

function readCommand({ context }: OperationContext, index: number): OpenTask {
	const dueAt = context.getNodeParameter('dueAt', index, '') as unknown;
	const isDue = dueAt !== '' && dueAt !== null && dueAt !== undefined;
	const text = String(context.getNodeParameter('checklist', index, '') ?? '');
	const checklist = readParts('Checklist', text, /\r?\n/, maxLineLength);
	return {
		kind: 'open_task',
		task_type: readOption('Task Type', context.getNodeParameter('taskType', index), taskTypes),
		title: readLine(context, index, 'title', 'Title') ?? '',
		owner_role: readRole('Owner Role', context.getNodeParameter('taskOwnerRole', index, '')),
		...(isDue && { due_at: readInstantFilter('Due At', dueAt, context.getTimezone()) }),
		...(checklist.length > 0 && { checklist }),
	};
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const command = readCommand(operation, index);
	return await sendCommand(operation, item, index, command, (record) => ({ task: findTask(record, command) }));
};

export const create: Operation = { description, execute };
