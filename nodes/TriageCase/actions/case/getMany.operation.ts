import type { IDataObject } from 'n8n-workflow';

import { caseStates, readInstant, stateNames, storableText, TriageError, type CaseState } from '../../../../core';
import type { CaseQuery } from '../../../shared/openStore';
import { describeValue, readOption } from '../../../shared/readOption';
import { withResult } from '../../../shared/resultField';
import { readRole, roleParameter } from '../../../shared/roles';
import { caseOutput, otherOutput, showFor, type Operation } from '../operation';

type Filters = Partial<Record<'openedAfter' | 'ownerRole' | 'source' | 'states' | 'ticketId' | 'type', unknown>>;

/** Longer than any field that a case has. */
const maxFilterLength = 200;

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

/** A filter that was added but resolves to nothing would find every case, so it is refused. */
function refuseEmpty(displayName: string): never {
	throw new TriageError('FIELD_INVALID', `'${displayName}' is empty`, 'Give the filter a value, or remove it');
}

function readText(displayName: string, value: unknown): string {
	if (typeof value !== 'string' && typeof value !== 'number') {
		if (value === undefined || value === null) refuseEmpty(displayName);
		throw new TriageError(
			'FIELD_INVALID',
			`'${displayName}' is ${describeValue(value)}; a text is expected`,
			'Use a single value, as {{ $json.ticket_id }}',
		);
	}
	return storableText(displayName, String(value), maxFilterLength) || refuseEmpty(displayName);
}

function readOpenedAfter(value: unknown, timezone: string): string {
	if (value === undefined || value === null || value === '') refuseEmpty('Opened After');
	// The picker writes local time without an offset; an expression gives a text, a Date or luxon's DateTime.
	const text = value instanceof Date ? value.toJSON() : String(value);
	const instant = readInstant(text ?? '', timezone);
	if (instant !== null) return instant;
	throw new TriageError(
		'FIELD_INVALID',
		`'Opened After' is ${describeValue(value)}; a date and time is expected`,
		'Use ISO 8601, as 2026-05-04T09:00:00Z',
	);
}

function readStates(value: unknown): CaseState[] {
	const states = Array.isArray(value) ? (value as unknown[]) : [value];
	if (states.length === 0) refuseEmpty('States');
	return states.map((state) => readOption('States', state, caseStates));
}

function readQuery(filters: Filters, timezone: string): Omit<CaseQuery, 'order' | 'limit'> {
	const has = (name: keyof Filters) => Object.hasOwn(filters, name);
	return {
		...(has('openedAfter') && { opened_after: readOpenedAfter(filters.openedAfter, timezone) }),
		...(has('ownerRole') && { owner_role: readRole('Owner Role', filters.ownerRole) || refuseEmpty('Owner Role') }),
		...(has('source') && { source: readText('Source', filters.source) }),
		...(has('states') && { states: readStates(filters.states) }),
		...(has('ticketId') && { ticket_id: readText('Ticket ID', filters.ticketId) }),
		...(has('type') && { type: readText('Type', filters.type) }),
	};
}

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const returnAll = context.getNodeParameter('returnAll', index, false) as boolean;
	const cases = await store.findCases({
		...readQuery(context.getNodeParameter('filters', index, {}) as Filters, context.getTimezone()),
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
