import type { INodeProperties } from 'n8n-workflow';

const whileChecked = { show: { duplicateCheck: ['forever', 'window'] } };

/** What makes an item one that was there before, and what becomes of the key. */
export const duplicateProperties: INodeProperties[] = [
	{
		displayName: 'Duplicate Check',
		name: 'duplicateCheck',
		type: 'options',
		noDataExpression: true,
		default: 'off',
		description: 'Whether an item that comes again leaves by an output of its own',
		options: [
			{ name: 'Forever', value: 'forever', description: 'A key that was seen is never forgotten' },
			{ name: 'Off', value: 'off', description: 'Every valid item passes' },
			{ name: 'Within Time Window', value: 'window', description: 'A key is forgotten some time after it was seen' },
		],
	},
	{
		displayName: 'Duplicate Key',
		name: 'duplicateKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.body.lead_id }}',
		displayOptions: whileChecked,
		description:
			'A value that is the same when the same event arrives twice, as its ID. Left empty, items with the same content are duplicates.',
	},
	{
		displayName: 'Window',
		name: 'duplicateWindow',
		type: 'number',
		default: 7,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		displayOptions: { show: { duplicateCheck: ['window'] } },
		description:
			'How long a key is remembered. Longer than your senders try again, and than a case may wait to be sent again.',
	},
	{
		displayName: 'Unit',
		name: 'duplicateWindowUnit',
		type: 'options',
		default: 'days',
		displayOptions: { show: { duplicateCheck: ['window'] } },
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Minutes', value: 'minutes' },
		],
	},
	{
		displayName: 'Mark as Done',
		name: 'duplicateDone',
		type: 'options',
		default: 'on_open',
		displayOptions: whileChecked,
		description: 'When an item counts as worked on. Until then, one that failed may come again.',
		options: [
			{ name: 'Straight Away', value: 'at_once', description: 'When it passes this gate, whatever becomes of it' },
			{ name: 'When a Case Is Opened', value: 'on_open', description: 'By Triage Case: Open, after this gate' },
			{ name: 'When Its Case Is Resolved', value: 'on_close', description: 'Until then it is said to be in progress' },
		],
	},
	{
		displayName: 'Source',
		name: 'source',
		type: 'string',
		default: '',
		placeholder: 'e.g. lead-form',
		description:
			'System the items come from; each source has its own keys. Left empty, it is the name of the workflow.',
	},
];
