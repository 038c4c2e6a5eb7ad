import type { INodeProperties } from 'n8n-workflow';

import { introduction } from '../shared/introduction';
import { resultFieldOption } from '../shared/resultField';

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

const fieldRow: INodeProperties[] = [
	{
		displayName: 'Field',
		name: 'path',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. customer.email',
		requiresDataPath: 'single',
		description: 'Where the value is, with dots between the levels',
	},
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		default: 'text',
		options: [
			{ name: 'Any', value: 'any' },
			{ name: 'Boolean', value: 'boolean' },
			{ name: 'Date', value: 'date' },
			{ name: 'Email', value: 'email' },
			{ name: 'List', value: 'list' },
			{ name: 'Number', value: 'number' },
			{ name: 'Object', value: 'object' },
			{ name: 'Text', value: 'text' },
			{ name: 'URL', value: 'url' },
		],
	},
	{
		displayName: 'Required',
		name: 'required',
		type: 'boolean',
		default: true,
		description: 'Whether an item without this field is refused',
	},
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

export const properties: INodeProperties[] = [
	introduction('Checks every item against a contract and lists all that is wrong in words', 'schema-gate'),
	{
		displayName: 'Define Contract Using',
		name: 'contractSource',
		type: 'options',
		noDataExpression: true,
		default: 'fields',
		description: 'How to describe what a good item looks like',
		options: [
			{ name: 'Field List', value: 'fields', description: 'One row per field, without any JSON' },
			{ name: 'JSON Schema', value: 'jsonSchema', description: 'A schema in draft 2020-12 or draft-07' },
		],
	},
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
	{
		displayName: 'Fields Not Listed',
		name: 'extraFields',
		type: 'options',
		default: 'keep',
		displayOptions: { show: { contractSource: ['fields'] } },
		description: 'What to do with fields that no row names',
		options: [
			{ name: 'Keep', value: 'keep', description: 'They pass and stay in the item' },
			{ name: 'Reject Item', value: 'reject', description: 'Each of them is listed as a reason to refuse the item' },
		],
	},
	{
		displayName: 'JSON Schema',
		name: 'schema',
		type: 'json',
		default:
			'{\n  "type": "object",\n  "required": ["ticket_id"],\n  "properties": {\n    "ticket_id": { "type": "string" }\n  }\n}',
		typeOptions: { rows: 12 },
		displayOptions: { show: { contractSource: ['jsonSchema'] } },
		description: 'References to other addresses are never fetched',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Contract Name',
				name: 'contractName',
				type: 'string',
				default: '',
				placeholder: 'e.g. campaign-error',
				description: 'Name that people know the contract by',
			},
			{
				displayName: 'Contract Version',
				name: 'contractVersion',
				type: 'string',
				default: '',
				placeholder: 'e.g. 3',
				description: 'Raise it whenever the contract changes',
			},
			{
				displayName: 'Data Location',
				name: 'dataLocation',
				type: 'string',
				default: '',
				placeholder: 'e.g. body',
				requiresDataPath: 'single',
				description: 'Part of the item to check. Leave empty to check the whole item.',
			},
			{
				displayName: 'Max Problems per Item',
				name: 'maxProblems',
				type: 'number',
				default: 100,
				typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
				description: 'Most reasons that are listed for one item',
			},
			resultFieldOption,
			{
				displayName: 'Unknown Keywords',
				name: 'unknownKeywords',
				type: 'options',
				default: 'refuse',
				description: 'What to do with words in the JSON Schema that its draft does not know',
				options: [
					{ name: 'Allow', value: 'allow', description: 'They are ignored' },
					{ name: 'Refuse', value: 'refuse', description: 'A misspelled keyword would check nothing' },
				],
			},
		],
	},
];
