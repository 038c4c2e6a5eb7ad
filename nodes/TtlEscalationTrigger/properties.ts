import type { INodeProperties } from 'n8n-workflow';

import type { RetryEventKind, TimerEventQuery } from '../shared/openStore';
import { introduction } from '../shared/introduction';
import { resultFieldOption } from '../shared/resultField';
import { roleParameter } from '../shared/roles';

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

const names = { ...kindNames, ...retryNames };
export type TriggerEvent = keyof typeof names;
export const triggerEvents = (Object.keys(names) as TriggerEvent[]).sort((one, other) =>
	names[one][0].localeCompare(names[other][0]),
);

/** Of the chosen events those about timers, and those about steps that did not work. */
export function splitEvents(chosen: readonly TriggerEvent[]) {
	const kinds = chosen.filter((event): event is keyof typeof kindNames => event in kindNames);
	const retries = chosen.filter((event): event is keyof typeof retryNames => event in retryNames);
	return { kinds, retries: retries.map((event) => event.slice('retry_'.length) as RetryEventKind) };
}

export const properties: INodeProperties[] = [
	introduction(
		'Starts this workflow when a timer or retry of any workflow on this store is due',
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
				{ displayName: 'Role', name: 'role', description: 'Only steps of timers that this role has to be told' },
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
				displayName: 'Max Items per Run',
				name: 'maxItems',
				type: 'number',
				default: 50,
				typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
				description: 'Most items of one execution. What is left comes with the next one.',
			},
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
