import type { Kysely } from 'kysely';

import type { EntryType } from '../../core';
import type { CheckpointStatus } from '../checkpoints';

import type { StoreTables } from '../tables';

/** What was appended since the newest checkpoint. */
export async function readCheckpointStatus(db: Kysely<StoreTables>): Promise<CheckpointStatus> {
	const { size } = await db.selectFrom('audit_log').select('size').executeTakeFirstOrThrow();
	const newest = await db
		.selectFrom('audit_entry')
		.select(['idx', 'at'])
		.where('type', '=', 'log.checkpointed')
		.orderBy('at', 'desc')
		.orderBy('idx', 'desc')
		.limit(1)
		.executeTakeFirst();
	// A checkpoint's own entry is the next one after those it covers.
	const signedSize = newest?.idx ?? 0;
	const types = await db
		.selectFrom('audit_entry')
		.select('type')
		.distinct()
		.where('idx', '>', newest?.idx ?? -1)
		.execute();
	return {
		size,
		signed_size: signedSize,
		entries_since: newest === undefined ? size : size - signedSize - 1,
		types_since: types.map(({ type }) => type as EntryType),
		last_at: newest?.at ?? null,
	};
}
