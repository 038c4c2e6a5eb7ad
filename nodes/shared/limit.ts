import type { IDisplayOptions, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { TriageError } from '../../core';

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
