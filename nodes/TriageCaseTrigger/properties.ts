import type { INodeProperties } from 'n8n-workflow';

import type { EntryType } from '../../core';
import { entryOptions } from '../shared/entryNames';
import { introduction } from '../shared/introduction';
import { resultFieldOption } from '../shared/resultField';
import { roleParameter } from '../shared/roles';

/** The entries of a case that a workflow can start on. */
export const eventTypes = [
	'approval.decided',
	'approval.requested',
	'case.closed',
	'case.merged',
	'case.opened',
	'case.reopened',
	'case.updated',
	'command.refused',
	'exception.linked',
	'exception.settled',
	'note.added',
	'owner.assigned',
	'owner.kept',
	'qa.evaluated',
	'state.changed',
	'step.changed',
	'task.completed',
	'task.opened',
	'thrash.cleared',
	'thrash.flagged',
] as const satisfies readonly EntryType[];

/** What happens to an exception is an entry of its case, and of its own trail where it is about none. */
const withoutCase: Partial<Record<EntryType, EntryType>> = {
	'exception.linked': 'exception.opened',
	'exception.settled': 'exception.resolved',
};

/** The entries that one choice of the list stands for. */
export function entryTypesOf(event: EntryType): EntryType[] {
	return [event, ...[withoutCase[event] ?? []].flat()];
}

export const startPoints = ['beginning', 'now'] as const;

export const properties: INodeProperties[] = [
	introduction(
		'Starts this workflow when something happens to a case or an exception, whichever workflow did it',
		'triage-case-trigger',
	),
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: ['case.opened', 'state.changed', 'case.closed'],
		description: 'What starts this workflow. Timers and retries that are due come from TTL Escalation Trigger.',
		options: entryOptions(eventTypes),
	},
	{
		displayName: 'Start With',
		name: 'startFrom',
		type: 'options',
		default: 'now',
		description: 'Which events come first when the workflow is published for the first time',
		options: [
			{ name: 'All Events There Are', value: 'beginning', description: 'Those that were recorded before come first' },
			{ name: 'New Events', value: 'now', description: 'What was recorded before is left out' },
		],
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		description:
			'What the case has to be now. An event of another case is left out. Of an exception without a case, only its owner role is compared.',
		options: [
			roleParameter(
				{
					displayName: 'Owner Role',
					name: 'ownerRole',
					description: 'Role that owns the case, or the exception that has none',
				},
				'',
				'e.g. Triage',
			),
			{ displayName: 'Source', name: 'source', type: 'string', default: '', placeholder: 'e.g. help-desk' },
			{ displayName: 'Type', name: 'type', type: 'string', default: '', placeholder: 'e.g. campaign-error' },
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
				displayName: 'Max Events per Run',
				name: 'maxEvents',
				type: 'number',
				default: 100,
				typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
				description: 'Most items of one execution. What is left comes with the next one.',
			},
			resultFieldOption,
		],
	},
];
