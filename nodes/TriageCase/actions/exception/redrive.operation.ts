import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { TriageException } from '../../../../core';
import { withResult } from '../../../shared/resultField';
import { caseOutput, type Operation } from '../operation';
import { exceptionIdParameter, executeOn, reasonParameter, resultOf, routeException } from './exceptions';

const description: Operation['description'] = [
	exceptionIdParameter('redrive'),
	reasonParameter('redrive', { placeholder: 'e.g. The campaign system answers again' }),
];

/** The item as it came, with what the step at which it failed has to know. */
function sentAgain(exception: TriageException, payload: unknown, field: string): INodeExecutionData {
	const json = (typeof payload === 'object' && payload !== null && !Array.isArray(payload)
		? payload
		: { value: payload }) as unknown as IDataObject;
	const { redrive_count, idempotency_key, received_at, source } = exception;
	const redrive = { count: redrive_count, idempotency_key, received_at, ...source };
	const result = resultOf(exception, { redrive });
	const held = Object.hasOwn(json, field) ? json[field] : undefined;
	const isFree = held === undefined || held === null || (typeof held === 'object' && !Array.isArray(held));
	// What the item itself had there is kept beside the result: nobody is there to whom it could be refused.
	return isFree ? withResult({ json }, field, result) : { json: { ...json, [field]: { ...result, held } } };
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store, field } = operation;
	const reason = String(context.getNodeParameter('reason', index, '') ?? '').trim();
	const result = await executeOn(operation, index, { kind: 'redrive', ...(reason !== '' && { reason }) });
	if (result.outcome === 'refused') return [routeException(item, field, result)];
	const payload = await store.readExceptionPayload(result.exception.exception_id);
	return [{ output: caseOutput, item: sentAgain(result.exception, payload, field) }];
};

export const redrive: Operation = { description, execute };
