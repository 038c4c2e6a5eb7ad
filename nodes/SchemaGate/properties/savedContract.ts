import type { INodeProperties } from 'n8n-workflow';

import { locatorParameter } from '../../shared/savedDefinition';

const isSaved = { contractSource: ['saved'] };

export const savedContractProperties: INodeProperties[] = [
	locatorParameter(
		{
			displayName: 'Contract',
			name: 'savedContract',
			required: true,
			displayOptions: { show: isSaved },
			description: 'A contract that another Schema Gate has saved by its option Save Contract As',
		},
		{ searchListMethod: 'searchContracts', placeholder: 'Select a contract…' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. paid-lead' },
	),
	{
		displayName: 'Version',
		name: 'savedVersion',
		type: 'options',
		noDataExpression: true,
		default: 'inForce',
		displayOptions: { show: isSaved },
		description: 'Which version of the contract items are checked by',
		options: [
			{ name: 'In Force', value: 'inForce', description: 'The one that counts when this node runs' },
			{ name: 'Pinned', value: 'pinned', description: 'Always the same one, whatever is saved after it' },
		],
	},
	locatorParameter(
		{
			displayName: 'Version Number',
			name: 'savedVersionNumber',
			required: true,
			displayOptions: { show: { ...isSaved, savedVersion: ['pinned'] } },
			description: 'The version that this node keeps to',
		},
		{ searchListMethod: 'searchContractVersions', placeholder: 'Select a version…' },
		{ displayName: 'By Number', name: 'number', placeholder: 'e.g. 3' },
	),
];
