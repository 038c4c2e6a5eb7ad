import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { readHolidayFile, TriageError } from '../../../core';
import { readOption } from '../../shared/readOption';
import { withResult } from '../../shared/resultField';
import { readDate } from './hours';
import { calendarOutput, showFor, type Operation } from './operation';

const description: Operation['description'] = [
	{
		displayName: 'Input',
		name: 'source',
		type: 'options',
		default: 'file',
		displayOptions: showFor('readHolidays'),
		options: [
			{ name: 'File', value: 'file', description: 'An .ics file that comes with the item' },
			{ name: 'Text', value: 'text', description: 'Its contents' },
		],
	},
	{
		displayName: 'Input Data Field Name',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		placeholder: 'e.g. data',
		displayOptions: showFor('readHolidays', { source: ['file'] }),
		hint: 'The name of the input field containing the file with the holidays',
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		default: '',
		typeOptions: { rows: 4 },
		placeholder: 'e.g. {{ $json.data }}',
		displayOptions: showFor('readHolidays', { source: ['text'] }),
		description: 'What the .ics file holds, from BEGIN:VCALENDAR on',
	},
	{
		displayName: 'From',
		name: 'fromDate',
		type: 'dateTime',
		default: '',
		displayOptions: showFor('readHolidays'),
		description: 'First date to look for. Leave empty for today.',
	},
	{
		displayName: 'To',
		name: 'toDate',
		type: 'dateTime',
		default: '',
		displayOptions: showFor('readHolidays'),
		description: 'Last date to look for. Leave empty for a year and a half after the first.',
	},
];

/** A year and a half: this year's holidays and next year's. */
const defaultDays = 550;

async function readText(context: IExecuteFunctions, index: number): Promise<string> {
	const source = readOption('Input', context.getNodeParameter('source', index, 'file'), ['file', 'text']);
	if (source === 'text') return String(context.getNodeParameter('text', index, '') ?? '');
	const field = String(context.getNodeParameter('binaryPropertyName', index, 'data') ?? '').trim();
	if (context.getInputData()[index]?.binary?.[field] === undefined) {
		throw new TriageError(
			'FIELD_INVALID',
			`The item has no file in field '${field}'`,
			"Name the field that holds it in 'Input Data Field Name', or put a node before this one that reads the file",
		);
	}
	return new TextDecoder().decode(await context.helpers.getBinaryDataBuffer(index, field));
}

const execute: Operation['execute'] = async ({ context, field, now }, item, index) => {
	const from = readDate(context, index, 'From', 'fromDate') ?? now.slice(0, 10);
	const later = new Date(Date.parse(from) + defaultDays * 86_400_000).toISOString().slice(0, 10);
	const to = readDate(context, index, 'To', 'toDate') ?? later;
	const file = readHolidayFile(await readText(context, index), from, to);
	const holidays = { from, to, ...file } as unknown as IDataObject;
	return [{ output: calendarOutput, item: withResult(item, field, { holidays }) }];
};

export const readHolidays: Operation = { description, execute };
