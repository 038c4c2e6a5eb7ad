import type { INodeProperties } from 'n8n-workflow';

import { failureParameter } from '../../shared/failedCheckProperties';
import { introduction } from '../../shared/introduction';
import { duplicateProperties } from './duplicates';
import { exampleProperties } from './example';
import { fieldListProperties } from './fieldList';
import { jsonSchemaProperties } from './jsonSchema';
import { openApiProperties } from './openApi';
import { optionProperties } from './options';
import { ruleProperties } from './rules';
import { savedContractProperties } from './savedContract';

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
			{ name: 'Example Item', value: 'example', description: 'Learned from an item that should pass' },
			{ name: 'Field List', value: 'fields', description: 'One row per field, without any JSON' },
			{ name: 'JSON Schema', value: 'jsonSchema', description: 'A schema in draft 2020-12, 2019-09 or draft-07' },
			{ name: 'OpenAPI Document', value: 'openApi', description: 'The body of one operation of an interface' },
			{ name: 'Saved Contract', value: 'saved', description: 'One that was saved by name, for use in many workflows' },
		],
	},
	...fieldListProperties,
	...exampleProperties,
	...jsonSchemaProperties,
	...openApiProperties,
	...savedContractProperties,
	{
		displayName: 'Fields Not Listed',
		name: 'extraFields',
		type: 'options',
		default: 'keep',
		displayOptions: { show: { contractSource: ['fields', 'example'] } },
		description: 'What to do with fields that the contract does not name',
		options: [
			{ name: 'Keep', value: 'keep', description: 'They pass and stay in the item' },
			{ name: 'Reject Item', value: 'reject', description: 'Each of them is listed as a reason to refuse the item' },
		],
	},
	...ruleProperties,
	{
		displayName: 'Fix If Possible',
		name: 'fixes',
		type: 'multiOptions',
		default: [],
		description: 'Changes that are made where the item then passes. Each is recorded with what was before.',
		options: [
			{ name: 'Convert Type', value: 'convertType', description: 'As "12.50" to the number 12.5' },
			{ name: 'Lowercase', value: 'lowercase', description: 'As "Billing" to "billing" where that is allowed' },
			{ name: 'Trim Spaces', value: 'trim', description: 'White space at both ends of a text' },
		],
	},
	...duplicateProperties,
	failureParameter('On Invalid', 'onInvalid'),
	...optionProperties,
];
