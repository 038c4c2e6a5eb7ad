import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { hitPolicies, parseTableCsv, parseTableJson, TriageError, type ParsedTable } from '../../../core';
import { readOption } from '../../shared/readOption';
import { readRole, roleParameter } from '../../shared/roles';
import { showFor } from './operation';

const textSources = ['csv', 'file', 'json'] as const;
const sources = [...textSources, 'version'] as const;
export type TableSource = (typeof sources)[number];

const exampleCsv =
	'rule.id,type,then.owner_role\nBilling,"billing,refund",Billing-Escalation\nBugs,bug,Product-Support';

const allOptions = [
	{ name: 'CSV Text', value: 'csv', description: 'A line of headers, then one rule a line, as from a spreadsheet' },
	{ name: 'File', value: 'file', description: 'A CSV or JSON file that the item carries' },
	{ name: 'JSON', value: 'json', description: 'The whole table, as Get puts it out' },
	{ name: 'Saved Version', value: 'version', description: 'A version that is in the store' },
];
const textOptions = allOptions.filter(({ value }) => value !== 'version');

const rulesFrom: INodeProperties = {
	displayName: 'Rules From',
	name: 'tableFrom',
	type: 'options',
	default: 'version',
	description: 'Where the rules are taken from',
	options: allOptions,
};

/** The parameters that hand over a table. `withSaved`: for operations that can also take a version of the rule set. */
export function tableParameters(operations: readonly string[], withSaved: boolean): INodeProperties[] {
	const when = (...from: string[]) => showFor(operations, { tableFrom: from });
	return [
		{
			...rulesFrom,
			displayOptions: showFor(operations),
			...(!withSaved && { default: 'csv', options: textOptions }),
		},
		{
			displayName: 'CSV Text',
			name: 'csv',
			type: 'string',
			typeOptions: { rows: 6 },
			required: true,
			default: '',
			placeholder: `e.g. ${exampleCsv}`,
			displayOptions: when('csv'),
			description:
				'Headers are rule.ID, then.owner_role, other parts of the outcome, and the fields that rules ask about. Paste it from a sheet.',
		},
		{
			displayName: 'JSON',
			name: 'json',
			type: 'json',
			required: true,
			default: '',
			placeholder: 'e.g. {"columns": […], "rules": […]}',
			displayOptions: when('json'),
			description: 'Columns, rules, hit policy and default of the table',
		},
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			required: true,
			default: 'data',
			placeholder: 'e.g. data',
			displayOptions: when('file'),
			hint: 'The name of the input field containing the file with the rules',
		},
		{
			displayName: 'If Several Rules Match',
			name: 'hitPolicy',
			type: 'options',
			default: 'unique',
			displayOptions: when('csv', 'file'),
			description: 'Which rule decides when more than one matches. A JSON file may say so itself.',
			options: [
				{ name: 'Accept When They Agree', value: 'any', description: 'All must lead to the same' },
				{ name: 'Put Them Together', value: 'collect', description: 'All must name the same owner role' },
				{ name: 'Send to Triage', value: 'unique', description: 'Rules should not overlap: no owner is guessed' },
				{ name: 'Use the First', value: 'first', description: 'The order of the rules decides' },
				{ name: 'Use the Highest Priority', value: 'priority', description: 'The column rule.priority decides' },
			],
		},
		roleParameter(
			{
				displayName: 'If No Rule Matches',
				name: 'defaultRole',
				displayOptions: when('csv', 'file'),
				description: 'Role that owns what no rule matches. Without it such items go to triage.',
			},
			'',
			'e.g. Triage',
		),
	];
}

export function readTableSource(context: IExecuteFunctions, index: number, withSaved: boolean): TableSource {
	return readOption('Rules From', context.getNodeParameter('tableFrom', index), withSaved ? sources : textSources);
}

async function readFile(context: IExecuteFunctions, index: number) {
	const field = String(context.getNodeParameter('binaryPropertyName', index, '') ?? '').trim();
	const file = context.getInputData()[index]?.binary?.[field];
	if (file === undefined) {
		throw new TriageError(
			'FIELD_INVALID',
			`The item has no file in field '${field}'`,
			"Name the field that holds it in 'Input Data Field Name', or put a node before this one that reads the file",
		);
	}
	const text = new TextDecoder().decode(await context.helpers.getBinaryDataBuffer(index, field));
	const isJson = file.mimeType.includes('json') || (file.fileName ?? '').toLowerCase().endsWith('.json');
	return { text, isJson };
}

/** A table that comes with the node or the item, or what keeps it from being read. */
export async function readGivenTable(
	context: IExecuteFunctions,
	index: number,
	source: Exclude<TableSource, 'version'>,
	id: string,
): Promise<ParsedTable> {
	if (source === 'json') {
		const value: unknown = context.getNodeParameter('json', index, '');
		return parseTableJson(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), { id });
	}
	const owner_role = readRole('If No Rule Matches', context.getNodeParameter('defaultRole', index, ''));
	const settings = {
		id,
		hit_policy: readOption(
			'If Several Rules Match',
			context.getNodeParameter('hitPolicy', index, 'unique'),
			hitPolicies,
		),
		...(owner_role !== '' && { default: { owner_role } }),
	};
	if (source === 'csv') return parseTableCsv(String(context.getNodeParameter('csv', index, '') ?? ''), settings);
	const { text, isJson } = await readFile(context, index);
	return isJson ? parseTableJson(text, settings) : parseTableCsv(text, settings);
}
