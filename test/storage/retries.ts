import { classifyFailure, readRetryCommand, type ScheduleRetry } from '../../core';

export const busy = { statusCode: 503 };

export const dataOf = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));

/** What a node says of a step that failed. */
export const failedWith = (failure: unknown, rest: Partial<ScheduleRetry> = {}): ScheduleRetry =>
	readRetryCommand({
		kind: 'schedule_retry',
		failure: classifyFailure(failure),
		policy: { jitter: 'none' },
		next_at: null,
		limit: null,
		fallback_role: 'Triage',
		answer_seconds: 3600,
		...rest,
	});
