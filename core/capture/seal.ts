import type { FieldMatcher } from './fieldNames';
import { setMember, type Json, type JsonObject } from './plain';

/** A value in two halves: what stays, and what can be erased. */
export interface SealedValue {
	/** The value with `{"$sealed": name}` in every place that was taken out. */
	skeleton: Json;
	/** What stood there, by JSON Pointer; empty when nothing was taken out. */
	sealed: JsonObject;
}

const escape = (step: string | number) => String(step).replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Takes personal data out of a value, to be kept as a part of its own called `name`. A member of the value that is itself
 * called `$sealed` gets one more `$`, so that nobody can make a place look as if something had stood there.
 */
export function sealFields(value: Json, isPersonal: FieldMatcher, name: string): SealedValue {
	const sealed: JsonObject = {};
	const walk = (held: Json, path: ReadonlyArray<string | number>): Json => {
		const names = path.filter((step) => typeof step === 'string');
		if (held !== null && typeof path.at(-1) === 'string' && isPersonal(names)) {
			setMember(sealed, path.map((step) => `/${escape(step)}`).join(''), held);
			return { $sealed: name };
		}
		if (typeof held !== 'object' || held === null) return held;
		if (Array.isArray(held)) return held.map((inner, at) => walk(inner, [...path, at]));
		const result: JsonObject = {};
		for (const [key, inner] of Object.entries(held)) {
			setMember(result, /^\$+sealed$/.test(key) ? `$${key}` : key, walk(inner, [...path, key]));
		}
		return result;
	};
	return { skeleton: walk(value, []), sealed };
}
