import { defaultHiddenFields, hideSecrets } from '../capture';
import { TriageError } from '../errors';
import { maxPartBytes } from '../evidence';
import { itemDigest } from '../gate';
import type { PayloadFacts } from './types';

/** Most pieces of one payload; the log bounds the parts of an entry. */
const maxPieces = 31;

const pieceName = (index: number): string => (index === 0 ? 'payload' : `payload-${index + 1}`);

/** Whether a part holds a piece of the item that failed. */
export const isPayloadPart = (name: string): boolean => /^payload(?:-\d+)?$/.test(name);

/** An item as it is kept, to be sent again. */
export interface KeptPayload {
	/** `sha256:` and 64 hex digits over the item as it came; null for one that JSON cannot hold. */
	digest: string | null;
	/** Its JSON in pieces; none for an item that is too large or nested too deep to be kept. */
	pieces: Array<{ name: string; bytes: Uint8Array }>;
	/** Where secrets were taken out. */
	stripped: string[];
}

/** What an exception says of its item. */
export const payloadFacts = ({ digest, pieces, stripped }: KeptPayload): PayloadFacts => ({
	digest,
	piece_count: pieces.length,
	stripped,
});

/** An item in pieces that the log can keep, without secrets. The item itself is not changed. */
export function keepPayload(item: unknown): KeptPayload {
	const digest = itemDigest(item);
	const nothing = { digest, pieces: [], stripped: [] };
	try {
		const { values, stripped } = hideSecrets({ item }, defaultHiddenFields);
		const bytes = Buffer.from(JSON.stringify(values.item));
		const count = Math.ceil(bytes.length / maxPartBytes);
		if (count > maxPieces) return nothing;
		const pieces = Array.from({ length: count }, (_, index) => ({
			name: pieceName(index),
			bytes: bytes.subarray(index * maxPartBytes, (index + 1) * maxPartBytes),
		}));
		return { digest, pieces, stripped };
	} catch (error) {
		// Nested too deep: an item that cannot be kept is still an exception.
		if (error instanceof TriageError || error instanceof RangeError) return nothing;
		throw error;
	}
}

/** The item again, from its pieces in any order; null when one is not there. */
export function readPayload(pieces: ReadonlyArray<{ name: string; bytes: Uint8Array }>, count: number): unknown {
	const found = Array.from(
		{ length: count },
		(_, index) => pieces.find(({ name }) => name === pieceName(index))?.bytes,
	);
	if (count === 0 || found.includes(undefined)) return null;
	return JSON.parse(Buffer.concat(found as Uint8Array[]).toString()) as unknown;
}
