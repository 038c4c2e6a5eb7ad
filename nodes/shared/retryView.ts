import type { IDataObject } from 'n8n-workflow';

import { describeRetry, type Retry } from '../../core';

/** The attempts at a step as nodes put them out, with where they stand in words. */
export function retryView(retry: Retry): IDataObject {
	const { step, round, state, attempt, of, next_at, expires_at, first_failed_at, failure, gave_up } = retry;
	const facts = { step, round, state, attempt, of, next_at, expires_at, first_failed_at };
	return { ...facts, failure: { ...failure }, gave_up: gave_up && { ...gave_up }, reason: describeRetry(retry) };
}
