import type { INodeProperties } from 'n8n-workflow';

import { roleParameter } from '../../shared/roles';

/** What a rule may say beside its owner and backup. */
const moreOfOutcome: INodeProperties = {
	displayName: 'More',
	name: 'more',
	type: 'collection',
	placeholder: 'Add More',
	default: {},
	options: [
		roleParameter(
			{
				displayName: 'Accountable Role',
				name: 'accountableRole',
				description: 'The one role that answers for the case. Leave empty to take the one of the owner role.',
			},
			'',
			'e.g. Head of Support',
		),
		{
			displayName: 'Case Priority',
			name: 'casePriority',
			type: 'options',
			default: 'high',
			description: 'Priority that the result carries, for clocks and sorting',
			options: [
				{ name: 'High', value: 'high' },
				{ name: 'Low', value: 'low' },
				{ name: 'Normal', value: 'normal' },
				{ name: 'Urgent', value: 'urgent' },
			],
		},
		{
			displayName: 'Consulted Roles',
			name: 'consulted',
			type: 'string',
			default: '',
			placeholder: 'e.g. Legal, Finance-Lead',
			description: 'Roles to ask before something is done, with commas between them',
		},
		{
			displayName: 'Informed Roles',
			name: 'informed',
			type: 'string',
			default: '',
			placeholder: 'e.g. Account-Management',
			description: 'Roles to tell afterwards, with commas between them',
		},
		{
			displayName: 'Rank',
			name: 'rank',
			type: 'number',
			default: 1,
			typeOptions: { numberPrecision: 0 },
			description: 'Whole number. Counts where the highest rank decides; a rule without one has rank 0.',
		},
		{
			displayName: 'Respond Within',
			name: 'respondWithin',
			type: 'fixedCollection',
			default: {},
			placeholder: 'Set Time',
			description: 'How long the owner has to act',
			options: [
				{
					displayName: 'Time',
					name: 'time',
					values: [
						{
							displayName: 'Amount',
							name: 'amount',
							type: 'number',
							default: 4,
							typeOptions: { minValue: 0 },
						},
						{
							displayName: 'Unit',
							name: 'unit',
							type: 'options',
							default: 'hours',
							options: [
								{ name: 'Business Days', value: 'business_days' },
								{ name: 'Business Hours', value: 'business_hours' },
								{ name: 'Business Minutes', value: 'business_minutes' },
								{ name: 'Days', value: 'days' },
								{ name: 'Hours', value: 'hours' },
								{ name: 'Minutes', value: 'minutes' },
							],
						},
					],
				},
			],
		},
	],
};

const ruleRow: INodeProperties[] = [
	{
		displayName: 'Rule Name',
		name: 'ruleName',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. Billing data missing',
		description: 'Name that the reason of a decision shows',
	},
	{
		displayName: 'When',
		name: 'when',
		type: 'filter',
		default: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
			conditions: [],
			combinator: 'and',
		},
		typeOptions: { filter: { caseSensitive: true, typeValidation: 'loose', version: 2 } },
		description:
			'A rule whose field is missing from an item does not match it. Without a condition a rule never matches.',
	},
	roleParameter(
		{
			displayName: 'Owner Role',
			name: 'ownerRole',
			required: true,
			description: 'Role that owns the case, never a person',
		},
		'',
		'e.g. MarketingOps-Data',
	),
	roleParameter(
		{
			displayName: 'Backup Role',
			name: 'backupRole',
			description: 'Role that steps in when the owner cannot act. Leave empty to take the backup of the owner role.',
		},
		'',
		'e.g. Billing-Escalation',
	),
	moreOfOutcome,
];

export const canvasRuleProperties: INodeProperties[] = [
	{
		displayName: 'Rules',
		name: 'rules',
		type: 'fixedCollection',
		placeholder: 'Add Rule',
		default: {},
		typeOptions: {
			multipleValues: true,
			sortable: true,
			fixedCollection: {
				itemTitle:
					'={{ [$collection.item.value.ruleName || "New rule", ($collection.item.value.ownerRole ?? {}).value].filter(Boolean).join(" → ") }}',
			},
		},
		displayOptions: { show: { ruleSource: ['canvas'] } },
		description: 'Each rule names the role that owns what it matches',
		options: [{ displayName: 'Rule', name: 'values', values: ruleRow }],
	},
];
