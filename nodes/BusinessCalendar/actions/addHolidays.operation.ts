import { activateHolidays, type Calendar } from '../../../core';
import { useDefinition } from '../../shared/savedDefinition';
import { readDates } from './hours';
import {
	calendarParameter,
	howToSave,
	readTarget,
	saveCalendar,
	savingParameters,
	showFor,
	type Operation,
} from './operation';

const description: Operation['description'] = [
	calendarParameter('addHolidays'),
	{
		displayName: 'Dates',
		name: 'dates',
		type: 'string',
		required: true,
		default: '={{ $json.triage?.holidays?.proposals?.map((day) => day.date) }}',
		placeholder: 'e.g. 2026-12-25, 2026-12-26',
		displayOptions: showFor('addHolidays'),
		description:
			'Local dates that become holidays, with commas between them. Without another choice, those that Read Holidays found.',
	},
	...savingParameters('addHolidays'),
];

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store } = operation;
	const target = readTarget(context, index);
	const dates = readDates('Dates', context.getNodeParameter('dates', index, ''));
	const held = await useDefinition(store, target, null, howToSave);
	const before = held.body as Calendar;
	const after = activateHolidays(before, dates);
	const based_on = held.definition.versions.length;
	return await saveCalendar(operation, item, index, { target, before, after, based_on });
};

export const addHolidays: Operation = { description, execute };
