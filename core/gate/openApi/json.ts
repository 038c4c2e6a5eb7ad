import { memberOf } from '../pointer';

/** An object of a document. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that is held there; an empty one where there is none. */
export function objectIn(holder: unknown, name: string): JsonObject {
	const held = memberOf(holder, name);
	return isObject(held) ? held : {};
}

/** The text that is held there. */
export function textIn(holder: unknown, name: string): string | undefined {
	const held = memberOf(holder, name);
	return typeof held === 'string' ? held : undefined;
}
