/**
 * Says what does not fit, with its place, or null. Records are closed: a field that is not listed does not fit, so that
 * nothing can hide beside what is checked.
 */
export type Shape = (value: unknown, at: string) => string | null;

type Fields = Readonly<Record<string, Shape>>;

const place = (at: string) => (at === '' ? 'it' : `'${at}'`);

export const anyText: Shape = (value, at) => (typeof value === 'string' ? null : `${place(at)} must be text`);

export const someText: Shape = (value, at) =>
	typeof value === 'string' && value !== '' ? null : `${place(at)} must be text that is not empty`;

export const wholeNumber: Shape = (value, at) =>
	Number.isSafeInteger(value) && (value as number) >= 0 ? null : `${place(at)} must be a whole number from 0`;

export const anyRecord: Shape = (value, at) =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? null : `${place(at)} must be an object`;

export function textLike(pattern: RegExp, what: string): Shape {
	return (value, at) => (typeof value === 'string' && pattern.test(value) ? null : `${place(at)} must be ${what}`);
}

export const hexHash = textLike(/^[0-9a-f]{64}$/, '64 lower-case hex digits');
export const instant = textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'an instant as 2026-01-05T09:00:00.000Z');
export const hash64 = textLike(/^[A-Za-z0-9+/]{43}=$/, 'the base64 of 32 bytes');

export function oneOf(values: readonly unknown[]): Shape {
	return (value, at) => (values.includes(value) ? null : `${place(at)} must be one of ${values.join(', ')}`);
}

export function listOf(shape: Shape, longest: number): Shape {
	return (value, at) => {
		if (!Array.isArray(value) || value.length > longest) return `${place(at)} must be a list of at most ${longest}`;
		for (const [index, held] of value.entries()) {
			const misfit = shape(held, `${at}/${index}`);
			if (misfit !== null) return misfit;
		}
		return null;
	};
}

export function mapOf(shape: Shape): Shape {
	return (value, at) => {
		const misfit = anyRecord(value, at);
		if (misfit !== null) return misfit;
		for (const [key, held] of Object.entries(value as object)) {
			const inner = shape(held, `${at}/${key}`);
			if (inner !== null) return inner;
		}
		return null;
	};
}

export function record(required: Fields, optional: Fields = {}): Shape {
	return (value, at) => {
		const misfit = anyRecord(value, at);
		if (misfit !== null) return misfit;
		const held = value as Record<string, unknown>;
		for (const key of Object.keys(held)) {
			if (!Object.hasOwn(required, key) && !Object.hasOwn(optional, key)) return `'${at}/${key}' is not a field`;
		}
		for (const [key, shape] of Object.entries({ ...optional, ...required })) {
			const isThere = Object.hasOwn(held, key);
			if (!isThere && !Object.hasOwn(required, key)) continue;
			const inner = isThere ? shape(held[key], `${at}/${key}`) : `'${at}/${key}' is missing`;
			if (inner !== null) return inner;
		}
		return null;
	};
}
