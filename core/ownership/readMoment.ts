import { TriageError } from '../errors';
import { readInstant } from '../time';

/** Milliseconds of an instant; throws `FIELD_INVALID` for anything else. `field` names it in the message. */
export function readMoment(field: string, text: string): number {
	const instant = typeof text === 'string' ? readInstant(text, 'UTC') : null;
	if (instant !== null) return Date.parse(instant);
	throw new TriageError('FIELD_INVALID', `'${field}' is no instant`, 'Write it in UTC, as 2026-05-04T09:00:00.000Z');
}
