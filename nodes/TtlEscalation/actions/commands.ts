import type { IExecuteFunctions } from 'n8n-workflow';

import { ownerWord, type TimerCommand } from '../../../core';
import { readRole, roleParameter } from '../../shared/roles';
import { commandOperation, readReason, reasonParameter, showFor } from './operation';

const said = (context: IExecuteFunctions, index: number) => {
	const reason = readReason(context, index);
	return reason === '' ? {} : { reason };
};

export const acknowledge = commandOperation(
	'acknowledge',
	[
		roleParameter(
			{
				displayName: 'Acknowledged By',
				name: 'byRole',
				displayOptions: showFor('acknowledge'),
				description: 'Role that takes the case on. Leave empty for the owner of the case.',
			},
			'',
			'e.g. Billing',
		),
		reasonParameter('acknowledge', { placeholder: 'e.g. Working on it' }),
	],
	(context, index): TimerCommand => ({
		kind: 'acknowledge',
		by_role: readRole('Acknowledged By', context.getNodeParameter('byRole', index, '')) || ownerWord,
		...said(context, index),
	}),
);

export const pause = commandOperation('pause', [reasonParameter('pause', {})], (context, index) => ({
	kind: 'pause',
	...said(context, index),
}));

export const resume = commandOperation(
	'resume',
	[reasonParameter('resume', { placeholder: 'e.g. The customer answered' })],
	(context, index) => ({ kind: 'resume', ...said(context, index) }),
);

export const stop = commandOperation(
	'stop',
	[reasonParameter('stop', { placeholder: 'e.g. First answer sent' })],
	(context, index) => ({ kind: 'stop', ...said(context, index) }),
);

export const force = commandOperation(
	'force',
	[
		reasonParameter('force', {
			required: true,
			placeholder: 'e.g. The customer called',
			description: 'Why the next step comes at once, for the trail of the timer',
		}),
	],
	(context, index) => ({ kind: 'force', reason: readReason(context, index) }),
);
