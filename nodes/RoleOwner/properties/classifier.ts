import type { INodeProperties } from 'n8n-workflow';

import { roleParameter } from '../../shared/roles';

const isUsed = { useClassifier: [true] };

export const classifierProperties: INodeProperties[] = [
	{
		displayName: "Use a Classifier's Suggestion",
		name: 'useClassifier',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether a role that an AI node suggests owns what no rule matches, if the AI is sure enough',
	},
	{
		displayName: "Classifier's Answer",
		name: 'answer',
		type: 'string',
		default: '={{ $json.output }}',
		required: true,
		placeholder: 'e.g. {{ $json.output }}',
		displayOptions: { show: isUsed },
		description: 'What the AI node put out: an object, JSON text, or the name of a role or category alone',
	},
	{
		displayName: 'Field With Role',
		name: 'roleField',
		type: 'string',
		default: 'role',
		required: true,
		placeholder: 'e.g. category',
		requiresDataPath: 'single',
		displayOptions: { show: isUsed },
		description: 'Where in the answer the role or category is',
	},
	{
		displayName: 'Field With Confidence',
		name: 'confidenceField',
		type: 'string',
		default: 'confidence',
		required: true,
		placeholder: 'e.g. confidence',
		requiresDataPath: 'single',
		displayOptions: { show: isUsed },
		description: 'Where in the answer a number from 0 to 1 is. Without it the item goes to triage.',
	},
	{
		displayName: 'Least Confidence',
		name: 'threshold',
		type: 'number',
		default: 0.75,
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 4 },
		displayOptions: { show: isUsed },
		description: 'What is less sure than this goes to triage with what the classifier chose between',
	},
	{
		displayName: 'Roles of Categories',
		name: 'categories',
		type: 'fixedCollection',
		placeholder: 'Add Category',
		default: {},
		typeOptions: { multipleValues: true, fixedCollection: { layout: 'inline' } },
		displayOptions: { show: isUsed },
		description: 'Which role a category means. A category that is not listed has to be the name of a role.',
		options: [
			{
				displayName: 'Category',
				name: 'values',
				values: [
					{
						displayName: 'Category',
						name: 'category',
						type: 'string',
						default: '',
						placeholder: 'e.g. billing question',
					},
					roleParameter({ displayName: 'Role', name: 'role' }, '', 'e.g. Billing-Escalation'),
				],
			},
		],
	},
	{
		displayName: 'Classifier Options',
		name: 'classifierOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: isUsed },
		options: [
			{
				displayName: 'Confidence If None Is Given',
				name: 'assumedConfidence',
				type: 'number',
				default: 0.8,
				typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 4 },
				description: 'For classifiers that name a category and nothing else, as the Text Classifier of n8n',
			},
			{
				displayName: 'Field With Candidates',
				name: 'candidatesField',
				type: 'string',
				default: 'candidates',
				placeholder: 'e.g. candidates',
				requiresDataPath: 'single',
				description: 'Where in the answer all roles it chose between are, each with its confidence',
			},
			{
				displayName: 'Least Margin',
				name: 'minMargin',
				type: 'number',
				default: 0.1,
				typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 4 },
				description: 'How much surer the best candidate has to be than the next one',
			},
		],
	},
];
