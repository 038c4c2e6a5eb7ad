import type { INodeProperties } from 'n8n-workflow';

import { optionsFor, showForTask, type Operation } from '../operation';
import { complete } from './complete.operation';
import { create } from './create.operation';
import { getMany } from './getMany.operation';

export const operations = { complete, create, getMany } satisfies Record<string, Operation>;

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'create',
		displayOptions: { show: { resource: ['task'] } },
		options: [
			{
				name: 'Complete',
				value: 'complete',
				action: 'Complete task',
				description: 'Say that a task is done, and what was found or done',
			},
			{
				name: 'Create',
				value: 'create',
				action: 'Create task',
				description: 'Give a role something to do about a case',
			},
			{ name: 'Get Many', value: 'getMany', action: 'Get many tasks', description: 'Retrieve a list of tasks' },
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
	optionsFor(showForTask('complete', 'create'), 'command'),
	optionsFor(showForTask('getMany'), 'search'),
];
