import type { INodeProperties } from 'n8n-workflow';

const example = [
	'rule.id,type,customer.tier,amount: number,then.owner_role,then.backup_role',
	'billing,billing,*,*,Billing-Escalation,Finance-Lead',
	'large refund,refund,"gold,silver",>= 500,Finance-Lead,Billing-Escalation',
	'bug,bug,not(free),*,Product-Support,Platform',
].join('\n');

export const tableProperties: INodeProperties[] = [
	{
		displayName: 'Table',
		name: 'table',
		type: 'string',
		default: '',
		required: true,
		typeOptions: { rows: 10 },
		placeholder: example,
		displayOptions: { show: { ruleSource: ['table'] } },
		description:
			'CSV from a sheet, or JSON. Each column names a field and, after a colon, its type: boolean, date, datetime, integer, number or string. Each line is a rule; * stands for anything.',
	},
	{
		displayName: 'Rule Set',
		name: 'ruleSet',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: { ruleSource: ['ruleSet'] } },
		description: 'Table that was saved by this name. Its hit policy and default are part of it.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a rule set…',
				typeOptions: { searchListMethod: 'searchRuleSets', searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. support' },
		],
	},
	{
		displayName: 'Version',
		name: 'versionChoice',
		type: 'options',
		noDataExpression: true,
		default: 'inForce',
		displayOptions: { show: { ruleSource: ['ruleSet'] } },
		options: [
			{ name: 'In Force', value: 'inForce', description: 'What was activated last decides from that moment on' },
			{ name: 'Pinned', value: 'pinned', description: 'This version decides until you change it here' },
		],
	},
	{
		displayName: 'Pinned Version',
		name: 'version',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: { ruleSource: ['ruleSet'], versionChoice: ['pinned'] } },
		description: 'Has to be reviewed where the rule set asks for that',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a version…',
				typeOptions: { searchListMethod: 'searchVersions', searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ displayName: 'By Number', name: 'number', type: 'string', placeholder: 'e.g. 3' },
		],
	},
];
