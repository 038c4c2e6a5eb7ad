import type { IDisplayOptions, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { TriageError } from '../../core';
import { readTextFilter } from './filters';

/** The two parameters that say how many results a search returns, for an operation that `show` names. */
export const limitProperties = (show: NonNullable<IDisplayOptions['show']>): INodeProperties[] => [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		displayOptions: { show },
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		default: 50,
		typeOptions: { minValue: 1, numberPrecision: 0 },
		displayOptions: { show: { ...show, returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

/** Most results of a search; nothing where all are wanted. Throws `FIELD_INVALID`. */
export function readLimit(context: IExecuteFunctions, index: number): { limit?: number } {
	if (context.getNodeParameter('returnAll', index, false) === true) return {};
	const value: unknown = context.getNodeParameter('limit', index, 50);
	const limit = Number(value);
	if (Number.isSafeInteger(limit) && limit > 0) return { limit };
	throw new TriageError(
		'FIELD_INVALID',
		`'Limit' is ${JSON.stringify(value)}; a whole number from 1 is expected`,
		"Type a number, or switch on 'Return All'",
	);
}

/** The option that goes on behind a page. */
export const cursorOption: INodeProperties = {
	displayName: 'Start After',
	name: 'cursor',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.triage.next_cursor }}',
	description: 'Where the page before ended, with the same filters and order. Left empty, it is the first page.',
};

/** Where a search goes on; nothing where it begins. Throws `FIELD_INVALID`. */
export function readCursor(context: IExecuteFunctions, index: number): { cursor?: string } {
	const { cursor } = context.getNodeParameter('options', index, {}) as { cursor?: unknown };
	if (cursor === undefined || cursor === null || cursor === '') return {};
	return { cursor: readTextFilter('Start After', cursor) };
}
