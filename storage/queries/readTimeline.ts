import type { Kysely } from 'kysely';

import { readBody } from '../log/entries';
import type { TimelineEntry } from '../store';
import { isStorable } from '../storedText';
import type { StoreTables } from '../tables';

/** A case's trail, oldest first. */
export async function readTimeline(db: Kysely<StoreTables>, caseId: string): Promise<TimelineEntry[]> {
	if (!isStorable(caseId)) return [];
	const rows = await db
		.selectFrom('audit_entry')
		.select('body')
		.where('case_id', '=', caseId)
		.orderBy('case_seq', 'asc')
		.execute();
	return rows.map(({ body }) => {
		const { c, s } = readBody(body);
		return {
			entry_id: c.id,
			seq: s.case_seq,
			at: s.at,
			type: c.type,
			actor: `${c.actor.kind}:${c.actor.id}`,
			data: { ...c.data },
		};
	});
}
