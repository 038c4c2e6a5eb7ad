import type { INodeProperties } from 'n8n-workflow';

import { caseIdParameter } from '../../shared/caseId';
import { exceptionOptions, failureParameter } from '../../shared/failedCheckProperties';
import { introduction } from '../../shared/introduction';
import { resultFieldOption } from '../../shared/resultField';
import { roleParameter } from '../../shared/roles';
import { locatorParameter } from '../../shared/savedDefinition';
import { checkProperties } from './checks';

const isHere = { show: { '/checklistFrom': ['here'] } };

export const properties: INodeProperties[] = [
	introduction('Makes checks of a case and records what they came to, so that it can be closed', 'qa-checklist'),
	caseIdParameter({}),
	{
		displayName: 'Run At',
		name: 'stage',
		type: 'options',
		noDataExpression: true,
		default: 'before_closing',
		description: 'Where in the life of the case the checks are made',
		options: [
			{ name: 'After Closing', value: 'after_closing', description: 'As a spot check of a resolved case' },
			{
				name: 'Before Closing',
				value: 'before_closing',
				description: 'Resolving asks for these to have passed, with nothing changed since',
			},
			{ name: 'Before Routing', value: 'before_routing', description: 'Before a role gets the case' },
		],
	},
	{
		displayName: 'Checklist From',
		name: 'checklistFrom',
		type: 'options',
		noDataExpression: true,
		default: 'here',
		options: [
			{ name: 'Define Below', value: 'here' },
			{ name: 'Saved Checklist', value: 'saved', description: 'One that was saved by name, for use in many workflows' },
		],
	},
	...checkProperties,
	locatorParameter(
		{
			displayName: 'Checklist',
			name: 'savedChecklist',
			required: true,
			displayOptions: { show: { checklistFrom: ['saved'] } },
			description: 'A checklist that another QA Checklist has saved by its option Save Checklist As',
		},
		{ searchListMethod: 'searchChecklists', placeholder: 'Select a checklist…' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. Campaign error closing' },
	),
	failureParameter('On Failed Check', 'onFailedCheck'),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			...exceptionOptions('onFailedCheck'),
			{
				displayName: 'Override Reason',
				name: 'overrideReason',
				type: 'string',
				default: '',
				placeholder: 'e.g. {{ $json.reason }}',
				description: 'Why a case may pass that checks hold back. Counts together with a role.',
			},
			roleParameter(
				{
					displayName: 'Override Role',
					name: 'overrideRole',
					description:
						'Role that lets a case pass that checks hold back, which the trail keeps. Leave empty to override nothing.',
				},
				'',
				'e.g. Support-Lead',
			),
			resultFieldOption,
			{
				displayName: 'Require All Warnings Cleared',
				name: 'requireWarnings',
				type: 'boolean',
				default: false,
				displayOptions: isHere,
				description: 'Whether a check that only warns holds the case back too',
			},
			{
				displayName: 'Save Checklist As',
				name: 'saveAs',
				type: 'string',
				default: '',
				placeholder: 'e.g. Campaign error closing',
				displayOptions: isHere,
				description:
					'Name under which a run of this node saves the checks, so that other nodes can choose them. What is saved already is not saved again; a change is saved as another version.',
			},
		],
	},
];
