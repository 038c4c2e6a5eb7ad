import type { INodeProperties } from 'n8n-workflow';

import { priorities } from '../../../../core';
import { resultFieldOption } from '../../../shared/resultField';
import { roleParameter } from '../../../shared/roles';
import { rootCauseOptions } from '../case/options';
import { showForException } from './exceptions';

const show = showForException('open');

const options: INodeProperties[] = [
	{
		displayName: 'Attempts',
		name: 'attempts',
		type: 'number',
		default: 1,
		typeOptions: { minValue: 1, numberPrecision: 0 },
		description: 'How often it was tried before it came here',
	},
	{
		displayName: 'Calendar',
		name: 'calendar',
		type: 'string',
		default: '',
		placeholder: 'e.g. Office',
		description: 'Saved calendar in whose open hours time is counted. Left empty, it is counted around the clock.',
	},
	{
		displayName: 'Failed In',
		name: 'source',
		type: 'collection',
		placeholder: 'Add Place',
		default: {},
		description: 'Where it failed, if not in this workflow',
		options: [
			{ displayName: 'Execution ID', name: 'execution', type: 'string', default: '', placeholder: 'e.g. 17' },
			{ displayName: 'Node', name: 'node', type: 'string', default: '', placeholder: 'e.g. Suppress contact' },
			{ displayName: 'Workflow', name: 'workflow', type: 'string', default: '', placeholder: 'e.g. Triage tickets' },
		],
	},
	{
		displayName: 'Further Roles',
		name: 'furtherRoles',
		type: 'string',
		default: '',
		placeholder: 'e.g. Head-of-Support, Operations',
		description:
			'Roles that get it one after the other when the backup role does not act either, with commas between them',
	},
	{
		displayName: 'Idempotency Key',
		name: 'idempotencyKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.body.ticket_id }}',
		description: 'Key of the item, so that the step at which it failed knows it again when it is sent again',
	},
	{
		displayName: 'Keep Item',
		name: 'keepItem',
		type: 'boolean',
		default: true,
		description: 'Whether the item is kept, without secrets, so that it can be sent again',
	},
	resultFieldOption,
	{
		displayName: 'Received At',
		name: 'receivedAt',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.body.sent_at }}',
		description: 'When the item arrived; goes along with it when it is sent again',
	},
	{
		displayName: 'Resolve Within (Hours)',
		name: 'resolveHours',
		type: 'number',
		default: 24,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		description:
			'Time after which it is overdue if it is not resolved. Without this option a day, or twice the time to respond.',
	},
	{
		displayName: 'Same Again Within (Hours)',
		name: 'sameAgainHours',
		type: 'number',
		default: 24,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		description:
			'How long after the last time the same counts as another occurrence, and not as an exception of its own',
	},
	{
		displayName: 'Severity',
		name: 'severity',
		type: 'options',
		default: 'normal',
		options: priorities.map((value) => ({ name: value.charAt(0).toUpperCase() + value.slice(1), value })),
	},
	{
		displayName: 'Told Apart By',
		name: 'fingerprint',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.workflow.name }} {{ $json.execution.error.message }}',
		description:
			'A text that is the same when the same failed again. Left empty, case or trigger, label, node and failure tell.',
	},
];

/** What of an exception is set in the node; all has a default, so that none is without owner, time and remediation. */
export const openProperties: INodeProperties[] = [
	{
		displayName: 'Failure',
		name: 'failure',
		type: 'string',
		default: '={{ $json.triage?.error?.message ?? $json.error?.message ?? $json.error }}',
		placeholder: 'e.g. The campaign system did not answer',
		displayOptions: show,
		description: 'What went wrong, in words',
	},
	{
		displayName: 'Root-Cause Label',
		name: 'rootCause',
		type: 'options',
		default: 'unknown',
		displayOptions: show,
		description: 'Why it happened. It can be opened as unknown, but not resolved.',
		options: rootCauseOptions,
	},
	{
		displayName: 'Remediation',
		name: 'remediation',
		type: 'string',
		typeOptions: { rows: 3 },
		default: 'Find out what went wrong and put it right',
		placeholder: 'e.g. Suppress the contact by hand',
		displayOptions: show,
		description: 'What has to be done before it can be resolved, one line each',
	},
	roleParameter(
		{
			displayName: 'Owner Role',
			name: 'ownerRole',
			required: true,
			displayOptions: show,
			description: 'Role that sees to it',
		},
		'Triage',
		'e.g. Triage',
	),
	roleParameter(
		{
			displayName: 'Backup Role',
			name: 'backupRole',
			required: true,
			displayOptions: show,
			description: 'Role that gets it when the owner does not acknowledge it in time',
		},
		'Support-Lead',
		'e.g. Support-Lead',
	),
	{
		displayName: 'Respond Within',
		name: 'limitAmount',
		type: 'number',
		default: 4,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		displayOptions: show,
		description: 'How long the owner has to acknowledge it',
	},
	{
		displayName: 'Unit',
		name: 'limitUnit',
		type: 'options',
		default: 'hours',
		displayOptions: show,
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Minutes', value: 'minutes' },
		],
	},
	{
		displayName: 'Case ID',
		name: 'caseId',
		type: 'string',
		default: '={{ $json.triage?.case_id }}',
		placeholder: 'e.g. C-0031',
		displayOptions: show,
		description: 'Case it is about, which cannot be resolved before it. Leave empty for an item without a case.',
	},
	{
		displayName: 'Trigger ID',
		name: 'triggerId',
		type: 'string',
		default: '={{ $json.triage?.gate?.duplicate_of?.trigger_id ?? $json.triage?.gate?.trigger_id }}',
		placeholder: 'e.g. {{ $json.triage.gate.trigger_id }}',
		displayOptions: show,
		description: 'Arrival it is about, as a Schema Gate recorded it. A case or a trigger has to be there.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: show,
		options,
	},
];
