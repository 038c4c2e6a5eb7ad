import {
	commitPart,
	leafHash,
	writeEntry,
	type EntryBody,
	type EntryContent,
	type PartReference,
	type Sequencing,
} from '../../core';
import type { PartTable } from '../tables';
import type { Ports } from './ports';

/** Bytes to be kept beside an entry. */
export interface PartDraft {
	name: string;
	bytes: Uint8Array;
	media_type: string;
	capture: PartReference['cap'];
	class: PartReference['cls'];
	subject?: string;
}

/** An entry without the place that the log gives it. */
export type EntryDraft = Omit<EntryContent, 'v' | 'case' | 'parts'> & { parts: readonly PartDraft[] };

/** An entry in its place. */
export interface PlacedEntry {
	body: EntryBody;
	text: string;
	leafHash: string;
	leaf: Uint8Array;
	parts: PartTable[];
}

/** The entry that a draft becomes in its place, with a new salt for each part. Throws for what cannot be kept. */
export function writePlaced(
	trailId: string,
	{ parts: drafts, ...draft }: EntryDraft,
	place: Sequencing,
	ports: Ports,
): PlacedEntry {
	const parts: PartTable[] = [];
	const references: PartReference[] = [];
	for (const { name, bytes, media_type, capture, class: cls, subject } of drafts) {
		const salt = ports.randomBytes(32);
		const c = commitPart(salt, bytes);
		const subj = subject === undefined ? {} : { subj: subject };
		references.push({ c, cap: capture, cls, ct: media_type, len: bytes.length, n: name, ...subj });
		parts.push({ idx: place.idx, name, salt, bytes, subject: subject ?? null });
	}
	const { actor, data, flow, id, occurred_at, refs, run, trace, type } = draft;
	// In the order in which they are written, which spares sorting them.
	const content: EntryContent = {
		actor,
		case: trailId,
		data,
		...(flow && { flow }),
		id,
		occurred_at,
		...(references.length > 0 && { parts: references }),
		...(refs && { refs }),
		...(run && { run }),
		...(trace !== undefined && { trace }),
		type,
		v: 1,
	};
	const body: EntryBody = { c: content, s: place };
	const text = writeEntry(body.c, body.s);
	const leaf = leafHash(text);
	return { body, text, leaf, leafHash: Buffer.from(leaf).toString('hex'), parts };
}
