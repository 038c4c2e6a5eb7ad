import type { INodeProperties } from 'n8n-workflow';

import { resultFieldOption } from '../../shared/resultField';
import { addHolidays } from './addHolidays.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import type { Operation } from './operation';
import { readHolidays } from './readHolidays.operation';
import { repairTimers } from './repairTimers.operation';
import { save } from './save.operation';

export const operations = { addHolidays, get, getMany, readHolidays, repairTimers, save } satisfies Record<
	string,
	Operation
>;
export type OperationName = keyof typeof operations;

/** Operations as the node shows what it does. */
export const operationTitles: Record<OperationName, string> = {
	addHolidays: 'Add Holidays',
	get: 'Get',
	getMany: 'Get Many',
	readHolidays: 'Read Holidays',
	repairTimers: 'Repair Timers',
	save: 'Save',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'save',
		options: [
			{
				name: operationTitles.addHolidays,
				value: 'addHolidays',
				action: 'Add holidays to calendar',
				description: 'Close a calendar on more dates',
			},
			{
				name: operationTitles.get,
				value: 'get',
				action: 'Get calendar',
				description: 'Retrieve a calendar, whether it is open now, and its versions',
			},
			{
				name: operationTitles.getMany,
				value: 'getMany',
				action: 'Get many calendars',
				description: 'Retrieve a list of calendars',
			},
			{
				name: operationTitles.readHolidays,
				value: 'readHolidays',
				action: 'Read holidays from file',
				description: 'Find the holidays of an .ics file, for somebody to choose from',
			},
			{
				name: operationTitles.repairTimers,
				value: 'repairTimers',
				action: 'Repair timers of calendar',
				description: 'Count running timers anew by the version in force, after a dry run',
			},
			{
				name: operationTitles.save,
				value: 'save',
				action: 'Save calendar',
				description: 'Say when people work. A calendar of that name gets another version.',
			},
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [resultFieldOption],
	},
];
