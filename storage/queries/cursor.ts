import { TriageError } from '../../core';
import { storedText } from '../storedText';

/** Where a page ends: what its last row is sorted by, and its number, which breaks ties. */
export interface Place {
	at: string;
	number: number;
}

export const writeCursor = ({ at, number }: Place): string => `${at}/${number}`;

/** Throws `FIELD_INVALID`. */
export function refuseCursor(cursor: string): never {
	const shown = storedText(cursor).slice(0, 40);
	throw new TriageError(
		'FIELD_INVALID',
		`The cursor '${shown}' is none of this order`,
		'Hand on next_cursor of the page before, with the same filters and order',
	);
}

/** Throws `FIELD_INVALID`. */
export function readCursor(cursor: string): Place {
	const [, at, number] = /^([0-9TZ:.-]{1,30})\/(\d{1,15})$/.exec(cursor) ?? [];
	return at === undefined ? refuseCursor(cursor) : { at, number: Number(number) };
}
