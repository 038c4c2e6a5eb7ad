import type { INodeProperties } from 'n8n-workflow';

import { resultFieldOption } from '../../shared/resultField';
import { defaultFallbackRole, roleParameter } from '../../shared/roles';
import { definitionParameter } from '../../shared/definitions';
import { showFor } from './operation';

const unitOptions = [
	{ name: 'Days', value: 'days' },
	{ name: 'Hours', value: 'hours' },
	{ name: 'Minutes', value: 'minutes' },
];

const showForStart = (more: Record<string, string[]>): INodeProperties['displayOptions'] => ({
	show: { operation: ['start'], ...more },
});

const stepRow: INodeProperties[] = [
	{
		displayName: 'When',
		name: 'when',
		type: 'options',
		default: 'deadline',
		description: 'When the step is due',
		options: [
			{ name: 'A While After the Step Before', value: 'wait', description: 'The first one counts from the start' },
			{ name: 'After Part of the Time', value: 'part' },
			{ name: 'After the Deadline', value: 'after' },
			{ name: 'At the Deadline', value: 'deadline' },
		],
	},
	{
		displayName: 'Percent',
		name: 'percent',
		type: 'number',
		default: 75,
		typeOptions: { minValue: 1, maxValue: 99, numberPrecision: 0 },
		displayOptions: { show: { when: ['part'] } },
		description: 'Share of the time that has passed',
	},
	{
		displayName: 'How Long',
		name: 'stepAmount',
		type: 'number',
		default: 1,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		displayOptions: { show: { when: ['after', 'wait'] } },
		description: 'Counted in the same hours as the timer',
	},
	{
		displayName: 'Unit',
		name: 'stepUnit',
		type: 'options',
		default: 'hours',
		displayOptions: { show: { when: ['after', 'wait'] } },
		options: unitOptions.slice(1),
	},
	{
		displayName: 'Do',
		name: 'do',
		type: 'options',
		default: 'notify',
		description: 'What happens besides starting the workflow with the trigger',
		options: [
			{ name: 'Give the Case To', value: 'reassign', description: 'The role becomes the owner of the case' },
			{ name: 'Tell', value: 'notify', description: 'The owner stays' },
		],
	},
	{
		displayName: 'Whom',
		name: 'target',
		type: 'options',
		default: 'owner',
		description: 'Owner and backup role are those of the case when the timer starts',
		options: [
			{ name: 'Backup Role', value: 'backup' },
			{ name: 'Owner Role', value: 'owner' },
			{ name: 'Other Role', value: 'role' },
		],
	},
	roleParameter(
		{
			displayName: 'Role',
			name: 'role',
			displayOptions: { show: { target: ['role'] } },
			description: 'Role, never a person',
		},
		'',
		'e.g. Support-Lead',
	),
	definitionParameter(
		{
			displayName: 'Only Within',
			name: 'onlyWithin',
			required: false,
			description:
				'Saved calendar in whose hours alone the step comes. What is due outside waits for the next opening. Leave empty for any time.',
		},
		'calendar',
		'e.g. Berlin support',
	),
];

const defaultSteps = [
	{ when: 'part', percent: 75, do: 'notify', target: 'owner' },
	{ when: 'deadline', do: 'reassign', target: 'backup' },
];

const options: INodeProperties[] = [
	{
		displayName: 'Acknowledgement Holds For',
		name: 'ackMinutes',
		type: 'number',
		default: 240,
		typeOptions: { minValue: 1, numberPrecision: 2 },
		description:
			'Minutes without activity after which an acknowledgement runs out. Without this option as long as Respond Within, or 4 hours where that is in days.',
	},
	{
		displayName: 'Pause While Waiting for Systems',
		name: 'pauseWhileWaiting',
		type: 'boolean',
		default: false,
		description: 'Whether the timer stands still while the case is Waiting for Systems',
	},
	resultFieldOption,
	{
		displayName: 'Repeat Steps',
		name: 'repeatTimes',
		type: 'number',
		default: 1,
		typeOptions: { minValue: 0, maxValue: 5, numberPrecision: 0 },
		description: 'How often all steps come again. Only for steps that wait for the step before.',
	},
	{
		displayName: 'Save Steps As',
		name: 'saveAs',
		type: 'string',
		default: '',
		placeholder: 'e.g. Standard',
		displayOptions: { show: { '/stepsFrom': ['here'] } },
		description:
			'Name under which a run of this node saves its steps, so that other timers can choose them. What is saved already is not saved again; a change is saved as another version.',
	},
	{
		displayName: 'Start Counting From',
		name: 'startedAt',
		type: 'dateTime',
		default: '',
		placeholder: 'e.g. {{ $json.received_at }}',
		description: 'A time in the past, as when the ticket was received. Without it, now.',
	},
];

/** What the editor shows for Start. */
export const startProperties: INodeProperties[] = [
	{
		displayName: 'Respond Within',
		name: 'amount',
		type: 'number',
		default: 4,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		displayOptions: showFor('start'),
		description: 'Time the owner has to act, in whole minutes. 0 for steps that only wait for each other.',
	},
	{
		displayName: 'Unit',
		name: 'unit',
		type: 'options',
		default: 'hours',
		displayOptions: showFor('start'),
		description: 'A day ends at the same local time on a later day that has hours',
		options: unitOptions,
	},
	{
		displayName: 'Count Time',
		name: 'countTime',
		type: 'options',
		default: 'aroundTheClock',
		displayOptions: showFor('start'),
		description: 'When the time counts',
		options: [
			{ name: 'Around the Clock', value: 'aroundTheClock' },
			{ name: 'In a Saved Calendar', value: 'savedCalendar', description: 'With holidays and several windows a day' },
			{ name: 'In Hours Set Here', value: 'simpleHours', description: 'The same hours on each working day' },
		],
	},
	definitionParameter(
		{
			displayName: 'Calendar',
			name: 'calendar',
			displayOptions: showForStart({ countTime: ['savedCalendar'] }),
			description: 'Working days, hours, holidays and time zone',
		},
		'calendar',
		'e.g. Berlin support',
	),
	{
		displayName: 'Working Days',
		name: 'workingDays',
		type: 'multiOptions',
		default: ['mon', 'tue', 'wed', 'thu', 'fri'],
		displayOptions: showForStart({ countTime: ['simpleHours'] }),
		// eslint-disable-next-line n8n-nodes-base/node-param-multi-options-type-unsorted-items -- a week has an order of its own
		options: [
			{ name: 'Monday', value: 'mon' },
			{ name: 'Tuesday', value: 'tue' },
			{ name: 'Wednesday', value: 'wed' },
			{ name: 'Thursday', value: 'thu' },
			{ name: 'Friday', value: 'fri' },
			{ name: 'Saturday', value: 'sat' },
			{ name: 'Sunday', value: 'sun' },
		],
	},
	{
		displayName: 'Opens At',
		name: 'opensAt',
		type: 'string',
		default: '09:00',
		placeholder: 'e.g. 09:00',
		displayOptions: showForStart({ countTime: ['simpleHours'] }),
		description: 'Local time, from 00:00',
	},
	{
		displayName: 'Closes At',
		name: 'closesAt',
		type: 'string',
		default: '17:00',
		placeholder: 'e.g. 17:00',
		displayOptions: showForStart({ countTime: ['simpleHours'] }),
		description: 'Local time, up to 24:00',
	},
	{
		displayName: 'Time Zone',
		name: 'timezone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Berlin',
		displayOptions: showForStart({ countTime: ['simpleHours'] }),
		description: 'Leave empty for the time zone of the workflow',
	},
	{
		displayName: 'Escalation Steps',
		name: 'stepsFrom',
		type: 'options',
		default: 'here',
		displayOptions: showFor('start'),
		description: 'Who is told, in which order, as time runs out',
		options: [
			{ name: 'From a Saved Chain', value: 'saved' },
			{ name: 'Set Here', value: 'here' },
		],
	},
	definitionParameter(
		{
			displayName: 'Chain',
			name: 'chain',
			displayOptions: showForStart({ stepsFrom: ['saved'] }),
			description: 'The timer keeps the version it starts with',
		},
		'escalation_chain',
		'e.g. Standard',
	),
	{
		displayName: 'Steps',
		name: 'steps',
		type: 'fixedCollection',
		placeholder: 'Add Step',
		default: { values: defaultSteps },
		displayOptions: showForStart({ stepsFrom: ['here'] }),
		typeOptions: {
			multipleValues: true,
			sortable: true,
			fixedCollection: {
				itemTitle:
					'={{ ({ part: $collection.item.value.percent + " %", deadline: "Deadline", after: "After the deadline", wait: "Wait" }[$collection.item.value.when] ?? "Step") + " → " + (({ owner: "Owner Role", backup: "Backup Role" })[$collection.item.value.target] ?? ($collection.item.value.role ?? {}).value ?? "") }}',
			},
		},
		description: 'What happens as time runs out, in order',
		options: [{ displayName: 'Step', name: 'values', values: stepRow }],
	},
	roleParameter(
		{
			displayName: 'If No Step Is Left',
			name: 'fallbackRole',
			required: true,
			displayOptions: showForStart({ stepsFrom: ['here'] }),
			description: 'Role that gets the case when all steps were in vain',
		},
		defaultFallbackRole,
		'e.g. Triage',
	),
	{
		displayName: 'If Timer Already Runs',
		name: 'onExisting',
		type: 'options',
		default: 'keep',
		displayOptions: showFor('start'),
		description: 'What happens when the case has a running timer of this name',
		options: [
			{ name: 'Keep It', value: 'keep' },
			{ name: 'Restart It', value: 'restart' },
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: showFor('start'),
		options,
	},
];
