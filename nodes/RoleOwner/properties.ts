import type { INodeProperties } from 'n8n-workflow';

import { introduction } from '../shared/introduction';
import { resultFieldOption } from '../shared/resultField';
import { roleParameter } from '../shared/roles';

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
			description: 'Role that steps in when the owner does not act',
		},
		'',
		'e.g. Billing-Escalation',
	),
];

export const properties: INodeProperties[] = [
	introduction('Gives every item an owner role and a backup, and says why', 'role-owner'),
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
		description: 'Each rule names the role that owns what it matches',
		options: [{ displayName: 'Rule', name: 'values', values: ruleRow }],
	},
	{
		displayName: 'If Several Rules Match',
		name: 'hitPolicy',
		type: 'options',
		noDataExpression: true,
		default: 'unique',
		description: 'Which rule decides when more than one matches',
		options: [
			{ name: 'Accept When They Agree', value: 'any', description: 'All must name the same owner and backup role' },
			{ name: 'Send to Triage', value: 'unique', description: 'Rules should not overlap: no owner is guessed' },
			{ name: 'Use the First', value: 'first', description: 'The order of the rules decides' },
		],
	},
	roleParameter(
		{
			displayName: 'If No Rule Decides',
			name: 'fallbackRole',
			required: true,
			description: 'Every case gets an owner. This role has it until a person routes it.',
		},
		'Triage',
		'e.g. Triage',
	),
	{
		displayName: 'Case ID',
		name: 'caseId',
		type: 'string',
		default: '={{ $json.triage?.case_id }}',
		placeholder: 'e.g. C-0031',
		description: 'Case that gets the owner. Leave empty to decide without recording.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [resultFieldOption],
	},
];
