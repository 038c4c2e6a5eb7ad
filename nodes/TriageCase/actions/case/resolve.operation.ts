import { resolutions } from '../../../../core';
import { caseIdParameter, readCaseId } from '../../../shared/caseId';
import { commandOf } from '../../../shared/command';
import { readOption } from '../../../shared/readOption';
import { showFor, type Operation } from '../operation';
import { readExpectedVersion, readLine, routeResult } from '../parameters';

const description: Operation['description'] = [
	caseIdParameter(showFor('resolve')),
	{
		displayName: 'Resolution',
		name: 'resolution',
		type: 'options',
		default: 'fixed',
		displayOptions: showFor('resolve'),
		description: 'How the case ended',
		options: [
			{ name: 'Duplicate', value: 'duplicate' },
			{ name: 'Fixed', value: 'fixed' },
			{ name: 'Not an Issue', value: 'not_an_issue' },
			{ name: 'Workaround', value: 'workaround' },
		],
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

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const options = context.getNodeParameter('options', index, {}) as { expectedVersion?: unknown };
	const expected_version = readExpectedVersion(options);
	const reason = readLine(context, index, 'note', 'Note');
	const result = await store.execute(
		{ case_id: readCaseId(context, index) },
		{
			kind: 'resolve',
			resolution: readOption('Resolution', context.getNodeParameter('resolution', index), resolutions),
			...(reason && { reason }),
		},
		{ ...commandOf(context, index, 'resolve'), ...(expected_version !== undefined && { expected_version }) },
	);
	return [routeResult(item, field, result)];
};

export const resolve: Operation = { description, execute };
