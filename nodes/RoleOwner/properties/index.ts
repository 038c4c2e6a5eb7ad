import type { INodeProperties } from 'n8n-workflow';

import { failureParameter } from '../../shared/failedCheckProperties';
import { introduction } from '../../shared/introduction';
import { defaultFallbackRole, roleParameter } from '../../shared/roles';
import { canvasRuleProperties } from './canvasRules';
import { classifierProperties } from './classifier';
import { optionProperties } from './options';
import { outputProperties } from './outputs';
import { tableProperties } from './tables';

export { outputs } from './outputs';

export const properties: INodeProperties[] = [
	introduction('Gives every item an owner role and a backup, and says why', 'role-owner'),
	{
		displayName: 'Rules From',
		name: 'ruleSource',
		type: 'options',
		noDataExpression: true,
		default: 'canvas',
		options: [
			{ name: 'Canvas Rules', value: 'canvas', description: 'Conditions as in the If node' },
			{
				name: 'Saved Rule Set',
				value: 'ruleSet',
				description: 'A table with versions that other nodes and workflows share',
			},
			{ name: 'Table', value: 'table', description: 'Pasted from a sheet, one line a rule' },
		],
	},
	...canvasRuleProperties,
	...tableProperties,
	{
		displayName: 'If Several Rules Match',
		name: 'hitPolicy',
		type: 'options',
		noDataExpression: true,
		default: 'unique',
		displayOptions: { hide: { ruleSource: ['ruleSet'] } },
		description: 'Which rule decides when more than one matches. A JSON table that has its own hit_policy keeps it.',
		options: [
			{ name: 'Accept When They Agree', value: 'any', description: 'All must lead to the same' },
			{
				name: 'Put Together',
				value: 'collect',
				description: 'All must name the same owner; consulted and informed roles add up',
			},
			{ name: 'Send to Triage', value: 'unique', description: 'Rules should not overlap: no owner is guessed' },
			{ name: 'Use the First', value: 'first', description: 'The order of the rules decides' },
			{
				name: 'Use the Highest Rank',
				value: 'priority',
				description: 'Two of the same rank that lead to different roles are not guessed between',
			},
		],
	},
	roleParameter(
		{
			displayName: 'If No Rule Decides',
			name: 'fallbackRole',
			required: true,
			description: 'Every case gets an owner. This role has it until a person routes it.',
		},
		defaultFallbackRole,
		'e.g. Triage',
	),
	...classifierProperties,
	{
		displayName: 'Case ID',
		name: 'caseId',
		type: 'string',
		default: '={{ $json.triage?.case_id }}',
		placeholder: 'e.g. C-0031',
		description: 'Case that gets the owner. Leave empty to decide without recording.',
	},
	...outputProperties,
	failureParameter('On Needs Triage', 'onNeedsTriage'),
	...optionProperties,
];
