import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { TriageError } from '../../core';
import type { ErrorReport } from './errors';

export const defaultResultField = 'triage';

/** The option every node has; goes into its `Options` collection. */
export const resultFieldOption: INodeProperties = {
	displayName: 'Put Result in Field',
	name: 'resultField',
	type: 'string',
	default: defaultResultField,
	placeholder: 'e.g. triage',
	description: "Field that receives this node's result",
};

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the item holds there itself; a name that objects inherit, as `constructor`, is not held. */
function heldIn(item: INodeExecutionData, field: string): unknown {
	return Object.hasOwn(item.json, field) ? item.json[field] : undefined;
}

/** What nodes before have left there, without what was true at their moment only. */
function lastingResult(held: IDataObject): IDataObject {
	const { completeness: _completeness, error: _error, refusal: _refusal, trail: _trail, ...lasting } = held;
	return lasting;
}

function withField(item: INodeExecutionData, field: string, result: IDataObject): INodeExecutionData {
	const json = { ...item.json, [field]: result };
	return item.binary === undefined ? { json } : { json, binary: item.binary };
}

/** The item with `result` merged into its result field. The input item stays as it is. */
export function withResult(item: INodeExecutionData, field: string, result: IDataObject): INodeExecutionData {
	const held = heldIn(item, field);
	if (held === undefined || held === null) return withField(item, field, result);
	if (isObject(held)) return withField(item, field, { ...lastingResult(held), ...result });
	throw new TriageError(
		'FIELD_INVALID',
		`Field '${field}' already holds ${Array.isArray(held) ? 'a list' : `a ${typeof held}`}, which the result would replace`,
		"Choose another field in Options > 'Put Result in Field'",
	);
}

/** The item with what kept it from being judged. A field that holds something of the user's is not overwritten. */
export function withReport(item: INodeExecutionData, field: string, error: ErrorReport): INodeExecutionData {
	const held = heldIn(item, field);
	if (held === undefined || held === null) return withField(item, field, { error });
	if (isObject(held)) return withField(item, field, { ...lastingResult(held), error });
	return withField(item, `${field}_error`, { error });
}
