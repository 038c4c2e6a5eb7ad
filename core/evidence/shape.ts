/**
 * What a value has to be. A shape gives null for a value that is, and otherwise the rest of a sentence that begins with
 * the value's pointer, as `/to must be text`. Building the sentence costs nothing while all is well.
 */
export type Shape = (value: unknown) => string | null;

const rule =
	(holds: (value: unknown) => boolean, words: string): Shape =>
	(value) =>
		holds(value) ? null : ` must be ${words}`;

const isText = (value: unknown): value is string => typeof value === 'string';

/** Text of any length; the limit on the whole entry bounds it. */
export const text = rule(isText, 'text');

/** Text of 1 to `max` UTF-16 units. */
export const name = (max: number): Shape =>
	rule((value) => isText(value) && value !== '' && value.length <= max, `text of 1 to ${max} characters`);

export const matching = (pattern: RegExp, words: string): Shape =>
	rule((value) => isText(value) && pattern.test(value), words);

export const count = rule((value) => Number.isSafeInteger(value) && (value as number) >= 0, 'a whole number from 0');

export const oneOf = (...values: ReadonlyArray<string | number>): Shape => {
	const known = new Set<unknown>(values);
	return rule((value) => known.has(value), `one of ${values.map((value) => `'${value}'`).join(', ')}`);
};

/** Lower-case hex of a SHA-256. */
export const digest = matching(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex');

/** Milliseconds and `Z`, always: another spelling of the same instant would be another text. */
export const instant = matching(
	/^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
	'an instant in UTC with milliseconds',
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

type Fields = Readonly<Record<string, Shape>>;

/** An object with exactly these members: an unknown one is refused, so that nothing falls outside the checks. */
export function closed(required: Fields, optional: Fields = {}): Shape {
	const known = new Map(Object.entries({ ...required, ...optional }));
	const needed = Object.keys(required);
	return (value) => {
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return ' must be an object';
		const members = value as Record<string, unknown>;
		for (const key of Object.keys(members)) {
			const shape = known.get(key);
			if (shape === undefined) return `/${key} is not known`;
			const found = shape(members[key]);
			if (found !== null) return `/${key}${found}`;
		}
		const absent = needed.find((key) => !Object.hasOwn(members, key));
		return absent === undefined ? null : `/${absent} is missing`;
	};
}
