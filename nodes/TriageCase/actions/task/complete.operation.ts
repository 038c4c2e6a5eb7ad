import type { IDataObject } from 'n8n-workflow';

import { maxNameLength, storableText } from '../../../../core';
import { caseIdParameter } from '../../../shared/caseId';
import { showForTask, type Operation } from '../operation';
import { readLine, sendCommand } from '../parameters';

const description: Operation['description'] = [
	caseIdParameter(showForTask('complete')),
	{
		displayName: 'Task ID',
		name: 'taskId',
		type: 'string',
		required: true,
		default: '={{ $json.triage?.task?.task_id }}',
		placeholder: 'e.g. C-0031-T1',
		displayOptions: showForTask('complete'),
		description: 'Task of the case that is done',
	},
	{
		displayName: 'Note',
		name: 'note',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Stripe was right, HubSpot is corrected',
		displayOptions: showForTask('complete'),
		description: 'What was found or done, for the trail',
	},
];

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context } = operation;
	const id = String(context.getNodeParameter('taskId', index, '') ?? '');
	const task_id = storableText('Task ID', id, maxNameLength);
	const note = readLine(context, index, 'note', 'Note') ?? '';
	return await sendCommand(operation, item, index, { kind: 'complete_task', task_id, note }, ({ tasks }) => {
		const task = tasks.find((one) => one.task_id === task_id) ?? null;
		return { task: task as unknown as IDataObject };
	});
};

export const complete: Operation = { description, execute };
