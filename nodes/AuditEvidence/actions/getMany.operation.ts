import type { IDataObject } from 'n8n-workflow';

import { entryTypes } from '../../../core';
import { readInstantFilter, readListFilter, readTextFilter } from '../../shared/filters';
import { limitProperties, readLimit } from '../../shared/limit';
import { readOption } from '../../shared/readOption';
import { withResult } from '../../shared/resultField';
import { badOutput, goodOutput, showFor, type Operation } from './operation';

type Filters = Partial<Record<'before' | 'caseId' | 'from' | 'types', unknown>>;

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
				displayName: 'Case ID',
				name: 'caseId',
				type: 'string',
				default: '',
				placeholder: 'e.g. C-0031',
				description: 'Entries of this case. _log has those about the log itself.',
			},
			{
				displayName: 'Recorded Before',
				name: 'before',
				type: 'dateTime',
				default: '',
				description: 'Entries recorded earlier than this',
			},
			{
				displayName: 'Recorded From',
				name: 'from',
				type: 'dateTime',
				default: '',
				description: 'Entries recorded at this time or later',
			},
			{
				displayName: 'Types',
				name: 'types',
				type: 'multiOptions',
				default: [],
				description: 'Entries of any of these types',
				options: [...entryTypes].sort().map((type) => ({ name: type, value: type })),
			},
		],
	},
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'options',
		default: 'newest',
		displayOptions: showFor('getMany'),
		description: 'Order of the entries',
		options: [
			{ name: 'Newest First', value: 'newest' },
			{ name: 'Oldest First', value: 'oldest' },
		],
	},
];

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const filters = context.getNodeParameter('filters', index, {}) as Filters;
	const has = (name: keyof Filters) => Object.hasOwn(filters, name);
	const instant = (displayName: string, value: unknown) => readInstantFilter(displayName, value, context.getTimezone());
	const entries = await store.findEntries({
		...(has('caseId') && { case_id: readTextFilter('Case ID', filters.caseId) }),
		...(has('types') && { types: readListFilter('Types', filters.types, entryTypes) }),
		...(has('from') && { from: instant('Recorded From', filters.from) }),
		...(has('before') && { before: instant('Recorded Before', filters.before) }),
		order: readOption('Sort', context.getNodeParameter('sort', index, 'newest'), ['newest', 'oldest']),
		...readLimit(context, index),
	});
	if (entries.length === 0) return [{ output: badOutput, item: withResult(item, field, { entry: null }) }];
	// The user's data would be repeated with every entry, so only the entry leaves.
	return entries.map((entry) => {
		const result = { case_id: entry.case_id, entry: entry as unknown as IDataObject };
		return { output: goodOutput, item: { json: { [field]: result } } };
	});
};

export const getMany: Operation = { description, execute };
