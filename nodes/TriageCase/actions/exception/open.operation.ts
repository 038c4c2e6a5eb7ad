import type { IExecuteFunctions } from 'n8n-workflow';

import {
	defaultResolutionSeconds,
	keepPayload,
	payloadFacts,
	readException,
	TriageError,
	type Calendar,
	type ExceptionValues,
	type KeptPayload,
} from '../../../../core';
import { commandOf } from '../../../shared/command';
import { count } from '../../../shared/hints';
import { sourceOf } from '../../../shared/failedChecks';
import { describeValue } from '../../../shared/readOption';
import { withResult } from '../../../shared/resultField';
import { readRole, readRoles } from '../../../shared/roles';
import { caseOutput, type Operation, type OperationContext } from '../operation';
import { readTimeLimit } from '../parameters';
import { resultOf } from './exceptions';
import { openProperties } from './openProperties';

interface OpenOptions {
	attempts?: number;
	calendar?: unknown;
	fingerprint?: unknown;
	furtherRoles?: unknown;
	idempotencyKey?: unknown;
	keepItem?: boolean;
	receivedAt?: unknown;
	resolveHours?: unknown;
	sameAgainHours?: unknown;
	severity?: unknown;
	source?: { execution?: unknown; node?: unknown; workflow?: unknown };
}

/** A text, or what an object says in its `message`; null for nothing. */
function textOf(value: unknown): string | null {
	if (value === undefined || value === null || value === '') return null;
	if (typeof value !== 'object') return String(value);
	const { message } = value as { message?: unknown };
	return typeof message === 'string' ? message : describeValue(value);
}

function hoursOf(displayName: string, value: unknown, standard: number): number {
	const hours = value ?? standard;
	if (typeof hours === 'number' && hours >= 0) return hours * 3600;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${describeValue(value)}; a number of hours is expected`,
		'Type a number, as 24',
	);
}

async function findCalendar({ store }: OperationContext, name: string | null): Promise<Calendar | null> {
	if (name === null) return null;
	const found = await store.getDefinition({ kind: 'calendar', name });
	if (found !== null) return found.body as Calendar;
	throw new TriageError(
		'DEFINITION_NOT_FOUND',
		`There is no calendar '${name.slice(0, 100)}' in force`,
		'Check the name, upper and lower case included, or save and activate it first',
	);
}

function readSource(context: IExecuteFunctions, { source = {} }: OpenOptions): ExceptionValues['source'] {
	const here = sourceOf(context);
	const named = { workflow: textOf(source.workflow), node: textOf(source.node), execution: textOf(source.execution) };
	// Who names a place elsewhere means all of it: the node of another workflow is none of this one.
	return Object.values(named).some((name) => name !== null) ? named : here;
}

async function readValues(
	operation: OperationContext,
	index: number,
	payload: KeptPayload | null,
): Promise<ExceptionValues> {
	const { context } = operation;
	const read = (name: string, fallback: unknown = '') => context.getNodeParameter(name, index, fallback as string);
	const options = read('options', {}) as unknown as OpenOptions;
	const ttl_seconds = readTimeLimit(context, index);
	return {
		label: read('rootCause', 'unknown'),
		severity: options.severity ?? 'normal',
		owner_role: readRole('Owner Role', read('ownerRole')),
		backup_role: readRole('Backup Role', read('backupRole')),
		further_roles: readRoles('Further Roles', options.furtherRoles ?? ''),
		ttl_seconds,
		resolution_seconds: hoursOf('Resolve Within', options.resolveHours, defaultResolutionSeconds(ttl_seconds) / 3600),
		dedup_seconds: hoursOf('Same Again Within', options.sameAgainHours, 24),
		calendar: await findCalendar(operation, textOf(options.calendar)),
		remediation: (textOf(read('remediation')) ?? '').split('\n'),
		case_id: textOf(read('caseId')),
		trigger_id: textOf(read('triggerId')),
		source: readSource(context, options),
		failure: textOf(read('failure')) ?? undefined,
		attempts: options.attempts,
		fingerprint: textOf(options.fingerprint),
		idempotency_key: textOf(options.idempotencyKey),
		received_at: textOf(options.receivedAt),
		...(payload !== null && { payload: payloadFacts(payload) }),
	};
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store, field } = operation;
	const { keepItem = true } = context.getNodeParameter('options', index, {}) as OpenOptions;
	const payload = keepItem ? keepPayload(item.json) : null;
	const exception = readException(await readValues(operation, index, payload));
	const sent = { exception, payload, context: commandOf(context, index, 'exception open') };
	const [result] = await store.openExceptions([sent]);
	const is_new = 'is_new' in result! && result.is_new;
	return [{ output: caseOutput, item: withResult(item, field, resultOf(result!.exception, { is_new })) }];
};

/** How many were there already: a loop that fails again and again shows here. */
const tellDone: Operation['tellDone'] = (items, field) => {
	const repeated = items.filter(({ json }) => (json[field] as { is_new?: boolean } | undefined)?.is_new === false);
	return repeated.length === 0 ? null : `${count(repeated.length, 'item')} counted as the same again`;
};

export const open: Operation = { description: openProperties, execute, tellDone };
