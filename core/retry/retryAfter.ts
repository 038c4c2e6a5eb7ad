import { DateTime } from 'luxon';
import { isoOf } from '../time';
import type { RetryAfter } from './types';

/** Ten years; nobody waits longer, and no text of digits is longer. */
const maxSeconds = 10 * 366 * 86_400;

/**
 * The value of a `Retry-After` header (RFC 9110): seconds, or an HTTP date in any of its three forms. Null when it is
 * neither. A list gives its first entry, as some clients hand headers over.
 */
export function readRetryAfter(value: unknown): RetryAfter | null {
	const first: unknown = Array.isArray(value) ? value[0] : value;
	if (typeof first === 'number')
		return Number.isFinite(first) && first >= 0 ? { seconds: Math.min(first, maxSeconds) } : null;
	if (typeof first !== 'string') return null;
	const text = first.trim();
	if (/^\d{1,12}$/.test(text)) return { seconds: Math.min(Number(text), maxSeconds) };
	if (text.length > 40) return null;
	const date = DateTime.fromHTTP(text);
	return date.isValid ? { at: isoOf(date.toMillis()) } : null;
}
