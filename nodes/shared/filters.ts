import { readInstant, storableText, TriageError } from '../../core';
import { describeValue, readOption } from './readOption';

/** Longer than any field that a filter looks for. */
const maxFilterLength = 200;

/** A whole number from 1 to `max`. */
export function readWholeNumber(displayName: string, value: unknown, max: number): number {
	if (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= max) return Number(value);
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${describeValue(value)}; a whole number from 1 to ${max} is expected`,
		'Type a number, or remove the option',
	);
}

/** A filter that was added but resolves to nothing would find every case, so it is refused. */
export function refuseEmpty(displayName: string): never {
	throw new TriageError('FIELD_INVALID', `'${displayName}' is empty`, 'Give the filter a value, or remove it');
}

/** A text filter, read as the fields of a case are. */
export function readTextFilter(displayName: string, value: unknown): string {
	if (typeof value !== 'string' && typeof value !== 'number') {
		if (value === undefined || value === null) refuseEmpty(displayName);
		throw new TriageError(
			'FIELD_INVALID',
			`'${displayName}' is ${describeValue(value)}; a text is expected`,
			'Use a single value, as {{ $json.ticket_id }}',
		);
	}
	return storableText(displayName, String(value), maxFilterLength) || refuseEmpty(displayName);
}

/** A date filter as an instant; without an offset it means local time in the workflow's `timezone`. */
export function readInstantFilter(displayName: string, value: unknown, timezone: string): string {
	if (value === undefined || value === null || value === '') refuseEmpty(displayName);
	// The picker writes local time without an offset; an expression gives a text, a Date or luxon's DateTime.
	const text = value instanceof Date ? value.toJSON() : String(value);
	const instant = readInstant(text ?? '', timezone);
	if (instant !== null) return instant;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${describeValue(value)}; a date and time is expected`,
		'Use ISO 8601, as 2026-05-04T09:00:00Z',
	);
}

/** A filter of allowed values; an expression may give a single one. */
export function readListFilter<T extends string>(displayName: string, value: unknown, allowed: readonly T[]): T[] {
	const values = Array.isArray(value) ? (value as unknown[]) : [value];
	if (values.length === 0) refuseEmpty(displayName);
	return values.map((one) => readOption(displayName, one, allowed));
}

/** A filter that is on or off; one that resolves to something else would find what nobody asked for. */
export function readBooleanFilter(displayName: string, value: unknown): boolean {
	if (typeof value === 'boolean') return value;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${describeValue(value)}; true or false is expected`,
		'Switch it on or off, or remove the filter',
	);
}
