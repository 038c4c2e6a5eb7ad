import type { INodeProperties } from 'n8n-workflow';

import { fieldTypes, valueSettings } from './fieldList';

const sample = `{
  "ticket_id": "T-1000",
  "subject": "Invoice is wrong",
  "amount": 12.5,
  "customer": { "email": "ada@example.com" },
  "items": [{ "sku": "A-1" }]
}`;

const changeRow: INodeProperties[] = [
	{
		displayName: 'Field',
		name: 'field',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'One of the fields that were learned',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a field…',
				typeOptions: {
					searchListMethod: 'searchLearnedFields',
					searchable: true,
					skipCredentialsCheckInRLC: true,
				},
			},
			{ displayName: 'By Path', name: 'path', type: 'string', placeholder: 'e.g. customer.email' },
		],
	},
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		default: 'learned',
		options: [
			{ name: 'As Learned', value: 'learned' },
			{ name: 'Not Checked', value: 'ignored', description: 'The field is left out of the contract' },
			...fieldTypes,
		].sort((one, other) => (one.name < other.name ? -1 : 1)),
	},
	{
		displayName: 'Required',
		name: 'required',
		type: 'options',
		default: 'learned',
		options: [
			{ name: 'As Learned', value: 'learned' },
			{ name: 'No', value: 'no', description: 'An item may leave it out, or leave it empty' },
			{ name: 'Yes', value: 'yes', description: 'An item without it is refused' },
		],
	},
	...valueSettings,
];

export const exampleProperties: INodeProperties[] = [
	{
		displayName: 'Example Item',
		name: 'example',
		type: 'json',
		default: sample,
		typeOptions: { rows: 10 },
		displayOptions: { show: { contractSource: ['example'] } },
		description:
			'An item that should pass, or a list of such items. Fields, types and what is required are learned from it. Look at them below before you rely on them.',
	},
	{
		displayName: 'Change What Was Learned',
		name: 'changes',
		type: 'fixedCollection',
		placeholder: 'Add Change',
		default: {},
		typeOptions: {
			multipleValues: true,
			sortable: true,
			fixedCollection: {
				itemTitle: '={{ ($collection.item.value.field ?? {}).value || "New change" }}',
			},
		},
		displayOptions: { show: { contractSource: ['example'] } },
		description: 'The list of each change shows what was learned',
		options: [{ displayName: 'Change', name: 'values', values: changeRow }],
	},
];
