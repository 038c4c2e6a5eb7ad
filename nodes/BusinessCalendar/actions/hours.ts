import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { TriageError, weekdays, type Calendar, type Weekday, type WorkingWindow } from '../../../core';
import { readInstantFilter, readListFilter } from '../../shared/filters';
import { describeValue, readOption } from '../../shared/readOption';
import { showFor } from './operation';

const showForWay = (way: string) => showFor('save', { hoursFrom: [way] });

const opensAt: INodeProperties = {
	displayName: 'Opens At',
	name: 'opensAt',
	type: 'string',
	default: '09:00',
	placeholder: 'e.g. 09:00',
	description: 'Local time, from 00:00',
};
const closesAt: INodeProperties = {
	displayName: 'Closes At',
	name: 'closesAt',
	type: 'string',
	default: '17:00',
	placeholder: 'e.g. 17:00',
	description: 'Local time, up to 24:00. A time before the opening lies on the next day.',
};

/** What says when people work. */
export const hoursParameters: INodeProperties[] = [
	{
		displayName: 'Hours From',
		name: 'hoursFrom',
		type: 'options',
		default: 'fields',
		displayOptions: showFor('save'),
		options: [
			{ name: 'JSON', value: 'json', description: 'A whole calendar, as Get puts it out' },
			{ name: 'Set Here', value: 'fields', description: 'Weekdays, holidays and special days' },
		],
	},
	{
		displayName: 'Time Zone',
		name: 'timezone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Berlin',
		displayOptions: showForWay('fields'),
		description: 'Leave empty for the time zone of the workflow',
	},
	{
		displayName: 'Opening Hours',
		name: 'hours',
		type: 'fixedCollection',
		placeholder: 'Add Hours',
		default: { values: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], opensAt: '09:00', closesAt: '17:00' }] },
		displayOptions: showForWay('fields'),
		typeOptions: { multipleValues: true },
		description: 'When the time counts. Several rows make several windows a day, as with a lunch break.',
		options: [
			{
				displayName: 'Hours',
				name: 'values',
				values: [
					{
						displayName: 'Days',
						name: 'days',
						type: 'multiOptions',
						default: ['mon', 'tue', 'wed', 'thu', 'fri'],
						// eslint-disable-next-line n8n-nodes-base/node-param-multi-options-type-unsorted-items -- a week has an order of its own
						options: [
							{ name: 'Monday', value: 'mon' },
							{ name: 'Tuesday', value: 'tue' },
							{ name: 'Wednesday', value: 'wed' },
							{ name: 'Thursday', value: 'thu' },
							{ name: 'Friday', value: 'fri' },
							{ name: 'Saturday', value: 'sat' },
							{ name: 'Sunday', value: 'sun' },
						],
					},
					opensAt,
					closesAt,
				],
			},
		],
	},
	{
		displayName: 'Holidays',
		name: 'holidays',
		type: 'string',
		default: '',
		typeOptions: { rows: 3 },
		placeholder: 'e.g. 2026-12-25',
		displayOptions: showForWay('fields'),
		description: 'Local dates on which nothing opens, with commas or lines between them',
	},
	{
		displayName: 'Special Days',
		name: 'specialDays',
		type: 'fixedCollection',
		placeholder: 'Add Special Day',
		default: {},
		displayOptions: showForWay('fields'),
		typeOptions: { multipleValues: true },
		description: 'Days with other hours than their weekday. They go before holidays.',
		options: [
			{
				displayName: 'Day',
				name: 'values',
				values: [
					{
						displayName: 'Date',
						name: 'date',
						type: 'string',
						default: '',
						placeholder: 'e.g. 2026-12-24',
						description: 'Local date. Two rows of one date make two windows.',
					},
					opensAt,
					{ ...closesAt, default: '12:00', placeholder: 'e.g. 12:00' },
				],
			},
		],
	},
	{
		displayName: 'Calendar as JSON',
		name: 'json',
		type: 'json',
		default: '',
		placeholder: 'e.g. { "timezone": "Europe/Berlin", "hours": { "mon": [["09:00", "17:00"]] } }',
		displayOptions: showForWay('json'),
		description: 'Time zone, hours, holidays and overrides',
	},
];

interface Row {
	days?: unknown;
	date?: unknown;
	opensAt?: unknown;
	closesAt?: unknown;
}

const rowsOf = (context: IExecuteFunctions, index: number, name: string): Row[] => {
	const { values = [] } = context.getNodeParameter(name, index, {}) as { values?: Row[] };
	return values;
};

const timeOf = (value: unknown) => String(value ?? '').trim();
const windowOf = (row: Row): WorkingWindow => [timeOf(row.opensAt), timeOf(row.closesAt)];

/** Dates with commas or lines between them, or a list from an expression. What is no date the calendar itself refuses. */
export function readDates(displayName: string, value: unknown): string[] {
	const entries = Array.isArray(value) ? (value as unknown[]) : String(value ?? '').split(/[\s,;]+/);
	return entries
		.map((entry) => {
			if (typeof entry === 'string') return entry.trim();
			throw new TriageError(
				'FIELD_INVALID',
				`'${displayName}' holds ${describeValue(entry)}; a date is expected`,
				'Write 2026-12-25',
			);
		})
		.filter((date) => date !== '');
}

function readFields(context: IExecuteFunctions, index: number, name: string): Calendar {
	const hours: Partial<Record<Weekday, WorkingWindow[]>> = {};
	for (const row of rowsOf(context, index, 'hours')) {
		for (const day of readListFilter('Days', row.days, weekdays)) (hours[day] ??= []).push(windowOf(row));
	}
	const special = Map.groupBy(rowsOf(context, index, 'specialDays'), ({ date }) => timeOf(date));
	const overrides = [...special].map(([date, rows]) => {
		const windows = rows.map(windowOf).filter(([opens, closes]) => opens !== '' || closes !== '');
		return [date, windows] as const;
	});
	const holidays = readDates('Holidays', context.getNodeParameter('holidays', index, ''));
	return {
		name,
		timezone: timeOf(context.getNodeParameter('timezone', index, '')) || context.getTimezone(),
		hours,
		...(holidays.length > 0 && { holidays }),
		...(overrides.length > 0 && { overrides: Object.fromEntries(overrides) }),
	};
}

/** A calendar as Get puts it out is a calendar, without what only tells of its version. */
function readJson(context: IExecuteFunctions, index: number, name: string): Calendar {
	const value: unknown = context.getNodeParameter('json', index, '');
	let parsed = value;
	try {
		if (typeof value === 'string') parsed = JSON.parse(value);
	} catch {
		// Told below, with what was found.
	}
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
		throw new TriageError(
			'FIELD_INVALID',
			`'Calendar as JSON' is ${describeValue(parsed)}; an object is expected`,
			'Write { "timezone": "Europe/Berlin", "hours": { "mon": [["09:00", "17:00"]] } }',
		);
	}
	const told = ['version', 'saved_at', 'version_in_force', 'newest_version', 'versions', 'opening'];
	const kept = Object.entries(parsed).filter(([key]) => !told.includes(key));
	return { ...Object.fromEntries(kept), name } as Calendar;
}

/** When people work, as the node says it. */
export function readHours(context: IExecuteFunctions, index: number, name: string): Calendar {
	const way = readOption('Hours From', context.getNodeParameter('hoursFrom', index, 'fields'), ['fields', 'json']);
	return way === 'json' ? readJson(context, index, name) : readFields(context, index, name);
}

/** A date parameter as a local date; a default where it is empty. */
export function readDate(context: IExecuteFunctions, index: number, displayName: string, name: string): string | null {
	const value: unknown = context.getNodeParameter(name, index, '');
	if (value === '' || value === null || value === undefined) return null;
	return readInstantFilter(displayName, value, 'UTC').slice(0, 10);
}
