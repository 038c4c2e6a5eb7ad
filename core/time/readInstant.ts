import { DateTime } from 'luxon';

/** A date, with a time or without, with an offset or without: `2026-05-04`, `2026-05-04T09:00:00+02:00`. */
const isoDate = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|$)/;

/**
 * The instant of an ISO 8601 text, as ISO 8601 in UTC with milliseconds; null when it is none. A text without an offset
 * means local time in `timezone`, an IANA name. Nothing else that JavaScript takes for a date is taken.
 */
export function readInstant(text: string, timezone: string): string | null {
	if (!isoDate.test(text)) return null;
	const instant = DateTime.fromISO(text.replace(' ', 'T'), { zone: timezone });
	const utc = instant.isValid ? instant.toUTC().toISO() : null;
	// An offset can lead out of the years that have four digits.
	return utc?.length === 24 ? utc : null;
}
