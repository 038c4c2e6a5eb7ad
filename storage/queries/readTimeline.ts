import type { Kysely } from 'kysely';

import { commandPartName } from '../../core';
import { readBody } from '../log/entries';
import type { TimelineEntry } from '../cases';
import { isStorable } from '../storedText';
import type { StoreTables } from '../tables';

/** What the person or workflow said with a step; nothing once it was erased. */
function saidIn(bytes: Uint8Array | null): Pick<TimelineEntry, 'reason' | 'checklist'> {
	if (bytes === null) return {};
	const said = JSON.parse(Buffer.from(bytes).toString()) as {
		reason?: string;
		detail?: string;
		note?: string;
		title?: string;
		checklist?: string[];
	};
	const reason = said.reason ?? said.detail ?? said.note ?? said.title;
	return { ...(reason && { reason }), ...(said.checklist && { checklist: said.checklist }) };
}

/** A trail, oldest first. */
export async function readTimeline(db: Kysely<StoreTables>, caseId: string): Promise<TimelineEntry[]> {
	if (!isStorable(caseId)) return [];
	const rows = await db
		.selectFrom('audit_entry')
		.leftJoin('audit_part', (join) =>
			join.onRef('audit_part.idx', '=', 'audit_entry.idx').on('audit_part.name', '=', commandPartName),
		)
		.select(['audit_entry.body', 'audit_part.bytes'])
		.where('case_id', '=', caseId)
		.orderBy('case_seq', 'asc')
		.execute();
	return rows.map(({ body, bytes }) => {
		const { c, s } = readBody(body);
		return {
			entry_id: c.id,
			seq: s.case_seq,
			at: s.at,
			type: c.type,
			actor: `${c.actor.kind}:${c.actor.id}`,
			data: { ...c.data },
			...saidIn(bytes),
		};
	});
}
