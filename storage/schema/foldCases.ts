import type { Kysely } from 'kysely';

import { refoldTrails } from '../projections/refold';
import type { StoreTables } from '../tables';

const pageSize = 500;

/**
 * Makes the rows of all cases again from the log, where this version of the pack keeps more of a case than one before. The
 * newest change that needs it does so, for all before it: rows are written as they are now.
 */
export async function foldCases(untyped: Kysely<unknown>): Promise<void> {
	const db = untyped as Kysely<StoreTables>;
	for (let after = 0; ;) {
		const page = await db
			.selectFrom('cases')
			.select(['case_id', 'case_number'])
			.where('case_number', '>', after)
			.orderBy('case_number')
			.limit(pageSize)
			.execute();
		if (page.length === 0) return;
		await refoldTrails(
			db,
			page.map(({ case_id }) => case_id),
		);
		after = page.at(-1)!.case_number;
	}
}
