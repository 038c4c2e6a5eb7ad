import type { Kysely } from 'kysely';

import { readBody } from '../log/entries';
import type { DanglingIntent, DanglingQuery } from '../store';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';

const defaultLimit = 100;

/** Intents without an outcome, oldest first. */
export async function findDanglingIntents(
	db: Kysely<StoreTables>,
	{ case_id, before, limit = defaultLimit }: DanglingQuery,
): Promise<DanglingIntent[]> {
	let select = db
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
	if (case_id !== undefined) select = select.where('intent.case_id', '=', storedText(case_id));
	if (before !== undefined) select = select.where('intent.at', '<', before);
	const rows = await select.orderBy('intent.at').orderBy('intent.idx').limit(limit).execute();
	return rows.map(({ body }) => {
		const { c, s } = readBody(body);
		return { entry_id: c.id, case_id: c.case, at: s.at, data: c.data };
	});
}
