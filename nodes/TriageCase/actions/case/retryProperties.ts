import type { INodeProperties } from 'n8n-workflow';

import { caseIdParameter } from '../../../shared/caseId';
import { resultFieldOption } from '../../../shared/resultField';
import { roleParameter } from '../../../shared/roles';
import { showFor } from '../operation';

/** Shows a field for some ways to choose when, or for some time limits. */
const showForChoice = (choice: Record<string, string[]>): INodeProperties['displayOptions'] => ({
	show: { resource: ['case'], operation: ['scheduleRetry'], ...choice },
});

const options: INodeProperties[] = [
	{
		displayName: 'Answer Within',
		name: 'answerMinutes',
		type: 'number',
		default: 60,
		typeOptions: { minValue: 1, maxValue: 44_640, numberPrecision: 0 },
		description:
			'Minutes after an attempt began in which Set Step or this node has to say what became of it. After them it is given up, not made again.',
	},
	{
		displayName: 'Factor',
		name: 'factor',
		type: 'number',
		default: 2,
		typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 2 },
		description: 'How many times as long each next wait can be, for backoff',
	},
	{
		displayName: 'Failed Response',
		name: 'failure',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.response }}',
		description: "What the service answered, where the item does not hold it in 'error' or as an HTTP response",
	},
	roleParameter(
		{
			displayName: 'If There Is No Backup Role',
			name: 'fallbackRole',
			description: 'Role that gets the case when nothing is left to try and its owner has no backup role',
		},
		'Triage',
		'e.g. Triage',
	),
	{
		displayName: 'Max Delay',
		name: 'maxDelay',
		type: 'number',
		default: 1800,
		typeOptions: { minValue: 1, maxValue: 2_678_400, numberPrecision: 0 },
		description: 'Longest wait in seconds, for backoff. A service that asks for more gets up to four times as much.',
	},
	resultFieldOption,
	{
		displayName: 'Spread',
		name: 'spread',
		type: 'options',
		default: 'equal',
		description: 'How waits are spread, for backoff, so that not all come back at once',
		options: [
			{ name: 'Between Half and All', value: 'equal' },
			{ name: 'From Nothing to All', value: 'full' },
			{ name: 'None', value: 'none' },
			{ name: 'Up to Three Times the Wait Before', value: 'decorrelated' },
		],
	},
];

// What a choice shows is not `required`: with the choice from an expression n8n shows all of it, and would then ask for all.

/** What the editor shows for Schedule Retry. */
export const retryProperties: INodeProperties[] = [
	caseIdParameter(showFor('scheduleRetry')),
	{
		displayName: 'Step',
		name: 'step',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Enrich contact',
		displayOptions: showFor('scheduleRetry'),
		description: 'Name of what did not work. Set Step with the same name and Completed ends its attempts.',
		hint: 'It stays in the trail for good, so it must not name a person',
	},
	{
		displayName: 'Retry When',
		name: 'retryWhen',
		type: 'options',
		default: 'backoff',
		displayOptions: showFor('scheduleRetry'),
		description: 'When the next attempt starts. A wait that the service asks for is kept in any case.',
		options: [
			{ name: 'At Time', value: 'time', description: 'At an instant' },
			{ name: 'Backoff', value: 'backoff', description: 'After a wait that gets longer each time' },
			{ name: 'Fixed Delay', value: 'fixed', description: 'After the same wait each time' },
		],
	},
	{
		displayName: 'First Delay',
		name: 'delay',
		type: 'number',
		default: 30,
		typeOptions: { minValue: 1, maxValue: 2_678_400, numberPrecision: 0 },
		displayOptions: showForChoice({ retryWhen: ['backoff'] }),
		description: 'Longest wait before the second attempt, in seconds',
	},
	{
		displayName: 'Delay',
		name: 'delay',
		type: 'number',
		default: 30,
		typeOptions: { minValue: 1, maxValue: 2_678_400, numberPrecision: 0 },
		displayOptions: showForChoice({ retryWhen: ['fixed'] }),
		description: 'Wait before each attempt, in seconds',
	},
	{
		displayName: 'Start At',
		name: 'retryAt',
		type: 'dateTime',
		default: '',
		displayOptions: showForChoice({ retryWhen: ['time'] }),
		description: 'When the next attempt starts',
	},
	{
		displayName: 'Max Attempts',
		name: 'maxAttempts',
		type: 'number',
		default: 6,
		typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
		displayOptions: showFor('scheduleRetry'),
		description: 'How often the step is tried, the first time included',
	},
	{
		displayName: 'Only Retry These',
		name: 'only',
		type: 'string',
		default: '',
		placeholder: 'e.g. 408, 429, 5xx, timeout',
		displayOptions: showFor('scheduleRetry'),
		description:
			'Statuses, codes and timeout, with commas between them; all else is given up at once. Leave empty for what can pass: timeouts, broken connections, 408, 425, 429 and 5xx.',
	},
	{
		displayName: 'Data to Keep',
		name: 'dataToKeep',
		type: 'options',
		default: 'item',
		displayOptions: showFor('scheduleRetry'),
		description: 'What the step is tried with again. It is kept with the first failure and can be erased.',
		options: [
			{ name: 'Set Here', value: 'here' },
			{ name: 'Whole Item', value: 'item', description: "Without its field 'error'" },
		],
	},
	{
		displayName: 'Data',
		name: 'data',
		type: 'json',
		default: '',
		placeholder: "e.g. {{ $('Webhook').item.json }}",
		displayOptions: showForChoice({ dataToKeep: ['here'] }),
		description: 'An object with what the step needs',
	},
	{
		displayName: 'Time Limit',
		name: 'limitBy',
		type: 'options',
		default: 'none',
		displayOptions: showFor('scheduleRetry'),
		description:
			'When trying ends, whatever attempts are left. An attempt that would start after it is given up now, while there is time for a person.',
		options: [
			{ name: 'At Time', value: 'time' },
			{ name: 'None', value: 'none' },
			{ name: 'So Long After the First Attempt', value: 'duration' },
			{ name: 'When a Timer of the Case Is Due', value: 'timer' },
		],
	},
	{
		displayName: 'Ends At',
		name: 'limitAt',
		type: 'dateTime',
		default: '',
		displayOptions: showForChoice({ limitBy: ['time'] }),
	},
	{
		displayName: 'Time',
		name: 'limitAmount',
		type: 'number',
		default: 4,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		displayOptions: showForChoice({ limitBy: ['duration'] }),
		description: 'How long after the step did not work for the first time, around the clock',
	},
	{
		displayName: 'Unit',
		name: 'limitUnit',
		type: 'options',
		default: 'hours',
		displayOptions: showForChoice({ limitBy: ['duration'] }),
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Minutes', value: 'minutes' },
		],
	},
	{
		displayName: 'Timer Name',
		name: 'timerName',
		type: 'string',
		default: 'First response',
		placeholder: 'e.g. Resolution',
		displayOptions: showForChoice({ limitBy: ['timer'] }),
		description: 'Timer that TTL Escalation started for the case',
	},
	{
		displayName: 'On Exhaustion',
		name: 'onExhausted',
		type: 'options',
		default: 'escalate',
		displayOptions: showFor('scheduleRetry'),
		description: 'What happens to the case when nothing is left to try',
		options: [
			{ name: 'Escalate to Backup Role', value: 'escalate', description: 'The backup role becomes the owner' },
			{ name: 'Fail', value: 'fail', description: 'The case has failed, with the label of what happened' },
			{ name: 'Pause', value: 'pause', description: 'The case stays as it is' },
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: showFor('scheduleRetry'),
		options,
	},
];
