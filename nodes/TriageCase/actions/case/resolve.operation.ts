import { resolutions } from '../../../../core';
import { caseIdParameter } from '../../../shared/caseId';
import { readOption } from '../../../shared/readOption';
import { resolutionOptions } from './options';
import { showFor, type Operation } from '../operation';
import { readLine, sendCommand } from '../parameters';

const description: Operation['description'] = [
	caseIdParameter(showFor('resolve')),
	{
		displayName: 'Resolution',
		name: 'resolution',
		type: 'options',
		default: 'fixed',
		displayOptions: showFor('resolve'),
		description: 'How the case ended',
		options: resolutionOptions,
	},
	{
		displayName: 'Note',
		name: 'note',
		type: 'string',
		default: '',
		placeholder: 'e.g. Contact suppressed and billing log requested',
		displayOptions: showFor('resolve'),
		description: 'What was done, for the trail',
	},
];

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context } = operation;
	const reason = readLine(context, index, 'note', 'Note');
	return await sendCommand(operation, item, index, {
		kind: 'resolve',
		resolution: readOption('Resolution', context.getNodeParameter('resolution', index), resolutions),
		...(reason && { reason }),
	});
};

export const resolve: Operation = { description, execute };
