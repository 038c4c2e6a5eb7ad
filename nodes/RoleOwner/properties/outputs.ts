import type { INodeProperties } from 'n8n-workflow';

import { roleParameter } from '../../shared/roles';

/** More would not be readable on the canvas; n8n refuses them. */
const maxRoleOutputs = 20;

export const outputProperties: INodeProperties[] = [
	{
		displayName: 'Outputs',
		name: 'outputs',
		type: 'options',
		noDataExpression: true,
		default: 'single',
		options: [
			{ name: 'Assigned and Needs Triage', value: 'single', description: 'One output for all that has an owner' },
			{
				name: 'One per Role',
				value: 'perRole',
				description: 'An output for each role you choose, one for all other roles, and Needs Triage',
			},
		],
	},
	{
		displayName: 'Roles With Their Own Output',
		name: 'outputRoles',
		type: 'fixedCollection',
		placeholder: 'Add Role',
		default: {},
		typeOptions: { multipleValues: true, maxAllowedFields: maxRoleOutputs },
		displayOptions: { show: { outputs: ['perRole'] } },
		description: 'Add new ones at the end, so that what is connected stays connected',
		options: [
			{
				displayName: 'Role',
				name: 'values',
				values: [roleParameter({ displayName: 'Role', name: 'role' }, '', 'e.g. Billing-Escalation')],
			},
		],
	},
];

const names =
	'$parameter["outputs"] === "perRole" ? ["Other Roles", "Needs Triage", ...(($parameter["outputRoles"] ?? {})["values"] ?? []).map((row) => (row["role"] ?? {})["value"] || "No Role Chosen")] : ["Assigned", "Needs Triage"]';

/** Assigned and Needs Triage keep their places whatever is chosen; outputs of roles come after them. */
export const outputs: `={{${string}}}` = `={{ (${names}).map((displayName) => ({ type: "main", displayName })) }}`;
