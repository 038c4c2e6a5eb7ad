import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	changeableFields,
	fieldNames,
	priorities,
	readCaseUpdate,
	TriageError,
	type CaseMode,
	type ChangeableField,
} from '../../../../core';
import { caseIdParameter } from '../../../shared/caseId';
import { describeValue } from '../../../shared/readOption';
import { showFor, type Operation } from '../operation';
import { readLine, sendCommand } from '../parameters';

const modeTexts: Record<CaseMode, [name: string, description: string]> = {
	approval: ['Approval', 'A person approves each action'],
	live: ['Live', 'Actions run by themselves'],
	shadow: ['Shadow', 'Actions are suggested and not run'],
};

const examples: Record<ChangeableField, string> = {
	customer_id: 'e.g. CU-7',
	link: 'e.g. https://desk.example.com/T-1001',
	product: 'e.g. Campaigns',
	segment: 'e.g. enterprise',
	subject: 'e.g. Campaign mail shows no billing data',
	type: 'e.g. campaign-error',
};

/** Changes of a case, as the collection has them. */
interface Changes extends IDataObject {
	addTags?: string;
	removeTags?: string;
	mode?: string;
	attributes?: { values?: Array<{ name?: unknown; value?: unknown }> };
}

const choices: INodeProperties[] = [
	{
		displayName: 'Add Tags',
		name: 'addTags',
		type: 'string',
		default: '',
		placeholder: 'e.g. vip, refund',
		description: 'Tags with commas between them. They stay in the trail for good.',
	},
	{
		displayName: 'Attributes',
		name: 'attributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Attribute',
		default: {},
		description: 'What is known beside the fields. An empty value takes the attribute away.',
		options: [
			{
				displayName: 'Attribute',
				name: 'values',
				values: [
					{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. plan' },
					{ displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: 'e.g. {{ $json.plan }}' },
				],
			},
		],
	},
	...changeableFields.map((name): INodeProperties => {
		return { displayName: fieldNames[name], name, type: 'string', default: '', placeholder: examples[name] };
	}),
	{
		displayName: 'Mode',
		name: 'mode',
		type: 'options',
		default: 'shadow',
		description: 'How actions for the case are run where they do not say so themselves',
		options: Object.entries(modeTexts).map(([value, [name, text]]) => ({ name, value, description: text })),
	},
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'options',
		default: 'normal',
		options: [...priorities].sort().map((value) => ({ name: value, value })),
	},
	{
		displayName: 'Remove Tags',
		name: 'removeTags',
		type: 'string',
		default: '',
		placeholder: 'e.g. vip',
		description: 'Tags with commas between them',
	},
];

const description: Operation['description'] = [
	caseIdParameter(showFor('update')),
	{
		displayName: 'Changes',
		name: 'changes',
		type: 'collection',
		placeholder: 'Add Change',
		default: {},
		displayOptions: showFor('update'),
		description: 'What of the case is to change. A field that is added and empty is taken away.',
		options: choices.sort((one, other) => one.displayName.localeCompare(other.displayName)),
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		placeholder: 'e.g. The customer wrote again',
		displayOptions: showFor('update'),
		description: 'Why the case changes, for its trail',
	},
];

const readTags = (value: unknown): string[] =>
	String(value ?? '')
		.split(',')
		.filter((tag) => tag.trim() !== '');

function readAttributes({ attributes }: Changes): Record<string, unknown> {
	const rows = (attributes?.values ?? []).map(({ name, value }) => [String(name ?? '').trim(), value] as const);
	const names = rows.map(([name]) => name);
	const doubled = names.find((name, index) => names.indexOf(name) < index);
	if (doubled === undefined) return Object.fromEntries(rows);
	throw new TriageError(
		'FIELD_INVALID',
		`Two attributes are called ${describeValue(doubled)}`,
		'Give each attribute a name of its own',
	);
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context } = operation;
	const changes = context.getNodeParameter('changes', index, {}) as Changes;
	const named = [...changeableFields, 'priority' as const].filter((name) => Object.hasOwn(changes, name));
	const command = readCaseUpdate({
		fields: Object.fromEntries(named.map((name) => [name, changes[name] ?? null])),
		attributes: readAttributes(changes),
		...(Object.hasOwn(changes, 'mode') && { mode: changes.mode ?? null }),
		add_tags: readTags(changes.addTags),
		remove_tags: readTags(changes.removeTags),
		reason: readLine(context, index, 'reason', 'Reason'),
	});
	return await sendCommand(operation, item, index, command);
};

export const update: Operation = { description, execute };
