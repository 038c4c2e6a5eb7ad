import { readInstant } from '../../time';
import type { ColumnType, ColumnValue } from '../types';

/** A value as its column compares it: text for `string` and `boolean`, a number for all that has an order. */
export type Key = string | number;

const dayMs = 86_400_000;
const decimal = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const isoDay = /^(\d{4})-(\d{2})-(\d{2})$/;
const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)$/;

/** Days since 1970-01-01. */
function readDay(text: string): number | undefined {
	const [, year, month, day] = isoDay.exec(text) ?? [];
	if (year === undefined) return undefined;
	const ms = Date.UTC(Number(year), Number(month) - 1, Number(day));
	// A day that there is not, as 30 February, comes back as another one.
	return new Date(ms).toISOString().startsWith(text) ? ms / dayMs : undefined;
}

function readMoment(text: string): number | undefined {
	const instant = isoInstant.test(text) ? readInstant(text, 'UTC') : null;
	return instant === null ? undefined : Date.parse(instant);
}

function wholeNumber(value: number): number | undefined {
	return Number.isSafeInteger(value) ? value + 0 : undefined;
}

/** The key of a value found in the facts: null for null, undefined where it is absent or of the wrong type. */
export function keyOfFact(type: ColumnType, value: unknown): Key | null | undefined {
	if (value === null) return null;
	switch (type) {
		case 'string':
			return typeof value === 'string' ? value : undefined;
		case 'boolean':
			return typeof value === 'boolean' ? String(value) : undefined;
		case 'number':
			// Adding 0 makes 0 of -0.
			return typeof value === 'number' && Number.isFinite(value) ? value + 0 : undefined;
		case 'integer':
			return typeof value === 'number' ? wholeNumber(value) : undefined;
		case 'date':
			return typeof value === 'string' ? readDay(value) : undefined;
		case 'datetime':
			return typeof value === 'string' ? readMoment(value) : undefined;
	}
}

/** The key of a literal in a cell; undefined where the text is none of the column's type. */
export function keyOfLiteral(type: ColumnType, text: string): Key | undefined {
	switch (type) {
		case 'string':
			return text;
		case 'boolean':
			return text === 'true' || text === 'false' ? text : undefined;
		case 'number':
		case 'integer':
			return decimal.test(text) ? (keyOfFact(type, Number(text)) ?? undefined) : undefined;
		case 'date':
		case 'datetime':
			return keyOfFact(type, text) ?? undefined;
	}
}

/** The value that has the key. */
export function valueOfKey(type: ColumnType, key: Key): ColumnValue {
	if (type === 'boolean') return key === 'true';
	if (typeof key === 'string' || type === 'number' || type === 'integer') return key;
	const iso = new Date(type === 'date' ? key * dayMs : key).toISOString();
	return type === 'date' ? iso.slice(0, 'yyyy-mm-dd'.length) : iso;
}

/** The key as a cell has it. */
export function literalOfKey(type: ColumnType, key: Key): string {
	return type === 'string' ? JSON.stringify(key) : String(valueOfKey(type, key));
}

/** True for the types whose values have a next one, so that `> 17` is `>= 18`. */
export function isDiscrete(type: ColumnType): boolean {
	return type === 'integer' || type === 'date' || type === 'datetime';
}

/** True for the types that can be compared by size. */
export function hasOrder(type: ColumnType): boolean {
	return type === 'number' || isDiscrete(type);
}

/** What a column holds, in words, and how its cells are written. */
export const typeWords: Record<ColumnType, { one: string; example: string }> = {
	boolean: { one: 'true or false', example: 'true, false or *' },
	date: { one: 'a date', example: '2026-05-04, >= 2026-05-04, [2026-01-01..2026-03-31] or *' },
	datetime: { one: 'a date with time and offset', example: '>= 2026-05-04T09:00:00Z or *' },
	integer: { one: 'a whole number', example: '18, >= 18, [17..30] or *' },
	number: { one: 'a number', example: '18.5, >= 18, [17..30) or *' },
	string: { one: 'a text', example: '"billing", "billing","bug", not("bug") or *' },
};
