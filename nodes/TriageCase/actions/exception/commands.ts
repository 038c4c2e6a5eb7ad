import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import {
	maxRemediationLines,
	resolutions,
	rootCauseLabels,
	TriageError,
	type ExceptionCommand,
	type OpenException,
} from '../../../../core';
import { describeValue, readOption } from '../../../shared/readOption';
import { readRole, roleParameter } from '../../../shared/roles';
import { resolutionOptions, rootCauseOptions } from '../case/options';
import type { Operation } from '../operation';
import { readLine } from '../parameters';
import { exceptionIdParameter, executeOn, reasonParameter, routeException, showForException } from './exceptions';

type Command = Exclude<ExceptionCommand, OpenException>;

const said = (context: IExecuteFunctions, index: number, name = 'reason', displayName = 'Reason') => {
	const reason = readLine(context, index, name, displayName);
	return reason === undefined ? {} : { reason };
};

/** An operation that sends one command to an exception that is there. */
function commandOperation(
	name: string,
	properties: INodeProperties[],
	read: (context: IExecuteFunctions, index: number) => Command,
): Operation {
	return {
		description: [exceptionIdParameter(name), ...properties],
		execute: async (operation, item, index) => {
			const command = read(operation.context, index);
			return [routeException(item, operation.field, await executeOn(operation, index, command))];
		},
	};
}

export const acknowledge = commandOperation(
	'acknowledge',
	[
		roleParameter(
			{
				displayName: 'Acknowledged By',
				name: 'byRole',
				displayOptions: showForException('acknowledge'),
				description: 'Role that takes it on. Leave empty for its owner.',
			},
			'',
			'e.g. Triage',
		),
		reasonParameter('acknowledge', { placeholder: 'e.g. Working on it' }),
	],
	(context, index) => ({
		kind: 'acknowledge',
		by_role: readRole('Acknowledged By', context.getNodeParameter('byRole', index, '')) || null,
		...said(context, index),
	}),
);

/** A role that has to be named. */
function readOwner(context: IExecuteFunctions, index: number): string {
	const role = readRole('New Owner Role', context.getNodeParameter('newOwnerRole', index, ''));
	if (role !== '') return role;
	throw new TriageError('FIELD_INVALID', "'New Owner Role' is empty", "Name a role, as 'Billing'");
}

function readBackup(context: IExecuteFunctions, index: number, owner: string): string | null {
	const role = readRole('Backup Role', context.getNodeParameter('backupRole', index, ''));
	if (role === '' || role !== owner) return role || null;
	throw new TriageError(
		'FIELD_INVALID',
		`'Backup Role' is '${role}', which is the new owner itself`,
		'Name another role, or leave it empty to keep the backup it has',
	);
}

export const assign = commandOperation(
	'assign',
	[
		roleParameter(
			{
				displayName: 'New Owner Role',
				name: 'newOwnerRole',
				required: true,
				displayOptions: showForException('assign'),
				description: 'Role that sees to it from now on. Its time to respond begins anew, within the time to resolve.',
			},
			'',
			'e.g. Billing',
		),
		reasonParameter('assign', { required: true, placeholder: 'e.g. Only billing can see the charge' }),
		roleParameter(
			{
				displayName: 'Backup Role',
				name: 'backupRole',
				displayOptions: showForException('assign'),
				description: 'Role that gets it when the new owner does not act in time',
				hint: 'Empty keeps the backup it has',
			},
			'',
			'e.g. Finance-Lead',
		),
	],
	(context, index) => {
		const owner_role = readOwner(context, index);
		return {
			kind: 'assign',
			owner_role,
			backup_role: readBackup(context, index, owner_role),
			decided_by: 'override',
			reason: readLine(context, index, 'reason', 'Reason') ?? '',
		};
	},
);

export const resolve = commandOperation(
	'resolve',
	[
		{
			displayName: 'Resolution',
			name: 'resolution',
			type: 'options',
			default: 'fixed',
			displayOptions: showForException('resolve'),
			description: 'How it ended. Required lines have to be ticked first, and its root cause has to be known.',
			options: resolutionOptions,
		},
		reasonParameter('resolve', {
			displayName: 'Note',
			name: 'note',
			placeholder: 'e.g. Contact suppressed by hand',
			description: 'What was done, for the trail',
		}),
	],
	(context, index) => ({
		kind: 'resolve',
		resolution: readOption('Resolution', context.getNodeParameter('resolution', index), resolutions),
		...said(context, index, 'note', 'Note'),
	}),
);

export const setRootCause = commandOperation(
	'setRootCause',
	[
		{
			displayName: 'Root-Cause Label',
			name: 'rootCause',
			type: 'options',
			required: true,
			default: '',
			displayOptions: showForException('setRootCause'),
			description: 'Why it happened, as was found out',
			options: rootCauseOptions,
		},
		reasonParameter('setRootCause', { placeholder: 'e.g. The log shows a timeout' }),
	],
	(context, index) => ({
		kind: 'set_root_cause',
		label: readOption('Root-Cause Label', context.getNodeParameter('rootCause', index), rootCauseLabels),
		...said(context, index),
	}),
);

/** Numbers of lines: `2`, `1, 3`, or a list of an expression. */
function readLines(value: unknown): number[] {
	const entries = Array.isArray(value) ? (value as unknown[]) : String(value ?? '').split(',');
	const lines = entries.filter((entry) => String(entry).trim() !== '').map((entry) => Number(entry));
	const isSound = lines.every((line) => Number.isSafeInteger(line) && line >= 1 && line <= maxRemediationLines);
	if (lines.length > 0 && isSound) return lines;
	throw new TriageError(
		'FIELD_INVALID',
		`'Lines' is ${describeValue(value)}; numbers from 1 to ${maxRemediationLines} are expected`,
		'Type the number of a line, as 1, or several with commas between them',
	);
}

export const tickRemediation = commandOperation(
	'tickRemediation',
	[
		{
			displayName: 'Lines',
			name: 'lines',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1, 2',
			displayOptions: showForException('tickRemediation'),
			description: 'Numbers of the remediation lines, with commas between them; the first is 1',
		},
		{
			displayName: 'Done',
			name: 'done',
			type: 'boolean',
			default: true,
			displayOptions: showForException('tickRemediation'),
			description: 'Whether the lines are done, or a tick is taken back',
		},
		reasonParameter('tickRemediation', {
			displayName: 'Note',
			name: 'note',
			placeholder: 'e.g. Confirmed by telephone',
			description: 'What was done, for the trail',
		}),
	],
	(context, index) => ({
		kind: context.getNodeParameter('done', index, true) === true ? 'tick' : 'untick',
		lines: readLines(context.getNodeParameter('lines', index, '')),
		...said(context, index, 'note', 'Note'),
	}),
);
