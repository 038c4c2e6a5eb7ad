import { TriageError, type TriageErrorCode } from './errors';

/** One reason why something a person wrote cannot be used. */
export interface Finding {
	/** JSON Pointer into it, as `/hours/mon/0`; `""` is the whole. */
	pointer: string;
	message: string;
	fix: string;
}

const maxShown = 40;
const maxKey = 40;

/** A value in a message: short, and never raw. */
export function shown(value: unknown): string {
	if (value === null) return 'null';
	if (typeof value === 'string') return `"${value.slice(0, maxShown).toWellFormed()}"`;
	if (typeof value === 'object') return Array.isArray(value) ? `a list of ${value.length} entries` : 'an object';
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `of type ${typeof value}`;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A key as part of a JSON Pointer (RFC 6901), cut to what a message can show. */
export const pointerStep = (key: string): string =>
	key.slice(0, maxKey).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1');

interface NumberRange {
	min: number;
	max: number;
	whole?: boolean;
}

/** Collects everything that is wrong, so that all of it is told at once. Each check says whether the value will do. */
export class FindingList {
	readonly found: Finding[] = [];

	add(pointer: string, message: string, fix: string): false {
		this.found.push({ pointer, message, fix });
		return false;
	}

	/** Adds what was found about a part by itself, under the place of the part. */
	within(pointer: string, inside: readonly Finding[]): void {
		for (const { pointer: place, message, fix } of inside)
			this.add(`${pointer}${place}`, `In '${pointer}': ${message}`, fix);
	}

	/** Adds that a value is another than is allowed. */
	expect(value: unknown, pointer: string, allowed: string, fix: string): false {
		const what = pointer === '' ? 'It' : `'${pointer}'`;
		return this.add(pointer, `${what} is ${shown(value)}; ${allowed} is expected`, fix);
	}

	record(value: unknown, pointer: string, fix: string): value is Record<string, unknown> {
		return isRecord(value) || this.expect(value, pointer, 'an object', fix);
	}

	list(value: unknown, pointer: string, max: number, fix: string): value is unknown[] {
		const isList = Array.isArray(value) && value.length <= max;
		return isList || this.expect(value, pointer, `a list of at most ${max} entries`, fix);
	}

	/** Adds every key that is not one of those known. */
	known(value: Readonly<Record<string, unknown>>, pointer: string, keys: readonly string[]): void {
		for (const key of Object.keys(value).filter((found) => !keys.includes(found))) {
			const at = `${pointer}/${pointerStep(key)}`;
			this.add(at, `'${at}' is not known; known are ${keys.join(', ')}`, 'Remove it, or correct its name');
		}
	}

	text(value: unknown, pointer: string, max: number): value is string {
		const isText = typeof value === 'string' && value.trim() !== '' && value.length <= max && value.isWellFormed();
		return isText || this.expect(value, pointer, `a text of 1 to ${max} characters`, 'Write a short text');
	}

	number(value: unknown, pointer: string, { min, max, whole = false }: NumberRange): value is number {
		const isNumber = typeof value === 'number' && value >= min && value <= max;
		if (isNumber && (!whole || Number.isInteger(value))) return true;
		const kind = whole ? 'a whole number' : 'a number';
		return this.expect(value, pointer, `${kind} from ${min} to ${max}`, 'Write a number in that range');
	}

	oneOf(value: unknown, pointer: string, allowed: readonly string[]): boolean {
		const isAllowed = typeof value === 'string' && allowed.includes(value);
		return isAllowed || this.expect(value, pointer, `one of ${allowed.join(', ')}`, 'Choose one of them');
	}

	flag(value: unknown, pointer: string): value is boolean {
		return typeof value === 'boolean' || this.expect(value, pointer, 'true or false', 'Write true or false');
	}
}

/** What a message calls a thing that a person named, as `The calendar 'Berlin'`, whatever the thing is. */
export function callNamed(kind: string, thing: unknown, key: 'id' | 'name'): string {
	const name = isRecord(thing) ? thing[key] : undefined;
	return typeof name === 'string' && name.trim() !== ''
		? `The ${kind} '${name.slice(0, 100).toWellFormed()}'`
		: `The ${kind}`;
}

/** The refusal of a thing, with all findings about it in `details.findings`. */
export function refuseFor(code: TriageErrorCode, called: string, findings: readonly Finding[]): TriageError {
	const [first, ...others] = findings;
	const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
	const message = `${called} cannot be used: ${first?.message}${more}`;
	return new TriageError(code, message, `${first?.fix}`, { details: { findings } });
}

/** The refusal of one argument of a function. */
export function refuseField(field: string, message: string, fix: string): TriageError {
	return new TriageError('FIELD_INVALID', message, fix, { details: { field } });
}
