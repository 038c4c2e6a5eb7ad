import type { INodeProperties } from 'n8n-workflow';

import { resultFieldOption } from '../../shared/resultField';
import { acknowledge, force, pause, resume, stop } from './commands';
import { get } from './get.operation';
import { showFor, type Operation } from './operation';
import { start } from './start.operation';

export const operations = { acknowledge, force, get, pause, resume, start, stop } satisfies Record<string, Operation>;
export type OperationName = keyof typeof operations;

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'start',
		options: [
			{
				name: 'Acknowledge',
				value: 'acknowledge',
				action: 'Acknowledge timer',
				description: 'Hold back the steps, since a role takes the case on',
			},
			{
				name: 'Force',
				value: 'force',
				action: 'Force timer',
				description: 'Take the next step at once, in spite of acknowledgement and pause',
			},
			{ name: 'Get', value: 'get', action: 'Get timer', description: 'Retrieve a timer with what is to come' },
			{ name: 'Pause', value: 'pause', action: 'Pause timer', description: 'Let a timer stand still' },
			{ name: 'Resume', value: 'resume', action: 'Resume timer', description: 'Let a paused timer go on' },
			{
				name: 'Start',
				value: 'start',
				action: 'Start timer',
				description: 'Begin a response deadline with escalation steps',
			},
			{ name: 'Stop', value: 'stop', action: 'Stop timer', description: 'End a timer, as after the first answer' },
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: showFor('acknowledge', 'force', 'get', 'pause', 'resume', 'stop'),
		options: [resultFieldOption],
	},
];
