import type { Kysely } from 'kysely';

import { readBody } from '../log/entries';
import type { DanglingIntent, DanglingQuery, UnansweredCalls, UnansweredQuery } from '../store';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';

const defaultLimit = 100;

const unanswered = (db: Kysely<StoreTables>) =>
	db
		.selectFrom('audit_entry as intent')
		.select('intent.body')
		.where('intent.type', '=', 'connector.intent')
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('audit_entry as outcome')
						.select('outcome.idx')
						.whereRef('outcome.answers', '=', 'intent.id')
						.where('outcome.type', '=', 'connector.outcome'),
				),
			),
		);

function readIntent({ body }: { body: string }): DanglingIntent & { idx: number } {
	const { c, s } = readBody(body);
	return { entry_id: c.id, case_id: c.case, at: s.at, data: c.data, idx: s.idx };
}

/** Intents without an outcome, oldest first. */
export async function findDanglingIntents(
	db: Kysely<StoreTables>,
	{ case_id, before, limit = defaultLimit }: DanglingQuery,
): Promise<DanglingIntent[]> {
	let select = unanswered(db);
	if (case_id !== undefined) select = select.where('intent.case_id', '=', storedText(case_id));
	if (before !== undefined) select = select.where('intent.at', '<', before);
	const rows = await select.orderBy('intent.at').orderBy('intent.idx').limit(limit).execute();
	return rows.map((row) => {
		const { idx: _idx, ...intent } = readIntent(row);
		return intent;
	});
}

/** Those among the entries of one stretch of the log, which ends with the newest one from before an instant. */
export async function readUnansweredCalls(
	db: Kysely<StoreTables>,
	{ from_idx, before, limit = defaultLimit }: UnansweredQuery,
): Promise<UnansweredCalls> {
	const end = await db
		.selectFrom('audit_entry')
		.select('idx')
		.where('idx', '>=', from_idx)
		.where('at', '<', before)
		.orderBy('idx', 'desc')
		.limit(1)
		.executeTakeFirst();
	if (end === undefined) return { calls: [], next_idx: from_idx };
	const rows = await unanswered(db)
		.where('intent.idx', '>=', from_idx)
		.where('intent.idx', '<=', end.idx)
		.orderBy('intent.idx')
		.limit(limit)
		.execute();
	const calls = rows.map(readIntent);
	const last = calls.at(-1);
	const next_idx = (calls.length === limit && last ? last.idx : end.idx) + 1;
	return { calls: calls.map(({ idx: _idx, ...call }) => call), next_idx };
}
