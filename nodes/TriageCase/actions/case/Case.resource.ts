import type { INodeProperties } from 'n8n-workflow';

import { optionsFor, showFor, type Operation } from '../operation';
import { changeState } from './changeState.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { merge, survivingVersion } from './merge.operation';
import { open } from './open.operation';
import { redrive } from './redrive.operation';
import { reopen } from './reopen.operation';
import { repairClocks } from './repairClocks.operation';
import { resolve } from './resolve.operation';
import { scheduleRetry } from './scheduleRetry.operation';
import { setStep } from './setStep.operation';
import { transfer } from './transfer.operation';
import { update } from './update.operation';

export const operations = {
	changeState,
	get,
	getMany,
	merge,
	open,
	redrive,
	reopen,
	repairClocks,
	resolve,
	scheduleRetry,
	setStep,
	transfer,
	update,
} satisfies Record<string, Operation>;
export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'open',
		displayOptions: { show: { resource: ['case'] } },
		options: [
			{
				name: 'Change State',
				value: 'changeState',
				action: 'Change case state',
				description: 'Move a case to another state if the rules allow it',
			},
			{ name: 'Get', value: 'get', action: 'Get case', description: 'Retrieve a case with its trail' },
			{ name: 'Get Many', value: 'getMany', action: 'Get many cases', description: 'Retrieve a list of cases' },
			{
				name: 'Merge',
				value: 'merge',
				action: 'Merge case into another',
				description: 'End a case because another one is about the same and goes on',
			},
			{
				name: 'Open',
				value: 'open',
				action: 'Open case',
				description: 'Start a case for a ticket, or continue with the one it has',
			},
			{
				name: 'Redrive',
				value: 'redrive',
				action: 'Redrive case',
				description: 'Queue a case again that failed, at most 3 times',
			},
			{
				name: 'Reopen',
				value: 'reopen',
				action: 'Reopen case',
				description: 'Continue with a case that was resolved, with the reason',
			},
			{
				name: 'Repair Clocks',
				value: 'repairClocks',
				action: 'Repair clocks of case',
				description: 'Count running clocks by the clock policy in force, with a dry run first',
			},
			{ name: 'Resolve', value: 'resolve', action: 'Resolve case', description: 'Close a case with its resolution' },
			{
				name: 'Schedule Retry',
				value: 'scheduleRetry',
				action: 'Schedule retry of case step',
				description: 'Try a step that did not work again later, or hand the case on when nothing is left to try',
			},
			{
				name: 'Set Step',
				value: 'setStep',
				action: 'Set case step',
				description: 'Record where an action for a case stands, as pending or done',
			},
			{
				name: 'Transfer',
				value: 'transfer',
				action: 'Transfer case',
				description: 'Give a case to another role, with the reason',
			},
			{
				name: 'Update',
				value: 'update',
				action: 'Update case',
				description: 'Change fields, attributes and tags of a case',
			},
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
	optionsFor(showFor('changeState', 'redrive', 'reopen', 'resolve', 'setStep', 'transfer', 'update'), 'command'),
	optionsFor(showFor('merge'), 'command', [survivingVersion]),
	optionsFor(showFor('get', 'open', 'repairClocks'), 'search'),
];
