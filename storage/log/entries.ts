import type { EntryBody, RecordedEntry } from '../../core';
import type { EntryTable } from '../tables';

/** The entry of a stored body; the caller has checked or trusts its bytes. */
export function readBody(body: string): EntryBody {
	return JSON.parse(body) as EntryBody;
}

/** What an entry is looked up by. */
export const lookUpColumns = ({ c, s }: EntryBody): Omit<EntryTable, 'idx' | 'leaf_hash' | 'body'> => ({
	id: c.id,
	case_id: c.case,
	case_seq: s.case_seq,
	type: c.type,
	at: s.at,
	answers: c.refs?.[0]?.id ?? null,
});

/** An entry as the projections take it; `commandBytes` is null once the part was erased. */
export function recordedEntry({ c, s }: EntryBody, commandBytes: Uint8Array | null): RecordedEntry {
	return {
		id: c.id,
		type: c.type,
		case_id: c.case,
		case_seq: s.case_seq,
		at: s.at,
		actor: c.actor,
		data: c.data,
		command: commandBytes && (JSON.parse(Buffer.from(commandBytes).toString()) as unknown),
	};
}
