import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { TriageException } from '../../core';
import { withResult } from './resultField';

/** The item of an exception as it came, with what the step at which it failed has to know; `result` is what else is said. */
export function sentAgain(
	exception: TriageException,
	payload: unknown,
	field: string,
	result: IDataObject,
	more: IDataObject = {},
): INodeExecutionData {
	const json = (typeof payload === 'object' && payload !== null && !Array.isArray(payload)
		? payload
		: { value: payload }) as unknown as IDataObject;
	const { redrive_count, idempotency_key, received_at, source } = exception;
	const redrive = { count: redrive_count, idempotency_key, received_at, ...source, ...more };
	const held = Object.hasOwn(json, field) ? json[field] : undefined;
	const isFree = held === undefined || held === null || (typeof held === 'object' && !Array.isArray(held));
	const told = { ...result, redrive };
	// What the item itself had there is kept beside the result: nobody is there to whom it could be refused.
	return isFree ? withResult({ json }, field, told) : { json: { ...json, [field]: { ...told, held } } };
}
