import { parseCanonical } from '../canonicalJson';
import type { EntryBody } from '../entry';
import { findBodyProblem } from '../entryShape';
import type { LineCursor } from './lines';
import { redactionKey } from './parts';

/** A record that the bodies of the log's first entries were dropped. */
export interface Prune {
	idx: number;
	/** Index of the first entry that was kept. */
	before: number;
	/** Hex root over the entries before it. */
	root: string;
}

/** What entries say about other entries, gathered before these are judged: a redaction stands after what it redacts. */
export interface LogRecords {
	redactions: Map<string, string>;
	prunes: Prune[];
}

/** A cheap look before a line is parsed. */
const recordTypes = [Buffer.from('"type":"part.redacted"'), Buffer.from('"type":"log.pruned"')];

function parse(line: Uint8Array): EntryBody | null {
	try {
		const value = parseCanonical(line);
		return findBodyProblem(value) === null ? (value as EntryBody) : null;
	} catch {
		// A line that cannot be read is reported where all lines are judged.
		return null;
	}
}

/** Gathers redactions and prunes. Holds nothing else, so that its size is theirs. */
export async function readRecords(lines: LineCursor): Promise<LogRecords> {
	const records: LogRecords = { redactions: new Map(), prunes: [] };
	for (let line = await lines.next(); line !== null; line = await lines.next()) {
		const bytes = Buffer.from(line.buffer, line.byteOffset, line.length);
		if (!recordTypes.some((type) => bytes.includes(type))) continue;
		const entry = parse(line);
		const { idx, n, c, before, root } = entry?.c.data ?? {};
		if (entry?.c.type === 'part.redacted' && typeof idx === 'number') {
			records.redactions.set(redactionKey(idx, String(n)), String(c));
		} else if (entry?.c.type === 'log.pruned' && typeof before === 'number') {
			records.prunes.push({ idx: entry.s.idx, before, root: String(root) });
		}
	}
	return records;
}
