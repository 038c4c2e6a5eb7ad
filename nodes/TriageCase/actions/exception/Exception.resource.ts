import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../operation';
import { acknowledge, assign, resolve, setRootCause, tickRemediation } from './commands';
import { commandOptions } from './exceptions';
import { getMany } from './getMany.operation';
import { open } from './open.operation';
import { redrive } from './redrive.operation';

export const operations = {
	acknowledge,
	assign,
	getMany,
	open,
	redrive,
	resolve,
	setRootCause,
	tickRemediation,
} satisfies Record<string, Operation>;

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'open',
		displayOptions: { show: { resource: ['exception'] } },
		options: [
			{
				name: 'Acknowledge',
				value: 'acknowledge',
				action: 'Acknowledge exception',
				description: 'Say that a role has taken an exception on',
			},
			{
				name: 'Assign',
				value: 'assign',
				action: 'Assign exception',
				description: 'Give an exception to another role, with the reason',
			},
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many exceptions',
				description: 'Retrieve a list of exceptions',
			},
			{
				name: 'Open',
				value: 'open',
				action: 'Open exception',
				description: 'Put an item in the exception queue with an owner and a time limit',
			},
			{
				name: 'Redrive',
				value: 'redrive',
				action: 'Redrive exception',
				description: 'Send the item of an exception again, to the step at which it failed; at most three times',
			},
			{
				name: 'Resolve',
				value: 'resolve',
				action: 'Resolve exception',
				description: 'Close an exception once its lines are ticked and its root cause is known',
			},
			{
				name: 'Set Root Cause',
				value: 'setRootCause',
				action: 'Set root cause of exception',
				description: 'Say why it happened, as was found out',
			},
			{
				name: 'Tick Remediation',
				value: 'tickRemediation',
				action: 'Tick remediation of exception',
				description: 'Say that lines of the checklist are done',
			},
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
	commandOptions('acknowledge', 'assign', 'redrive', 'resolve', 'setRootCause', 'tickRemediation'),
];
