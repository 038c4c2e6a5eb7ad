/**
 * What a value has to be. A shape gives null for a value that is, and otherwise the rest of a sentence that begins with
 * the value's pointer, as `/to must be text`. Building the sentence costs nothing while all is well.
 */
export type Shape = (value: unknown) => string | null;

const rule =
	(holds: (value: unknown) => boolean, words: string): Shape =>
	(value) =>
		holds(value) ? null : ` must be ${words}`;

/** The whole sentence about a value that is not of a shape, or null. */
export function findMisfit(shape: Shape, value: unknown): string | null {
	const found = shape(value);
	return found?.startsWith(' ') ? `it${found}` : found;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Text of any length; what the text stands in bounds it. */
export const text = rule(isText, 'text');

export const someText = rule((value) => isText(value) && value !== '', 'text that is not empty');

/** Text of 1 to `max` UTF-16 units. */
export const name = (max: number): Shape =>
	rule((value) => isText(value) && value !== '' && value.length <= max, `text of 1 to ${max} characters`);

export const matching = (pattern: RegExp, words: string): Shape =>
	rule((value) => isText(value) && pattern.test(value), words);

export const count = rule((value) => Number.isSafeInteger(value) && (value as number) >= 0, 'a whole number from 0');

export const countTo = (max: number): Shape =>
	rule((value) => count(value) === null && (value as number) <= max, `a whole number from 0 to ${max}`);

export const flag = rule((value) => typeof value === 'boolean', 'true or false');

export const oneOf = (...values: ReadonlyArray<string | number>): Shape => {
	const known = new Set<unknown>(values);
	return rule((value) => known.has(value), `one of ${values.map((value) => `'${value}'`).join(', ')}`);
};

/** Lower-case hex of a SHA-256. */
export const digest = matching(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex');

/** Base64 of 32 bytes. */
export const hash64 = matching(/^[A-Za-z0-9+/]{43}=$/, 'the base64 of 32 bytes');

/**
 * Milliseconds and `Z`, always: another spelling of the same instant would be another text. Four digits of a year, so that
 * the order of texts is that of time; and a time that there is, because one that cannot be computed with passes every
 * comparison.
 */
export const instant = matching(
	/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/,
	'an instant in UTC with milliseconds, as 2026-01-05T09:00:00.000Z',
);

export function listOf(shape: Shape, max: number): Shape {
	return (value) => {
		if (!Array.isArray(value) || value.length > max) return ` must be a list of at most ${max}`;
		for (const [index, held] of value.entries()) {
			const found = shape(held);
			if (found !== null) return `/${index}${found}`;
		}
		return null;
	};
}

/** An object with any members, all of one shape. */
export function mapOf(shape: Shape): Shape {
	return (value) => {
		if (!isRecord(value)) return ' must be an object';
		for (const [key, held] of Object.entries(value)) {
			const found = shape(held);
			if (found !== null) return `/${key}${found}`;
		}
		return null;
	};
}

type Fields = Readonly<Record<string, Shape>>;

/** An object with exactly these members: an unknown one is refused, so that nothing falls outside the checks. */
export function closed(required: Fields, optional: Fields = {}): Shape {
	const known = new Map(Object.entries({ ...required, ...optional }));
	const needed = Object.keys(required);
	return (value) => {
		if (!isRecord(value)) return ' must be an object';
		for (const key of Object.keys(value)) {
			const shape = known.get(key);
			if (shape === undefined) return `/${key} is not known`;
			const found = shape(value[key]);
			if (found !== null) return `/${key}${found}`;
		}
		const absent = needed.find((key) => !Object.hasOwn(value, key));
		return absent === undefined ? null : `/${absent} is missing`;
	};
}
