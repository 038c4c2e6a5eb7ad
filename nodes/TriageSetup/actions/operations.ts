import type { INodeProperties } from 'n8n-workflow';

import { resultFieldOption } from '../../shared/resultField';
import { checkInstallation } from './checkInstallation.operation';
import { installTemplates } from './installTemplates.operation';
import { loadDemoData } from './loadDemoData.operation';
import type { Operation } from './operation';
import { policyProperties, saveClockPolicy } from './saveClockPolicy.operation';
import { requiredProperties, saveRequiredEntries } from './saveRequiredEntries.operation';

export const operations = {
	checkInstallation,
	installTemplates,
	loadDemoData,
	saveClockPolicy,
	saveRequiredEntries,
} satisfies Record<string, Operation>;
export type OperationName = keyof typeof operations;

export const outputNames: Record<OperationName, [string, string]> = {
	checkInstallation: ['Ready', 'Needs Attention'],
	installTemplates: ['Installed', 'Not Published'],
	loadDemoData: ['Loaded', 'Not Loaded'],
	saveClockPolicy: ['Saved', 'Refused'],
	saveRequiredEntries: ['Saved', 'Refused'],
};

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'checkInstallation',
		options: [
			{
				name: 'Check Installation',
				value: 'checkInstallation',
				action: 'Check installation',
				description: 'Look at the store, the roles and the process that runs this, and say what to mend',
			},
			{
				name: 'Install Templates',
				value: 'installTemplates',
				action: 'Install templates',
				description: 'Import the workflows of the pack, link them and publish them; safe to run again',
			},
			{
				name: 'Load Demo Data',
				value: 'loadDemoData',
				action: 'Load demo data',
				description: 'Make the demo tables, and give their rows the first values back; rows of yours stay',
			},
			{
				name: 'Save Clock Policy',
				value: 'saveClockPolicy',
				action: 'Save clock policy',
				description: 'Say how long triage, first response, resolution and owners may take, for which cases',
			},
			{
				name: 'Save Required Entries',
				value: 'saveRequiredEntries',
				action: 'Save required entries',
				description: 'Say what the trail of a resolved case has to hold, by the source of the case',
			},
		],
	},
	...policyProperties,
	...requiredProperties,
	{
		displayName: 'Replace Changed Workflows',
		name: 'replaceChanged',
		type: 'boolean',
		default: false,
		displayOptions: { show: { operation: ['installTemplates'] } },
		description:
			'Whether workflows that differ from those of the pack are replaced; n8n keeps what was there in the version history',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [resultFieldOption],
	},
];
