import type { IDataObject } from 'n8n-workflow';

import { caseStates, stateNames } from '../../../../core';
import { readInstantFilter, readListFilter, readTextFilter, refuseEmpty } from '../../../shared/filters';
import { limitProperties, readLimit } from '../../../shared/limit';
import type { CaseQuery } from '../../../shared/openStore';
import { readOption } from '../../../shared/readOption';
import { withResult } from '../../../shared/resultField';
import { readRole, roleParameter } from '../../../shared/roles';
import { caseOutput, otherOutput, showFor, type Operation } from '../operation';

type Filters = Partial<Record<'openedAfter' | 'ownerRole' | 'source' | 'states' | 'ticketId' | 'type', unknown>>;

const description: Operation['description'] = [
	...limitProperties({ resource: ['case'], operation: ['getMany'] }),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: showFor('getMany'),
		options: [
			{
				displayName: 'Opened After',
				name: 'openedAfter',
				type: 'dateTime',
				default: '',
				description: 'Cases opened later than this',
			},
			roleParameter(
				{ displayName: 'Owner Role', name: 'ownerRole', description: 'Role that owns the case' },
				'',
				'e.g. Triage',
			),
			{ displayName: 'Source', name: 'source', type: 'string', default: '', placeholder: 'e.g. help-desk' },
			{
				displayName: 'States',
				name: 'states',
				type: 'multiOptions',
				default: [],
				description: 'Cases in any of these states',
				options: caseStates.map((state) => ({ name: stateNames[state], value: state })),
			},
			{ displayName: 'Ticket ID', name: 'ticketId', type: 'string', default: '', placeholder: 'e.g. T-1001' },
			{ displayName: 'Type', name: 'type', type: 'string', default: '', placeholder: 'e.g. campaign-error' },
		],
	},
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'options',
		default: 'newest',
		displayOptions: showFor('getMany'),
		description: 'Order of the cases',
		options: [
			{ name: 'Newest First', value: 'newest' },
			{ name: 'Oldest First', value: 'oldest' },
			{ name: 'Recently Updated First', value: 'recently_updated' },
		],
	},
];

const orders = ['newest', 'oldest', 'recently_updated'] as const satisfies ReadonlyArray<CaseQuery['order']>;

function readQuery(filters: Filters, timezone: string): Omit<CaseQuery, 'order' | 'limit'> {
	const has = (name: keyof Filters) => Object.hasOwn(filters, name);
	return {
		...(has('openedAfter') && { opened_after: readInstantFilter('Opened After', filters.openedAfter, timezone) }),
		...(has('ownerRole') && { owner_role: readRole('Owner Role', filters.ownerRole) || refuseEmpty('Owner Role') }),
		...(has('source') && { source: readTextFilter('Source', filters.source) }),
		...(has('states') && { states: readListFilter('States', filters.states, caseStates) }),
		...(has('ticketId') && { ticket_id: readTextFilter('Ticket ID', filters.ticketId) }),
		...(has('type') && { type: readTextFilter('Type', filters.type) }),
	};
}

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const cases = await store.findCases({
		...readQuery(context.getNodeParameter('filters', index, {}) as Filters, context.getTimezone()),
		order: readOption('Sort', context.getNodeParameter('sort', index, 'newest'), orders),
		...readLimit(context, index),
	});
	if (cases.length === 0) return [{ output: otherOutput, item: withResult(item, field, { case: null }) }];
	// The user's data would be repeated with every case, so only the case leaves.
	return cases.map((record) => {
		const result = { case_id: record.case_id, case: record as unknown as IDataObject };
		return { output: caseOutput, item: { json: { [field]: result } } };
	});
};

export const getMany: Operation = { description, execute };
