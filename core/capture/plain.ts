import { TriageError } from '../errors';

/** What JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type JsonObject = { [key: string]: Json };

/** Deepest nesting of what is captured, JSON in text included. */
export const maxCaptureDepth = 100;

/** Refuses what is nested too deep, which a value that holds itself is as well. */
export function checkDepth(depth: number): void {
	if (depth <= maxCaptureDepth) return;
	throw new TriageError(
		'EVIDENCE_INVALID',
		`What is captured is nested deeper than ${maxCaptureDepth} levels, or holds itself`,
		"Choose 'Selected Fields' and take only the fields that show what was done",
	);
}

/** A member for any name, `__proto__` included. */
export function setMember(object: JsonObject, key: string, value: Json): void {
	Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** One level of a value as JSON.stringify sees it: dates as text, what JSON has no word for as undefined. */
export function toJsonLevel(value: unknown): unknown {
	const { toJSON } = (typeof value === 'object' && value !== null ? value : {}) as { toJSON?: unknown };
	const plain: unknown = typeof toJSON === 'function' ? toJSON.call(value, '') : value;
	switch (typeof plain) {
		case 'bigint':
			return String(plain);
		case 'number':
			return Number.isFinite(plain) ? plain : null;
		case 'function':
		case 'symbol':
			return undefined;
		default:
			return plain;
	}
}
