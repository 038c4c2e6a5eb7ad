import type { Kysely } from 'kysely';

import type { EntryReference, EntryType, PartReference } from '../../core';
import { readBody } from '../log/entries';
import type { TimelineEntry } from '../cases';
import { storedText } from '../storedText';
import type { EntryTable, StoreTables } from '../tables';

export interface EntryQuery {
	case_id?: string;
	types?: readonly EntryType[];
	/** Instants of the log's clock, ISO 8601 in UTC; the first is included, the second not. */
	from?: string;
	before?: string;
	order: 'newest' | 'oldest';
	/** At most this many; all without it. */
	limit?: number;
}

/** An entry as people read it, without the bytes of its parts. */
export interface FoundEntry extends TimelineEntry {
	idx: number;
	/** `_log` for entries about the log itself. */
	case_id: string;
	leaf_hash: string;
	refs: EntryReference[];
	parts: Array<{ name: string; length: number; media_type: string; class: PartReference['cls'] }>;
}

/** An entry as it is found, from its stored text. */
export function toFoundEntry({ body, leaf_hash }: Pick<EntryTable, 'body' | 'leaf_hash'>): FoundEntry {
	const { c, s } = readBody(body);
	return {
		entry_id: c.id,
		idx: s.idx,
		case_id: c.case,
		seq: s.case_seq,
		at: s.at,
		type: c.type,
		actor: `${c.actor.kind}:${c.actor.id}`,
		data: { ...c.data },
		refs: [...(c.refs ?? [])],
		parts: (c.parts ?? []).map(({ n, len, ct, cls }) => ({ name: n, length: len, media_type: ct, class: cls })),
		leaf_hash,
	};
}

/** Entries that meet all given conditions, by their place in the log. */
export async function findEntries(db: Kysely<StoreTables>, query: EntryQuery): Promise<FoundEntry[]> {
	let select = db.selectFrom('audit_entry').select(['body', 'leaf_hash']);
	if (query.case_id !== undefined) select = select.where('case_id', '=', storedText(query.case_id));
	if (query.types?.length) select = select.where('type', 'in', query.types);
	if (query.from !== undefined) select = select.where('at', '>=', query.from);
	if (query.before !== undefined) select = select.where('at', '<', query.before);
	if (query.limit !== undefined) select = select.limit(query.limit);
	const rows = await select.orderBy('idx', query.order === 'newest' ? 'desc' : 'asc').execute();
	return rows.map(toFoundEntry);
}
