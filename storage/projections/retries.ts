import { evolveRetry, type Retry } from '../../core';
import type { Aggregate } from './aggregate';

export const readRetryRow = (record: string): Retry => JSON.parse(record) as Retry;

export const retriesAggregate: Aggregate<Retry> = {
	kind: 'retry',
	table: 'retries',
	trailColumn: 'trail_id',
	columns: { trail_id: 'text' },
	// Case and step are the trail's own id.
	identity: [],
	evolve: evolveRetry,
	columnsOf: (trailId) => ({ trail_id: trailId }),
	read: readRetryRow,
	identityOf: () => null,
};
