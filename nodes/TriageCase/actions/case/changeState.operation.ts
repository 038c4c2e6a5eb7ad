import type { INodeProperties } from 'n8n-workflow';

import { caseStates, maxLineLength, maxNameLength, rootCauseLabels, type ChangeState } from '../../../../core';
import { caseIdParameter } from '../../../shared/caseId';
import { readOption } from '../../../shared/readOption';
import { readRole, roleParameter } from '../../../shared/roles';
import { showFor, type Operation, type OperationContext } from '../operation';
import { readLine, readParts, readTimeLimit, sendCommand } from '../parameters';
import { rootCauseOptions, stateOptions } from './options';

type TargetState = ChangeState['to'];

const targetStates = caseStates.filter((state): state is TargetState => state !== 'resolved');

/** Shows a field for some of the states a case can be moved to. */
const showForState = (...newState: TargetState[]): INodeProperties['displayOptions'] => ({
	show: { resource: ['case'], operation: ['changeState'], newState },
});

// None of these is `required`: with the state from an expression n8n shows them all, and would then ask for all. What a
// state needs is a guard of the case, whose refusal names it.
const description: Operation['description'] = [
	caseIdParameter(showFor('changeState')),
	{
		displayName: 'New State',
		name: 'newState',
		type: 'options',
		default: 'in-progress',
		displayOptions: showFor('changeState'),
		description:
			'A change the rules do not allow leaves by Conflict and changes nothing. Resolve, Reopen and Redrive are operations of their own.',
		options: stateOptions(targetStates.filter((state) => state !== 'queued')),
	},
	{
		displayName: 'Systems',
		name: 'systems',
		type: 'string',
		default: '',
		placeholder: 'e.g. HubSpot, Stripe',
		displayOptions: showForState('waiting-for-systems'),
		description: 'Systems the case waits for, with commas between them',
	},
	roleParameter(
		{
			displayName: 'Reviewer Role',
			name: 'reviewerRole',
			displayOptions: showForState('manual-review'),
			description: 'Role that reviews the case',
		},
		'',
		'e.g. Support-Lead',
	),
	{
		displayName: 'Checklist',
		name: 'checklist',
		type: 'string',
		default: '',
		typeOptions: { rows: 4 },
		placeholder: 'e.g. Confirm the charge with billing',
		displayOptions: showForState('manual-review'),
		description: 'What the reviewer has to check, one line each',
	},
	{
		displayName: 'Root-Cause Label',
		name: 'rootCause',
		type: 'options',
		default: 'unknown',
		displayOptions: showForState('failed'),
		description: 'Why the case failed',
		options: rootCauseOptions,
	},
	{
		displayName: 'Time Limit',
		name: 'limitAmount',
		type: 'number',
		default: 4,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		displayOptions: showForState('waiting-for-systems', 'manual-review'),
		description: 'How long the case may stay in this state, around the clock',
	},
	{
		displayName: 'Unit',
		name: 'limitUnit',
		type: 'options',
		default: 'hours',
		displayOptions: showForState('waiting-for-systems', 'manual-review'),
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Minutes', value: 'minutes' },
		],
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		placeholder: 'e.g. Suppression confirmed',
		displayOptions: showFor('changeState'),
		description: 'Why the case changes, for its trail',
	},
];

function readCommand({ context }: OperationContext, index: number): ChangeState {
	const to = readOption('New State', context.getNodeParameter('newState', index), targetStates);
	const text = (name: string) => String(context.getNodeParameter(name, index, '') ?? '');
	const reason = readLine(context, index, 'reason', 'Reason');
	const command: ChangeState = { kind: 'change_state', to, ...(reason && { reason }) };
	switch (to) {
		case 'waiting-for-systems': {
			const systems = readParts('Systems', text('systems'), ',', maxNameLength);
			return { ...command, systems, ttl_seconds: readTimeLimit(context, index) };
		}
		case 'manual-review': {
			const reviewer_role = readRole('Reviewer Role', context.getNodeParameter('reviewerRole', index));
			const checklist = readParts('Checklist', text('checklist'), /\r?\n/, maxLineLength);
			return { ...command, reviewer_role, checklist, ttl_seconds: readTimeLimit(context, index) };
		}
		case 'failed':
			return {
				...command,
				root_cause: readOption('Root-Cause Label', context.getNodeParameter('rootCause', index), rootCauseLabels),
			};
		case 'in-progress':
		case 'queued':
			return command;
	}
}

const execute: Operation['execute'] = async (operation, item, index) =>
	await sendCommand(operation, item, index, readCommand(operation, index));

export const changeState: Operation = { description, execute };
