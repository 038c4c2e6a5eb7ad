import type { IDataObject } from 'n8n-workflow';

import { readTextFilter } from '../../shared/filters';
import { limitProperties, readLimit } from '../../shared/limit';
import { versionInForce } from '../../../core';
import { describeRuleSet } from './describeRuleSet';
import { leave, showFor, type Operation } from './operation';

interface Filters {
	inForce?: boolean;
	search?: unknown;
}

const description: Operation['description'] = [
	...limitProperties({ operation: ['getMany'] }),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: showFor(['getMany']),
		options: [
			{
				displayName: 'In Force Only',
				name: 'inForce',
				type: 'boolean',
				default: true,
				description: 'Whether to leave out rule sets of which no version is in force',
			},
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
	const filters = context.getNodeParameter('filters', index, {}) as Filters;
	const found = await store.listDefinitions('rule_set', {
		...(Object.hasOwn(filters, 'search') && { search: readTextFilter('Name Contains', filters.search) }),
		...(filters.inForce === true && { in_force_at: now }),
		...readLimit(context, index),
	});
	if (found.length === 0) return leave(item, field, 1, { rule_set: null });
	// The user's data would be repeated with every rule set, so only the rule set leaves.
	return found.map((definition) => {
		const rule_set = describeRuleSet(definition, versionInForce(definition, now), now);
		return { output: 0, item: { json: { [field]: { rule_set } as unknown as IDataObject } } };
	});
};

export const getMany: Operation = { description, execute };
