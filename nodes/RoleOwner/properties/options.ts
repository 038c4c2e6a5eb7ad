import type { INodeProperties } from 'n8n-workflow';

import { exceptionOptions } from '../../shared/failedCheckProperties';
import { resultFieldOption } from '../../shared/resultField';
import { roleParameter } from '../../shared/roles';

export const optionProperties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Check Availability',
				name: 'checkAvailability',
				type: 'boolean',
				default: true,
				description:
					'Whether a role that is off duty, or of which nobody is on duty, is passed over for its backup. What is known of roles comes from the store.',
			},
			{
				displayName: 'Chosen Role',
				name: 'chosenRole',
				type: 'string',
				default: '',
				placeholder: 'e.g. {{ $json.chosen_role }}',
				description: 'Role that somebody chose. Where it is not empty, it comes before all rules.',
			},
			roleParameter(
				{
					displayName: 'Default Role',
					name: 'defaultRole',
					displayOptions: { hide: { '/ruleSource': ['ruleSet'] } },
					description: 'Role that owns what no rule matches, instead of sending it to triage',
				},
				'',
				'e.g. Support-Desk',
			),
			...exceptionOptions('onNeedsTriage'),
			{
				displayName: 'Explain Decision',
				name: 'explain',
				type: 'boolean',
				default: true,
				description:
					'Whether the result shows what was found, which rules came close, and which fields are missing. The reason is always there.',
			},
			{
				displayName: 'Least Minutes Between Moves',
				name: 'cooldownMinutes',
				type: 'number',
				default: 15,
				typeOptions: { minValue: 0 },
				displayOptions: { show: { moveOwned: [true] } },
				description: 'Time around the clock for which a case stays where it went, unless its priority rises',
			},
			{
				displayName: 'Move Owned Cases',
				name: 'moveOwned',
				type: 'boolean',
				default: false,
				description:
					'Whether a case that has an owner goes to another one when the rules now say so. A case that is passed around too much stays where it is.',
			},
			resultFieldOption,
			{
				displayName: 'Roles Without Members',
				name: 'unstaffed',
				type: 'options',
				default: 'available',
				description: 'What a role counts as that nobody was put on yet',
				options: [
					{ name: 'Count as Available', value: 'available', description: 'They get cases, and a hint names them' },
					{ name: 'Count as Unavailable', value: 'unavailable', description: 'They are passed over' },
				],
			},
		],
	},
];
