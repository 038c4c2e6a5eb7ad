import type { Kysely } from 'kysely';

import type { RedriveEvent, RedriveEventQuery, RedriveEvents } from '../exceptions';
import { readBody } from '../log/entries';
import { readCase } from '../projections/cases';
import { readExceptionRow } from '../projections/exceptions';
import type { StoreTables } from '../tables';
import { readExceptionPayload } from './exceptions';

/** Entries that are looked at together: of most, the item is read. */
const pageSize = 50;

/**
 * Items that are sent again from a place of the log on, each with its exception and case as they stand now. What was
 * resolved, erased or sent once more since is left out.
 */
export async function readRedrives(db: Kysely<StoreTables>, query: RedriveEventQuery): Promise<RedriveEvents> {
	// Before the entries are read: what is appended meanwhile is left to the next reading.
	const { size } = await db.selectFrom('audit_log').select('size').executeTakeFirstOrThrow();
	const events: RedriveEvent[] = [];
	for (let from = query.from_idx; query.limit > 0;) {
		const rows = await db
			.selectFrom('audit_entry')
			.innerJoin('exceptions', 'exceptions.trail_id', 'audit_entry.case_id')
			.leftJoin('cases', 'cases.case_id', 'exceptions.case_id')
			.select(['audit_entry.idx', 'audit_entry.body', 'exceptions.record as exception', 'cases.record'])
			.where('audit_entry.type', '=', 'exception.redrive_due')
			.where('audit_entry.idx', '>=', from)
			.where('audit_entry.idx', '<', size)
			.orderBy('audit_entry.idx')
			.limit(pageSize)
			.execute();
		for (const row of rows) {
			const { c, s } = readBody(row.body);
			const exception = readExceptionRow(row.exception);
			const isNow = exception.state !== 'resolved' && exception.redrive_count === Number(c.data.redrive_count);
			if (!isNow || !exception.payload.is_kept) continue;
			events.push({
				entry_id: c.id,
				idx: s.idx,
				at: s.at,
				due_at: String(c.data.due_at),
				late_seconds: Number(c.data.late_seconds),
				exception,
				payload: await readExceptionPayload(db, exception.exception_id),
				case: row.record === null ? null : readCase(row.record),
			});
			if (events.length === query.limit) return { events, next_idx: s.idx + 1, size };
		}
		const last = rows.at(-1);
		if (last === undefined || rows.length < pageSize) break;
		from = last.idx + 1;
	}
	return { events, next_idx: Math.max(size, query.from_idx), size };
}
