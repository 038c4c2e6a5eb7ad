import type { IDataObject } from 'n8n-workflow';

import { caseStates, stateNames, TriageError, type CaseState } from '../../../../core';
import type { CaseQuery } from '../../../shared/openStore';
import { readOption } from '../../../shared/readOption';
import { withResult } from '../../../shared/resultField';
import { readRole, roleParameter } from '../../../shared/roles';
import { caseOutput, otherOutput, showFor, type Operation } from '../operation';

interface Filters {
	openedAfter?: unknown;
	ownerRole?: unknown;
	source?: string;
	states?: CaseState[];
	ticketId?: string;
	type?: string;
}

const description: Operation['description'] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		displayOptions: showFor('getMany'),
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		default: 50,
		typeOptions: { minValue: 1, numberPrecision: 0 },
		displayOptions: { show: { resource: ['case'], operation: ['getMany'], returnAll: [false] } },
		description: 'Max number of results to return',
	},
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

function readInstant(value: unknown): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	// An expression gives a luxon DateTime, the picker an ISO text; both write themselves as one.
	const date = new Date(String(value));
	if (!Number.isNaN(date.valueOf())) return date.toISOString();
	throw new TriageError(
		'FIELD_INVALID',
		`'Opened After' is ${JSON.stringify(value)?.slice(0, 60)}; a date and time is expected`,
		'Use ISO 8601, as 2026-05-04T09:00:00Z',
	);
}

const orders = ['newest', 'oldest', 'recently_updated'] as const satisfies ReadonlyArray<CaseQuery['order']>;

function readLimit(value: unknown): number {
	const limit = Number(value);
	if (Number.isSafeInteger(limit) && limit > 0) return limit;
	throw new TriageError(
		'FIELD_INVALID',
		`'Limit' is ${JSON.stringify(value)}; a whole number from 1 is expected`,
		"Type a number, or switch on 'Return All'",
	);
}

function readQuery(filters: Filters): Omit<CaseQuery, 'order' | 'limit'> {
	const opened_after = readInstant(filters.openedAfter);
	const owner_role = readRole('Owner Role', filters.ownerRole);
	const { source, states, ticketId, type } = filters;
	return {
		...(opened_after && { opened_after }),
		...(owner_role && { owner_role }),
		...(source && { source }),
		...(states?.length && { states: states.map((state) => readOption('States', state, caseStates)) }),
		...(ticketId && { ticket_id: ticketId }),
		...(type && { type }),
	};
}

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const returnAll = context.getNodeParameter('returnAll', index, false) as boolean;
	const cases = await store.findCases({
		...readQuery(context.getNodeParameter('filters', index, {}) as Filters),
		order: readOption('Sort', context.getNodeParameter('sort', index, 'newest'), orders),
		...(!returnAll && { limit: readLimit(context.getNodeParameter('limit', index, 50)) }),
	});
	if (cases.length === 0) return [{ output: otherOutput, item: withResult(item, field, { case: null }) }];
	// The user's data would be repeated with every case, so only the case leaves.
	return cases.map((record) => {
		const result = { case_id: record.case_id, case: record as unknown as IDataObject };
		return { output: caseOutput, item: { json: { [field]: result } } };
	});
};

export const getMany: Operation = { description, execute };
