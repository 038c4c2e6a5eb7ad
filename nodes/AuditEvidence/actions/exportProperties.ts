import type { INodeProperties } from 'n8n-workflow';

import { caseIdParameter } from '../../shared/caseId';
import { outputFileParameter } from '../../shared/outputFile';
import { resultFieldOption } from '../../shared/resultField';
import { showFor } from './operation';

export const exportProperties: INodeProperties[] = [
	{
		displayName: 'What to Export',
		name: 'export',
		type: 'options',
		default: 'case',
		displayOptions: showFor('export'),
		description: 'What the file holds',
		options: [
			{
				name: 'Case',
				value: 'case',
				description: 'Every step of one case, without a gap. Cannot show that nothing was added later.',
			},
			{ name: 'Full Log', value: 'full', description: 'Everything, of all cases' },
			{
				name: 'Period',
				value: 'period',
				description: 'Everything that was recorded in a time, of all cases. Shows that nothing was left out.',
			},
		],
	},
	caseIdParameter(showFor('export', { export: ['case'] })),
	{
		displayName: 'Recorded From',
		name: 'from',
		type: 'dateTime',
		required: true,
		default: '',
		displayOptions: showFor('export', { export: ['period'] }),
		description: 'Entries recorded at this time or later',
	},
	{
		displayName: 'Recorded Before',
		name: 'before',
		type: 'dateTime',
		default: '',
		displayOptions: showFor('export', { export: ['period'] }),
		description: 'Entries recorded earlier than this. Empty means up to now.',
	},
	{
		displayName: 'Withhold',
		name: 'withhold',
		type: 'options',
		default: 'pii',
		displayOptions: showFor('export'),
		description: 'What is left out. Every proof holds without it, and it can be handed in later.',
		options: [
			{ name: 'All Payloads', value: 'all', description: 'The file holds entries and proofs only' },
			{ name: 'None', value: 'none', description: 'The file holds personal data' },
			{ name: 'Personal Data', value: 'pii', description: 'Payloads that were kept for good stay in' },
		],
	},
	outputFileParameter(showFor('export')),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: showFor('export'),
		options: [
			resultFieldOption,
			{
				displayName: 'Recipient Role',
				name: 'recipientRole',
				type: 'string',
				default: '',
				placeholder: 'e.g. External-Auditor',
				description: 'Who gets the file, as a role. The log keeps it, so that it can be told what left the house.',
			},
		],
	},
];
