import type { IDataObject } from 'n8n-workflow';

import { versionInForce } from '../../../core';
import { readTextFilter } from '../../shared/filters';
import { limitProperties, readLimit } from '../../shared/limit';
import { withResult } from '../../shared/resultField';
import { calendarOutput, describeCalendar, otherOutput, showFor, type Operation } from './operation';

const description: Operation['description'] = [
	...limitProperties({ operation: ['getMany'] }),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: showFor('getMany'),
		options: [
			{
				displayName: 'Name Contains',
				name: 'search',
				type: 'string',
				default: '',
				placeholder: 'e.g. support',
				description: 'Part of the name, in upper or lower case',
			},
		],
	},
];

const execute: Operation['execute'] = async ({ context, store, field, now }, item, index) => {
	const filters = context.getNodeParameter('filters', index, {}) as { search?: unknown };
	const found = await store.listDefinitions('calendar', {
		in_force_at: now,
		...(Object.hasOwn(filters, 'search') && { search: readTextFilter('Name Contains', filters.search) }),
		...readLimit(context, index),
	});
	if (found.length === 0) return [{ output: otherOutput, item: withResult(item, field, { calendar: null }) }];
	// The user's data would be repeated with every calendar, so only the calendar leaves.
	return await Promise.all(
		found.map(async (definition) => {
			const number = versionInForce(definition, now);
			const held = await store.getDefinition({ kind: 'calendar', name: definition.name });
			const calendar = describeCalendar(definition, number, held?.body ?? {}, now);
			return { output: calendarOutput, item: { json: { [field]: { calendar } as IDataObject } } };
		}),
	);
};

export const getMany: Operation = { description, execute };
