import type { INodeProperties } from 'n8n-workflow';

import { maxThrottleCount, textMessageThrottle, type EntryType, type ThrottleRule } from '../../core';
import type { RetryEventKind, TimerEventQuery } from '../shared/openStore';
import { introduction } from '../shared/introduction';
import { resultFieldOption } from '../shared/resultField';
import { defaultFallbackRole, roleParameter } from '../shared/roles';

/** What can start the workflow, as people know it. */
const kindNames = {
	ack_expired: ['Acknowledgement Ran Out', 'The role that took the case on has not acted since'],
	notify: ['Escalation Step Due', 'The next role has to be told'],
	exhausted: ['No Step Left', 'All steps were in vain; the fallback role owns the case'],
	no_one_reachable: ['Nobody Reachable', 'All roles of the steps are off duty'],
} as const satisfies Partial<Record<TimerEventQuery['kinds'][number], readonly [string, string]>>;

/** The same of steps that did not work, by the word that the parameter has for each. */
const retryNames = {
	retry_due: ['Retry Due', 'A step is tried again now, with the data that was kept'],
	retry_gave_up: ['Retry Gave Up', 'A step is not tried any more, whoever decided it'],
} as const satisfies Record<`retry_${RetryEventKind}`, readonly [string, string]>;

/** The same of items of exceptions. */
const redriveNames = {
	redrive_due: [
		'Redrive Due',
		'The item of an exception is sent again now, after Redrive put it off because too many were sent at once',
	],
} as const;

/** The same of entries that cases get, by the word that the parameter has for each. */
const caseNames = {
	case_without_owner: [
		'Case Without Owner',
		'A live case has no owner, nobody of its owner and backup role takes work, or its time limit passed while nobody was told',
	],
	rapid_reassignment: ['Rapid Reassignment', 'A case is passed around too much, so that rules do not move it for now'],
} as const satisfies Record<string, readonly [string, string]>;
const entryTypes = {
	case_without_owner: 'owner.lapsed',
	rapid_reassignment: 'thrash.flagged',
} as const satisfies Record<keyof typeof caseNames, EntryType>;

const names = { ...kindNames, ...retryNames, ...redriveNames, ...caseNames };
export type TriggerEvent = keyof typeof names;
export const triggerEvents = (Object.keys(names) as TriggerEvent[]).sort((one, other) =>
	names[one][0].localeCompare(names[other][0]),
);

/** Of the chosen events those about timers, those about steps that did not work, whether items are sent again, and entries of cases. */
export function splitEvents(chosen: readonly TriggerEvent[]) {
	const kinds = chosen.filter((event): event is keyof typeof kindNames => event in kindNames);
	const retries = chosen.filter((event): event is keyof typeof retryNames => event in retryNames);
	const types = chosen.flatMap((event) => (event in caseNames ? [entryTypes[event as keyof typeof caseNames]] : []));
	const redrives = chosen.includes('redrive_due');
	return { kinds, types, redrives, retries: retries.map((event) => event.slice('retry_'.length) as RetryEventKind) };
}

/** A limit as a row of the editor. */
const limitRow = ({ count, per_seconds, smooth = false }: ThrottleRule) => ({
	count,
	minutes: per_seconds / 60,
	smooth,
});

export const properties: INodeProperties[] = [
	introduction(
		'Starts this workflow when a timer, retry or redrive of any workflow on this store is due',
		'ttl-escalation-trigger',
	),
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: ['ack_expired', 'exhausted', 'no_one_reachable', 'notify'],
		description: 'What starts the workflow. The rest is recorded all the same.',
		options: triggerEvents.map((value) => {
			const [name, description] = names[value];
			return { name, value, description };
		}),
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			roleParameter(
				{
					displayName: 'Role',
					name: 'role',
					description: 'Only steps and cases that this role has to be told of; retries and redrives have none',
				},
				'',
				'e.g. Support-Lead',
			),
			{
				displayName: 'Retried Steps',
				name: 'steps',
				type: 'string',
				default: '',
				placeholder: 'e.g. Enrich contact, Suppress contact',
				description:
					'Only retries of these steps, with commas between them. Two workflows that get one retry both try the step.',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Limit Messages per Role',
				name: 'throttle',
				type: 'fixedCollection',
				placeholder: 'Add Limit',
				default: { limits: textMessageThrottle.map(limitRow) },
				typeOptions: {
					multipleValues: true,
					sortable: true,
					fixedCollection: {
						itemTitle: '={{ $collection.item.value.count + " in " + $collection.item.value.minutes + " minutes" }}',
					},
				},
				description:
					'What is more than that for one role waits, and comes as one item with a list of the rest. The first message about a case never waits. Set it alike in all triggers of a store.',
				options: [
					{
						displayName: 'Limit',
						name: 'limits',
						values: [
							{
								displayName: 'Messages',
								name: 'count',
								type: 'number',
								default: 5,
								typeOptions: { minValue: 1, maxValue: maxThrottleCount, numberPrecision: 0 },
								description: 'At most so many for one role, from all timers of the store',
							},
							{
								displayName: 'In Minutes',
								name: 'minutes',
								type: 'number',
								default: 15,
								typeOptions: { minValue: 1, maxValue: 44_640, numberPrecision: 0 },
								description: 'Each limit is longer than the one before, and allows more',
							},
							{
								displayName: 'Spread Evenly',
								name: 'smooth',
								type: 'boolean',
								default: false,
								description:
									'Whether what is more than the limit before allows is spread over the rest of the time, instead of being used up at once',
							},
						],
					},
				],
			},
			{
				displayName: 'Max Items per Run',
				name: 'maxItems',
				type: 'number',
				default: 50,
				typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
				description: 'Most items of one execution. What is left comes with the next one.',
			},
			roleParameter(
				{
					displayName: 'Operator Role',
					name: 'operatorRole',
					description: 'Role that gets an exception when a timer stands still, or nobody can act on a live case',
				},
				defaultFallbackRole,
				'e.g. Triage-Operators',
			),
			resultFieldOption,
			{
				displayName: 'Sign of Life Every',
				name: 'heartbeatMinutes',
				type: 'number',
				default: 60,
				typeOptions: { minValue: 1, maxValue: 10_080, numberPrecision: 0 },
				description:
					'Minutes between items that say that timers are looked at. Send them to a monitor that alerts when they stay away.',
			},
		],
	},
];
