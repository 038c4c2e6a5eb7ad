import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import {
	classifyFailure,
	exhaustions,
	jitters,
	judgeByList,
	readOnlyThese,
	readRetryStep,
	TriageError,
	type ClassifiedFailure,
	type RetryLimit,
	type RetryPolicy,
	type ScheduleRetry,
} from '../../../../core';
import { readCaseId } from '../../../shared/caseId';
import { commandOf } from '../../../shared/command';
import { readInstantFilter, readWholeNumber } from '../../../shared/filters';
import { describeValue, readOption } from '../../../shared/readOption';
import { withResult } from '../../../shared/resultField';
import { retryView } from '../../../shared/retryView';
import { readRole } from '../../../shared/roles';
import { caseOutput, otherOutput, type Operation } from '../operation';
import { readTimeLimit } from '../parameters';
import { retryProperties } from './retryProperties';

const maxDelaySeconds = 2_678_400;

interface RetryOptions {
	answerMinutes?: unknown;
	factor?: unknown;
	failure?: unknown;
	fallbackRole?: unknown;
	maxDelay?: unknown;
	spread?: unknown;
}

const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** What did not work: what n8n put into the item, what a node of the pack did, or an HTTP response. */
function findFailure(item: INodeExecutionData, field: string, { failure }: RetryOptions): unknown {
	if (failure !== undefined && failure !== '') return failure;
	const { json } = item;
	const result = json[field];
	return item.error ?? json.error ?? (isObject(result) ? result.error : undefined);
}

function readFailure(item: INodeExecutionData, field: string, options: RetryOptions): ClassifiedFailure {
	const failure = findFailure(item, field, options);
	if (failure !== undefined && failure !== null) return classifyFailure(failure);
	const response = classifyFailure(item.json);
	if (response.status !== null) return response;
	throw new TriageError(
		'FIELD_INVALID',
		"The item says of nothing that it did not work: it has no 'error', and no status from 400 up",
		"Connect the output of the node that did not work, or set Options > 'Failed Response'",
	);
}

function readSeconds(context: IExecuteFunctions, index: number, displayName: string): number {
	return readWholeNumber(displayName, context.getNodeParameter('delay', index, 30), maxDelaySeconds);
}

function readFactor(value: unknown): number {
	if (typeof value === 'number' && value >= 1 && value <= 100) return value;
	throw new TriageError(
		'FIELD_INVALID',
		`'Factor' is ${describeValue(value)}; a number from 1 to 100 is expected`,
		'Type a number, as 2',
	);
}

/** When the next attempt starts: how long to wait, or at which instant. */
function readWhen(
	context: IExecuteFunctions,
	index: number,
	{ factor = 2, maxDelay = 1800, spread = 'equal' }: RetryOptions,
): { policy: RetryPolicy; next_at: string | null } {
	const way = readOption('Retry When', context.getNodeParameter('retryWhen', index, 'backoff'), [
		'backoff',
		'fixed',
		'time',
	]);
	const max_attempts = readWholeNumber('Max Attempts', context.getNodeParameter('maxAttempts', index, 6), 1000);
	const onExhausted = context.getNodeParameter('onExhausted', index, 'escalate');
	const common = { max_attempts, on_exhausted: readOption('On Exhaustion', onExhausted, exhaustions) };
	const cap_seconds = readWholeNumber('Max Delay', maxDelay, maxDelaySeconds);
	if (way === 'time') {
		const at = readInstantFilter('Start At', context.getNodeParameter('retryAt', index, ''), context.getTimezone());
		return { policy: { ...common, cap_seconds }, next_at: at };
	}
	if (way === 'fixed') {
		const seconds = readSeconds(context, index, 'Delay');
		return {
			policy: { ...common, base_seconds: seconds, cap_seconds: seconds, factor: 1, jitter: 'none' },
			next_at: null,
		};
	}
	const policy = {
		...common,
		base_seconds: readSeconds(context, index, 'First Delay'),
		cap_seconds,
		factor: readFactor(factor),
		jitter: readOption('Spread', spread, jitters),
	};
	return { policy, next_at: null };
}

function readLimit(context: IExecuteFunctions, index: number): RetryLimit | null {
	const ways = ['none', 'duration', 'time', 'timer'] as const;
	switch (readOption('Time Limit', context.getNodeParameter('limitBy', index, 'none'), ways)) {
		case 'none':
			return null;
		case 'duration':
			return { seconds: readTimeLimit(context, index) };
		case 'time':
			return {
				at: readInstantFilter('Ends At', context.getNodeParameter('limitAt', index, ''), context.getTimezone()),
			};
		case 'timer':
			return { timer: String(context.getNodeParameter('timerName', index, '') ?? '') };
	}
}

/** What was typed as JSON or came from an expression. */
function parseObject(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}

/** What the step is tried with again, as JSON. */
function readData(context: IExecuteFunctions, item: INodeExecutionData, index: number): Uint8Array {
	const way = readOption('Data to Keep', context.getNodeParameter('dataToKeep', index, 'item'), ['item', 'here']);
	const { error: _error, ...whole } = item.json;
	const data = way === 'item' ? whole : parseObject(context.getNodeParameter('data', index, ''));
	if (isObject(data)) return Buffer.from(JSON.stringify(data));
	throw new TriageError(
		'FIELD_INVALID',
		`'Data' is ${describeValue(data)}; an object is expected`,
		"Use the item of a node before, as {{ $('Webhook').item.json }}",
	);
}

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const case_id = readCaseId(context, index);
	const options = context.getNodeParameter('options', index, {}) as RetryOptions;
	const data = readData(context, item, index);
	const only = readOnlyThese(String(context.getNodeParameter('only', index, '') ?? ''));
	const minutes = readWholeNumber('Answer Within', options.answerMinutes ?? 60, 44_640);
	const command: ScheduleRetry = {
		kind: 'schedule_retry',
		...readWhen(context, index, options),
		failure: judgeByList(readFailure(item, field, options), only),
		limit: readLimit(context, index),
		fallback_role: readRole('If There Is No Backup Role', options.fallbackRole ?? 'Triage'),
		answer_seconds: minutes * 60,
	};
	const target = { case_id, step: readRetryStep(context.getNodeParameter('step', index, '')) };
	const result = await store.scheduleRetry(target, command, data, commandOf(context, index, 'schedule_retry'));
	const { outcome, retry } = result;
	const shown: IDataObject = {
		case_id,
		retry: retry && retryView(retry),
		case: (await store.getCase(case_id)) as unknown as IDataObject,
		...(outcome === 'refused' && { refusal: { ...result.refusal } }),
	};
	const isScheduled = outcome === 'scheduled' || outcome === 'unchanged';
	return [{ output: isScheduled ? caseOutput : otherOutput, item: withResult(item, field, shown) }];
};

const tellOthers = (field: string) => `are not tried again: the reason is in ${field}.retry or ${field}.refusal`;

export const scheduleRetry: Operation = { description: retryProperties, execute, tellOthers };
