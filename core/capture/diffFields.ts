import type { Json } from './plain';

/** A field that differs. A member that is absent was not there. */
export interface FieldChange {
	/** JSON Pointer. */
	path: string;
	before?: Json;
	after?: Json;
}

const isBranch = (value: Json | undefined): value is Json[] | { [key: string]: Json } =>
	typeof value === 'object' && value !== null;
const escape = (step: string) => step.replaceAll('~', '~0').replaceAll('/', '~1');

/** Steps to each difference, beside the difference itself. */
export interface FieldDifference {
	steps: string[];
	change: FieldChange;
}

/**
 * The fields in which two values differ, in the order of the first and then of the second. Objects and lists are compared
 * member by member; a list that lost its first entry differs in every place.
 */
export function diffFields(before: Json | undefined, after: Json | undefined): FieldDifference[] {
	const found: FieldDifference[] = [];
	const steps: string[] = [];
	const compare = (a: Json | undefined, b: Json | undefined) => {
		if (a === b) return;
		if (isBranch(a) && isBranch(b) && Array.isArray(a) === Array.isArray(b)) {
			for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
				steps.push(key);
				compare(member(a, key), member(b, key));
				steps.pop();
			}
			return;
		}
		found.push({
			steps: [...steps],
			change: {
				path: steps.map((step) => `/${escape(step)}`).join(''),
				...(a !== undefined && { before: a }),
				...(b !== undefined && { after: b }),
			},
		});
	};
	compare(before, after);
	return found;
}

function member(value: Json[] | { [key: string]: Json }, key: string): Json | undefined {
	return Object.hasOwn(value, key) ? (value as { [key: string]: Json })[key] : undefined;
}
