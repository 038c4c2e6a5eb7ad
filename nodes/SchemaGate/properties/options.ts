import type { INodeProperties } from 'n8n-workflow';

import { exceptionOptions } from '../../shared/failedCheckProperties';
import { resultFieldOption } from '../../shared/resultField';

const isDefinedHere = { show: { '/contractSource': ['example', 'fields', 'jsonSchema', 'openApi'] } };

export const optionProperties: INodeProperties[] = [
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
				displayOptions: isDefinedHere,
				description: 'Name that people know the contract by, where it is not saved',
			},
			{
				displayName: 'Contract Version',
				name: 'contractVersion',
				type: 'string',
				default: '',
				placeholder: 'e.g. 3',
				displayOptions: isDefinedHere,
				description: 'Raise it whenever the contract changes. A contract that is saved is numbered by itself.',
			},
			{
				displayName: 'Customer ID',
				name: 'customerId',
				type: 'string',
				default: '',
				placeholder: 'e.g. CU-7',
				description: 'Pseudonym of the person the item is about, by which what is recorded of it can be erased',
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
			...exceptionOptions('onInvalid'),
			{
				displayName: 'Ignore in Comparison',
				name: 'ignoreFields',
				type: 'string',
				default: '',
				placeholder: 'e.g. sent_at, meta.attempt',
				description: 'Fields in which duplicates may differ, with commas between them',
			},
			{
				displayName: 'Max Problems per Item',
				name: 'maxProblems',
				type: 'number',
				default: 100,
				typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
				description: 'Most reasons that are listed for one item',
			},
			{
				displayName: 'Media Type',
				name: 'mediaType',
				type: 'string',
				default: '',
				placeholder: 'e.g. application/json',
				displayOptions: { show: { '/contractSource': ['openApi'] } },
				description: 'Which content of the operation the items are. JSON is taken where the operation has it.',
			},
			{
				displayName: 'Output Format',
				name: 'outputFormat',
				type: 'options',
				default: 'problems',
				description: 'How to list what an item does not meet of its contract',
				options: [
					{ name: 'JSON Schema Basic', value: 'basic', description: "The standard's own form, for other programs" },
					{ name: 'Problems', value: 'problems', description: 'In words, with what was found and how to mend it' },
				],
			},
			resultFieldOption,
			{
				displayName: 'Received At',
				name: 'receivedAt',
				type: 'string',
				default: '',
				placeholder: 'e.g. {{ $json.body.sent_at }}',
				description: 'When the item arrived, where that is not the moment this node runs',
			},
			{
				displayName: 'Record Triggers',
				name: 'recordTriggers',
				type: 'boolean',
				default: true,
				description:
					'Whether every accepted, refused and repeated item is recorded, so that none can vanish unseen. A duplicate check records in any case.',
			},
			{
				displayName: 'Save Contract As',
				name: 'saveAs',
				type: 'string',
				default: '',
				placeholder: 'e.g. paid-lead',
				displayOptions: isDefinedHere,
				description:
					'Name under which a run of this node saves the contract, so that other gates can choose it. What is saved already is not saved again; a change is saved as another version.',
			},
			{
				displayName: 'Unknown Keywords',
				name: 'unknownKeywords',
				type: 'options',
				default: 'refuse',
				displayOptions: { show: { '/contractSource': ['jsonSchema', 'openApi'] } },
				description: 'What to do with words in a schema that its draft does not know',
				options: [
					{ name: 'Allow', value: 'allow', description: 'They are ignored' },
					{ name: 'Refuse', value: 'refuse', description: 'A misspelled keyword would check nothing' },
				],
			},
		],
	},
];
