import type { INodeProperties } from 'n8n-workflow';

import { roleParameter } from './roles';

/** What becomes of an item that did not pass, beside leaving by its output. */
export const failureChoices = ['exception', 'output', 'stop'] as const;
export type FailureChoice = (typeof failureChoices)[number];

/** The parameter of a gate that says what becomes of what did not pass, as On Invalid. */
export const failureParameter = (displayName: string, name: string): INodeProperties => ({
	displayName,
	name,
	type: 'options',
	noDataExpression: true,
	default: 'exception',
	description: 'What to do with items that leave by this output, so that somebody sees to them',
	options: [
		{
			name: 'Open Exception and Send to Output',
			value: 'exception',
			description: 'A role owns it, with a time limit and a list of what to do; the same again is counted',
		},
		{ name: 'Send to Output Only', value: 'output', description: 'The workflow sees to them itself' },
		{ name: 'Stop Workflow', value: 'stop', description: 'The first of them ends the run with its reason' },
	],
});

const whenOpened = (parameter: string) => ({ show: { [`/${parameter}`]: ['exception'] } });

/** How the exceptions of a gate are opened; goes into its options. `parameter`: name of `failureParameter`. */
export const exceptionOptions = (parameter: string): INodeProperties[] => [
	roleParameter(
		{
			displayName: 'Exception Backup Role',
			name: 'exceptionBackup',
			displayOptions: whenOpened(parameter),
			description: 'Role that gets an exception when nobody acknowledges it in time',
		},
		'Support-Lead',
		'e.g. Support-Lead',
	),
	roleParameter(
		{
			displayName: 'Exception Owner Role',
			name: 'exceptionOwner',
			displayOptions: whenOpened(parameter),
			description: 'Role that sees to the exceptions of this node',
		},
		'Triage',
		'e.g. Triage',
	),
	{
		displayName: 'Exception Resolve Within (Hours)',
		name: 'exceptionResolveHours',
		type: 'number',
		default: 24,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		displayOptions: whenOpened(parameter),
		description:
			'Time around the clock after which an exception that is not resolved is overdue. Without this option a day, or twice the time to respond.',
	},
	{
		displayName: 'Exception Respond Within (Hours)',
		name: 'exceptionRespondHours',
		type: 'number',
		default: 4,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		displayOptions: whenOpened(parameter),
		description: 'Time around the clock after which an exception goes to its backup role',
	},
];

/** What stands in these options. */
export interface ExceptionSettings {
	exceptionBackup?: unknown;
	exceptionOwner?: unknown;
	exceptionResolveHours?: unknown;
	exceptionRespondHours?: unknown;
}
