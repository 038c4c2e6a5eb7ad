import type { INodeProperties } from 'n8n-workflow';

/** What a field may hold, as options. */
export const fieldTypes = [
	{ name: 'Any', value: 'any' },
	{ name: 'Boolean', value: 'boolean' },
	{ name: 'Date', value: 'date' },
	{ name: 'Email', value: 'email' },
	{ name: 'List', value: 'list' },
	{ name: 'Number', value: 'number' },
	{ name: 'Object', value: 'object' },
	{ name: 'Text', value: 'text' },
	{ name: 'URL', value: 'url' },
];

const limits: INodeProperties = {
	displayName: 'Limits',
	name: 'limits',
	type: 'collection',
	placeholder: 'Add Limit',
	default: {},
	options: [
		{
			displayName: 'Max Length',
			name: 'maxLength',
			type: 'number',
			default: 500,
			typeOptions: { minValue: 0, numberPrecision: 0 },
			description: 'Longest text in characters, or most entries of a list',
		},
		{
			displayName: 'Maximum',
			name: 'maximum',
			type: 'number',
			default: 100,
			description: 'Highest number that passes',
		},
		{
			displayName: 'Min Length',
			name: 'minLength',
			type: 'number',
			default: 1,
			typeOptions: { minValue: 0, numberPrecision: 0 },
			description: 'Shortest text in characters, or fewest entries of a list',
		},
		{
			displayName: 'Minimum',
			name: 'minimum',
			type: 'number',
			default: 0,
			description: 'Lowest number that passes',
		},
		{
			displayName: 'Pattern',
			name: 'pattern',
			type: 'string',
			default: '',
			placeholder: 'e.g. ^T-[0-9]+$',
			description: 'Regular expression the text must match, without look-around and back-references',
		},
	],
};

/** Settings that a row of a field list and a change of a learned field have in common. */
export const valueSettings: INodeProperties[] = [
	{
		displayName: 'Allowed Values',
		name: 'allowedValues',
		type: 'string',
		default: '',
		placeholder: 'e.g. billing, technical, account',
		description: 'With commas between them. Leave empty to allow any value.',
	},
	limits,
];

const fieldRow: INodeProperties[] = [
	{
		displayName: 'Field',
		name: 'path',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. customer.email',
		requiresDataPath: 'single',
		description: 'Where the value is, with dots between the levels. Write items[].sku for every entry of a list.',
	},
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		default: 'text',
		options: fieldTypes,
	},
	{
		displayName: 'Required',
		name: 'required',
		type: 'boolean',
		default: true,
		description: 'Whether an item without this field is refused',
	},
	...valueSettings,
];

export const fieldListProperties: INodeProperties[] = [
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'fixedCollection',
		placeholder: 'Add Field',
		default: {},
		typeOptions: {
			multipleValues: true,
			sortable: true,
			fixedCollection: {
				itemTitle:
					'={{ $collection.item.value.path ? $collection.item.value.path + ($collection.item.value.required === false ? " (optional)" : "") : "New field" }}',
			},
		},
		displayOptions: { show: { contractSource: ['fields'] } },
		description: 'One row per field that matters',
		options: [{ displayName: 'Field', name: 'values', values: fieldRow }],
	},
];
