import { entryTypes, maxPartBytes, type EntryBody } from '../entry';
import { anyRecord, anyText, hexHash, instant, listOf, oneOf, record, someText, wholeNumber } from './shape';

const maxParts = 32;
const maxReferences = 100;

const partReference = record(
	{
		n: someText,
		c: hexHash,
		len: (value, at) =>
			Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= maxPartBytes
				? null
				: `'${at}' must be a length of at most ${maxPartBytes}`,
		ct: anyText,
		cap: oneOf(['raw', 'parsed']),
		cls: oneOf(['public', 'pii', 'secret-stripped']),
	},
	{ subj: anyText },
);

const content = record(
	{
		v: oneOf([1]),
		id: someText,
		case: someText,
		type: oneOf(entryTypes),
		occurred_at: instant,
		actor: record(
			{ kind: oneOf(['workflow', 'human', 'system', 'connector']), id: anyText },
			{ role: anyText, auth: anyText },
		),
		data: anyRecord,
	},
	{
		flow: record({ id: anyText, ver: anyText }),
		parts: listOf(partReference, maxParts),
		refs: listOf(record({ id: someText, rel: someText }), maxReferences),
		run: record(
			{ exec: anyText, wf: anyText, node: anyText, item: wholeNumber },
			{ wfver: anyText, attempt: wholeNumber },
		),
		trace: anyText,
	},
);

const sequencing = record({
	at: instant,
	case_prev: (value, at) => (value === '' ? null : hexHash(value, at)),
	case_seq: wholeNumber,
	idx: wholeNumber,
	log: someText,
});

const entry = record({ c: content, s: sequencing });

/** A reference of one entry to another. */
export interface EntryReference {
	id: string;
	rel: string;
}

/** An entry whose fields were checked. */
export type CheckedEntry = EntryBody & { c: { refs?: EntryReference[] } };

/** What an entry's fields lack or have too much, or null when they are those of version 1. */
export function misfitOfEntry(value: unknown): string | null {
	const misfit = entry(value, '');
	if (misfit !== null) return misfit;
	const names = ((value as CheckedEntry).c.parts ?? []).map(({ n }) => n);
	return new Set(names).size === names.length ? null : "'/c/parts' names a part twice";
}
