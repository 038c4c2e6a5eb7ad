import type { INodeProperties } from 'n8n-workflow';

import { caseStates, stateNames } from '../../../../core';
import { cursorOption, limitProperties } from '../../../shared/limit';
import { resultFieldOption } from '../../../shared/resultField';
import { roleParameter } from '../../../shared/roles';
import { showFor } from '../operation';

/** Most cases of a sample: one that is larger is no longer looked at by people. */
export const maxSampleSize = 1000;

const filters: INodeProperties[] = [
	{
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		placeholder: 'e.g. CU-7',
		description: 'Cases about this customer. One whose customer was erased is not found any more.',
	},
	{
		displayName: 'Has Open Exceptions',
		name: 'hasOpenExceptions',
		type: 'boolean',
		default: true,
		description: 'Whether to return cases with exceptions that are not resolved, or those without any',
	},
	{
		displayName: 'Merged',
		name: 'isMerged',
		type: 'boolean',
		default: false,
		description: 'Whether to return cases that are merged into another one, or those that are not',
	},
	{
		displayName: 'Opened After',
		name: 'openedAfter',
		type: 'dateTime',
		default: '',
		description: 'Cases opened later than this',
	},
	{
		displayName: 'Opened Before',
		name: 'openedBefore',
		type: 'dateTime',
		default: '',
		description: 'Cases opened earlier than this',
	},
	{
		displayName: 'Overdue Only',
		name: 'overdueOnly',
		type: 'boolean',
		default: true,
		description:
			'Whether to leave out cases that are resolved or still have time: of a timer, or of waiting for systems or manual review',
	},
	roleParameter(
		{ displayName: 'Owner Role', name: 'ownerRole', description: 'Role that owns the case' },
		'',
		'e.g. Triage',
	),
	{
		displayName: 'Priorities',
		name: 'priorities',
		type: 'multiOptions',
		default: [],
		description: 'Cases with any of these priorities',
		options: [
			{ name: 'High', value: 'high' },
			{ name: 'Low', value: 'low' },
			{ name: 'Normal', value: 'normal' },
			{ name: 'Urgent', value: 'urgent' },
		],
	},
	{ displayName: 'Source', name: 'source', type: 'string', default: '', placeholder: 'e.g. help-desk' },
	{
		displayName: 'States',
		name: 'states',
		type: 'multiOptions',
		default: [],
		description: 'Cases in any of these states',
		options: caseStates.map((state) => ({ name: stateNames[state], value: state })),
	},
	{
		displayName: 'Subject Contains',
		name: 'subjectContains',
		type: 'string',
		default: '',
		placeholder: 'e.g. invoice',
		description: 'Part of the subject, in small or capital letters',
	},
	{ displayName: 'Tag', name: 'tag', type: 'string', default: '', placeholder: 'e.g. vip' },
	{ displayName: 'Ticket ID', name: 'ticketId', type: 'string', default: '', placeholder: 'e.g. T-1001' },
	{ displayName: 'Type', name: 'type', type: 'string', default: '', placeholder: 'e.g. campaign-error' },
	{
		displayName: 'Updated After',
		name: 'updatedAfter',
		type: 'dateTime',
		default: '',
		description: 'Cases that changed later than this',
	},
	{
		displayName: 'Without Evidence',
		name: 'withoutEvidence',
		type: 'boolean',
		default: true,
		description: 'Whether to leave out cases about which evidence was recorded, as a call, a snapshot or a note',
	},
];

export const description: INodeProperties[] = [
	...limitProperties({ resource: ['case'], operation: ['getMany'] }),
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		displayOptions: showFor('getMany'),
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: showFor('getMany'),
		options: filters,
	},
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'options',
		default: 'newest',
		displayOptions: showFor('getMany'),
		description: 'Order of the cases',
		options: [
			{ name: 'Least Recently Updated First', value: 'least_recently_updated' },
			{ name: 'Least Urgent First', value: 'least_urgent' },
			{ name: 'Most Urgent First', value: 'most_urgent' },
			{ name: 'Newest First', value: 'newest' },
			{ name: 'Oldest First', value: 'oldest' },
			{ name: 'Recently Updated First', value: 'recently_updated' },
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: showFor('getMany'),
		options: [
			resultFieldOption,
			{
				displayName: 'Random Sample',
				name: 'randomSample',
				type: 'number',
				default: 3,
				typeOptions: { minValue: 1, maxValue: maxSampleSize, numberPrecision: 0 },
				description: 'So many of all cases that match, each with the same chance, whatever the limit is',
			},
			{
				displayName: 'Sample Seed',
				name: 'sampleSeed',
				type: 'string',
				default: '',
				placeholder: 'e.g. {{ $json.triage.sample.seed }}',
				description: 'The same seed draws the same cases again. Left empty, the execution gives one.',
			},
			{ ...cursorOption, description: `${cursorOption.description} A random sample has no pages.` },
		],
	},
];
