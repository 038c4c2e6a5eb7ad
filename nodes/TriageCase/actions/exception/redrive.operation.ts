import { defaultRedrivesPerMinute, maxRedrivesPerMinute } from '../../../../core';
import { readWholeNumber } from '../../../shared/filters';
import { sentAgain } from '../../../shared/redriven';
import { withResult } from '../../../shared/resultField';
import { caseOutput, scheduledOutput, type Operation } from '../operation';
import {
	exceptionIdParameter,
	executeOn,
	reasonParameter,
	resultOf,
	routeException,
	showForException,
} from './exceptions';

const description: Operation['description'] = [
	exceptionIdParameter('redrive'),
	{
		displayName: 'At Most per Minute',
		name: 'perMinute',
		type: 'number',
		default: defaultRedrivesPerMinute,
		typeOptions: { minValue: 1, maxValue: maxRedrivesPerMinute, numberPrecision: 0 },
		displayOptions: showForException('redrive'),
		description:
			'How many items of all exceptions are sent again in a minute. What is more leaves by Scheduled and comes later, from a TTL Escalation Trigger that starts on Redrive Due.',
	},
	reasonParameter('redrive', { placeholder: 'e.g. The campaign system answers again' }),
];

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store, field } = operation;
	const reason = String(context.getNodeParameter('reason', index, '') ?? '').trim();
	const asked = context.getNodeParameter('perMinute', index, defaultRedrivesPerMinute);
	const per_minute = readWholeNumber('At Most per Minute', asked, maxRedrivesPerMinute);
	const command = { kind: 'redrive', per_minute, ...(reason !== '' && { reason }) } as const;
	const result = await executeOn(operation, index, command);
	if (result.outcome === 'refused') return [routeException(item, field, result)];
	const { exception } = result;
	if (result.is_scheduled) {
		const redrive = { count: exception.redrive_count, due_at: exception.scheduled_redrive?.due_at ?? null };
		return [{ output: scheduledOutput, item: withResult(item, field, resultOf(exception, { redrive })) }];
	}
	const payload = await store.readExceptionPayload(exception.exception_id);
	return [{ output: caseOutput, item: sentAgain(exception, payload, field, resultOf(exception)) }];
};

const tellScheduled =
	'scheduled for later, as more were sent again than At Most per Minute allows. A published TTL Escalation Trigger that starts on Redrive Due puts them out.';

export const redrive: Operation = { description, execute, tellScheduled };
