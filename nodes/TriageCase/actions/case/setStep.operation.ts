import { stepStatuses, storableText, type SetStep, type StepStatus } from '../../../../core';
import { caseIdParameter } from '../../../shared/caseId';
import { readOption } from '../../../shared/readOption';
import { showFor, type Operation } from '../operation';
import { readLine, sendCommand } from '../parameters';

/** Longest name of a step, in characters. */
const maxStepLength = 100;

const statusTexts: Record<StepStatus, [name: string, description: string]> = {
	completed: ['Completed', 'It is done'],
	failed: ['Failed', 'It was tried and is not done'],
	'in-progress': ['In Progress', 'It has begun'],
	queued: ['Queued', 'It is still to come'],
	skipped: ['Skipped', 'It does not have to be done'],
};

const description: Operation['description'] = [
	caseIdParameter(showFor('setStep')),
	{
		displayName: 'Step',
		name: 'step',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Suppress contact in HubSpot',
		displayOptions: showFor('setStep'),
		description: 'Name of the action. A name that the case does not have yet adds a step.',
		hint: 'It stays in the trail for good, so it must not name a person',
	},
	{
		displayName: 'Status',
		name: 'status',
		type: 'options',
		default: 'completed',
		displayOptions: showFor('setStep'),
		description: 'Where the step stands. A change that is not allowed leaves by Conflict.',
		options: Object.entries(statusTexts).map(([value, [name, text]]) => ({ name, value, description: text })),
	},
	{
		displayName: 'Detail',
		name: 'detail',
		type: 'string',
		default: '',
		placeholder: 'e.g. HubSpot answered 200',
		displayOptions: showFor('setStep'),
		description: 'What happened, for the trail',
	},
];

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context } = operation;
	const detail = readLine(context, index, 'detail', 'Detail');
	const command: SetStep = {
		kind: 'set_step',
		step: storableText('Step', String(context.getNodeParameter('step', index, '') ?? ''), maxStepLength),
		status: readOption('Status', context.getNodeParameter('status', index), stepStatuses),
		...(detail && { detail }),
	};
	return await sendCommand(operation, item, index, command);
};

export const setStep: Operation = { description, execute };
