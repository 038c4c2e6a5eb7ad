import { TriageError } from '../errors';

/** Deepest nesting the strict profile takes. */
export const maxEnvelopeDepth = 64;

/** Deepest nesting `jcs` takes; keeps a hostile value from exhausting the stack. */
const maxDepth = 2000;

type Path = readonly (string | number)[];

function refuse(path: Path, message: string): never {
	const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
	throw new TriageError(
		'EVIDENCE_INVALID',
		`The value at '${pointer}' ${message}`,
		'Only plain objects, lists, well-formed text, booleans, null and whole numbers can be kept as evidence',
		{ details: { pointer } },
	);
}

function strictText(text: string, path: Path): string {
	if (!text.isWellFormed()) refuse(path, 'holds half of a surrogate pair');
	if (text.includes('\u0000')) refuse(path, 'holds the character U+0000');
	return JSON.stringify(text);
}

function strictNumber(value: number, path: Path): string {
	if (!Number.isSafeInteger(value) || Object.is(value, -0)) refuse(path, `is ${value} and not a safe whole number`);
	return String(value);
}

function jsonNumber(value: number, path: Path): string {
	if (!Number.isFinite(value)) refuse(path, `is ${value}, which JSON cannot hold`);
	return JSON.stringify(value);
}

interface Profile {
	depth: number;
	text(text: string, path: Path): string;
	number(value: number, path: Path): string;
}

const strict: Profile = { depth: maxEnvelopeDepth, text: strictText, number: strictNumber };
const full: Profile = { depth: maxDepth, text: (text) => JSON.stringify(text), number: jsonNumber };

function isPlainObject(value: object): value is Record<string, unknown> {
	const prototype = Object.getPrototypeOf(value) as object | null;
	if (prototype === null) return true;
	// An object of another realm (a task runner, a test sandbox) has an Object.prototype of its own.
	return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty');
}

function write(value: unknown, profile: Profile, path: (string | number)[]): string {
	if (path.length > profile.depth) refuse(path.slice(0, 3), `is nested deeper than ${profile.depth} levels`);
	if (value === null) return 'null';
	if (typeof value === 'string') return profile.text(value, path);
	if (typeof value === 'number') return profile.number(value, path);
	if (typeof value === 'boolean') return String(value);
	if (typeof value !== 'object') refuse(path, `is of type ${typeof value}`);

	const child = (key: string | number, held: unknown) => {
		path.push(key);
		const text = write(held, profile, path);
		path.pop();
		return text;
	};
	if (Array.isArray(value)) return `[${Array.from(value, (held, index) => child(index, held)).join(',')}]`;
	if (!isPlainObject(value)) refuse(path, `is a ${value.constructor.name}`);
	// The default sort compares UTF-16 code units, as RFC 8785 asks.
	const members = Object.keys(value).sort();
	return `{${members.map((key) => `${profile.text(key, path)}:${child(key, value[key])}`).join(',')}}`;
}

/**
 * RFC 8785 text of a value of the strict profile: safe integers, well-formed text without U+0000, plain objects, at
 * most 64 levels. Throws `EVIDENCE_INVALID` with the pointer of the first value outside of it.
 */
export function canonicalize(value: unknown): string {
	return write(value, strict, []);
}

/**
 * RFC 8785 text of any JSON value up to `depth` levels deep, 2,000 without it; lone surrogates are written as `\udxxx`
 * escapes.
 */
export function jcs(value: unknown, depth = full.depth): string {
	return write(value, { ...full, depth }, []);
}

/**
 * The value of canonical bytes. Throws `EVIDENCE_INVALID` unless the bytes are exactly what `canonicalize` writes for
 * it, so that duplicate keys, another key order, white space and other spellings of a number are all refused.
 */
export function parseCanonical(bytes: Uint8Array): unknown {
	let text: string;
	let value: unknown;
	try {
		text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
		value = JSON.parse(text);
	} catch (cause) {
		throw new TriageError('EVIDENCE_INVALID', 'The bytes are not JSON in UTF-8', 'Restore them from a copy', { cause });
	}
	if (canonicalize(value) !== text) {
		throw new TriageError('EVIDENCE_INVALID', 'The bytes are not in canonical form', 'Restore them from a copy');
	}
	return value;
}
