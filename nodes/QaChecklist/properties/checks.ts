import type { INodeProperties } from 'n8n-workflow';

import { noConditions } from '../conditions';
import { defaultDateAgeHours } from '../readChecks';

const showFor = (...types: string[]): INodeProperties['displayOptions'] => ({ show: { type: types } });
const filterOptions = { filter: { caseSensitive: true, typeValidation: 'loose' as const, version: 2 as const } };
const stepTypes = ['action_confirmed', 'api_call_succeeded', 'evidence_recorded'];

const checkRow: INodeProperties[] = [
	{
		displayName: 'Check Name',
		name: 'checkName',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. Suppression applied',
		description: 'Name that the result and the trail of the case show, so it must not name a person',
	},
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		noDataExpression: true,
		default: 'evidence_recorded',
		options: [
			{ name: 'Action Confirmed', value: 'action_confirmed', description: 'A step of the case is completed' },
			{
				name: 'API Call Succeeded',
				value: 'api_call_succeeded',
				description: 'The newest answer recorded for a step has one of the status codes',
			},
			{ name: 'Condition Is True', value: 'condition_is_true', description: 'The item meets the conditions' },
			{
				name: 'Evidence Recorded',
				value: 'evidence_recorded',
				description: 'Audit Evidence has recorded something for a step, and it did not go wrong',
			},
			{ name: 'Field Has Value', value: 'field_has_value', description: 'A field of the item is not empty' },
			{ name: 'Happened Recently', value: 'happened_recently', description: 'A date in the item is not too old' },
			{ name: 'Two Values Match', value: 'two_values_match', description: 'Two fields of the item are the same' },
		],
	},
	{
		displayName: 'Step',
		name: 'step',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. Suppress in Mailchimp',
		displayOptions: showFor(...stepTypes),
		description: 'Name of the step, as Audit Evidence or Triage Case: Set Step has it. Capitals do not count.',
	},
	{
		displayName: 'Status Codes',
		name: 'statuses',
		type: 'string',
		noDataExpression: true,
		default: '200-299',
		placeholder: 'e.g. 200-299, 304',
		displayOptions: showFor('api_call_succeeded'),
		description: 'Codes and ranges that count as success, with commas between them',
	},
	{
		displayName: 'Must Be True',
		name: 'condition',
		type: 'filter',
		default: { ...noConditions },
		typeOptions: filterOptions,
		displayOptions: showFor('condition_is_true'),
	},
	{
		displayName: 'Field',
		name: 'field',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. customer.email',
		requiresDataPath: 'single',
		displayOptions: showFor('field_has_value', 'happened_recently'),
	},
	{
		displayName: 'First Field',
		name: 'firstField',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. crm.email',
		requiresDataPath: 'single',
		displayOptions: showFor('two_values_match'),
	},
	{
		displayName: 'Second Field',
		name: 'secondField',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. billing.email',
		requiresDataPath: 'single',
		displayOptions: showFor('two_values_match'),
	},
	{
		displayName: 'Not Older Than (Hours)',
		name: 'maxAgeHours',
		type: 'number',
		noDataExpression: true,
		default: 0,
		typeOptions: { minValue: 0 },
		displayOptions: showFor(...stepTypes),
		description: 'How old it may be, around the clock. With 0 any age counts.',
	},
	{
		displayName: 'Not Older Than (Hours)',
		name: 'maxAgeHours',
		type: 'number',
		noDataExpression: true,
		default: defaultDateAgeHours,
		typeOptions: { minValue: 0 },
		displayOptions: showFor('happened_recently'),
		description: 'How far back the date may lie, around the clock. It has to be more than 0.',
	},
	{
		displayName: 'If It Fails',
		name: 'severity',
		type: 'options',
		noDataExpression: true,
		default: 'blocker',
		options: [
			{ name: 'Block', value: 'blocker', description: 'The item leaves by Failed, also where nobody can tell' },
			{ name: 'Warn', value: 'warn', description: 'It is listed, and the item may pass' },
		],
	},
	{
		displayName: 'How to Fix',
		name: 'howToFix',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. Add the contact to the suppression list by hand',
		description: 'What somebody has to do when it does not pass',
	},
	{
		displayName: 'Skip If Not Applicable',
		name: 'isConditional',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether this check is left out for items that do not meet a condition',
	},
	{
		displayName: 'Applies If',
		name: 'appliesIf',
		type: 'filter',
		default: { ...noConditions },
		typeOptions: filterOptions,
		displayOptions: { show: { isConditional: [true] } },
		description: 'Where this cannot be judged, the check is made',
	},
];

const row = (checkName: string, type: string, step: string, howToFix: string, more: object = {}) => ({
	checkName,
	type,
	step,
	severity: 'blocker',
	howToFix,
	...more,
});

/** What a campaign ticket needs: the case that most teams begin with. */
const standardRows = [
	row(
		'Contact schema updated',
		'evidence_recorded',
		'enrichment',
		'Run the enrichment again, or fill the missing fields in the CRM',
	),
	row('Suppression applied', 'api_call_succeeded', 'suppression', 'Add the contact to the suppression list', {
		statuses: '200-299',
		maxAgeHours: 24,
	}),
	row(
		'Billing reconciliation requested',
		'api_call_succeeded',
		'billing reconciliation',
		'Ask billing to reconcile the account',
		{
			statuses: '200-299',
		},
	),
	row('Customer notified', 'evidence_recorded', 'notification', 'Tell the customer what was done'),
];

export const checkProperties: INodeProperties[] = [
	{
		displayName: 'Checks',
		name: 'checks',
		type: 'fixedCollection',
		placeholder: 'Add Check',
		default: { values: standardRows },
		displayOptions: { show: { checklistFrom: ['here'] } },
		typeOptions: {
			multipleValues: true,
			sortable: true,
			fixedCollection: {
				itemTitle:
					'={{ ($collection.item.value.checkName || "New check") + ($collection.item.value.severity === "warn" ? " (warns)" : "") }}',
			},
		},
		description: 'All of them are made, whatever the others come to',
		options: [{ displayName: 'Check', name: 'values', values: checkRow }],
	},
];
