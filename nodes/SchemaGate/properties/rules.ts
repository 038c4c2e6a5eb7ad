import type { INodeProperties } from 'n8n-workflow';

const ruleRow: INodeProperties[] = [
	{
		displayName: 'Rule Name',
		name: 'ruleName',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. Refund not above charge',
		description: 'Name that findings and reports show',
	},
	{
		displayName: 'Must Be True',
		name: 'mustBeTrue',
		type: 'filter',
		default: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
			conditions: [],
			combinator: 'and',
		},
		typeOptions: { filter: { caseSensitive: true, typeValidation: 'loose', version: 2 } },
		description:
			'A field that is missing makes a condition neither true nor false, which is a finding of its own. Ask with "does not exist" where it may be missing.',
	},
	{
		displayName: 'If Not Met',
		name: 'severity',
		type: 'options',
		default: 'block',
		options: [
			{ name: 'Refuse Item', value: 'block', description: 'The item leaves by Invalid' },
			{ name: 'Warn Only', value: 'warn', description: 'The item may pass, and the finding is listed' },
		],
	},
	{
		displayName: 'Message If Not',
		name: 'message',
		type: 'string',
		default: '',
		placeholder: 'e.g. The refund is higher than what was charged',
		description: 'Leave empty for a sentence about the fields',
	},
];

export const ruleProperties: INodeProperties[] = [
	{
		displayName: 'Business Rules',
		name: 'rules',
		type: 'fixedCollection',
		placeholder: 'Add Rule',
		default: {},
		typeOptions: {
			multipleValues: true,
			sortable: true,
			fixedCollection: {
				itemTitle:
					'={{ ($collection.item.value.ruleName || "New rule") + ($collection.item.value.severity === "warn" ? " (warns)" : "") }}',
			},
		},
		description: 'What must hold between fields. Findings are listed apart from what the contract finds.',
		options: [{ displayName: 'Rule', name: 'values', values: ruleRow }],
	},
];
