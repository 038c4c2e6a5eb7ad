import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { TriageError } from '../../core';

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

/** What the nodes before have put into the result field; empty when they put nothing there. */
export function resultOf(item: INodeExecutionData, field: string): IDataObject {
	const held = item.json[field];
	return isObject(held) ? held : {};
}

/** The item with `result` merged into its result field. The input item stays as it is. */
export function withResult(item: INodeExecutionData, field: string, result: IDataObject): INodeExecutionData {
	const held = item.json[field];
	if (held !== undefined && held !== null && !isObject(held)) {
		throw new TriageError(
			'FIELD_INVALID',
			`Field '${field}' already holds ${Array.isArray(held) ? 'a list' : `a ${typeof held}`}, which the result would replace`,
			"Choose another field in Options > 'Put Result in Field'",
		);
	}
	const json = { ...item.json, [field]: { ...(held ?? {}), ...result } };
	return item.binary === undefined ? { json } : { json, binary: item.binary };
}
