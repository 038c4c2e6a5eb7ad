import { TriageError } from '../errors';

/** Deepest nesting the strict profile takes. */
export const maxEnvelopeDepth = 64;

/** Deepest nesting `jcs` takes; keeps a hostile value from exhausting the stack. */
const maxDepth = 2000;

/** A value that cannot be written. Each level above it adds its step, so that nobody keeps track while all is well. */
class Refusal extends Error {
	readonly steps: Array<string | number> = [];

	constructor(
		message: string,
		/** Steps of the place that are shown: what is too deep has a long one. */
		readonly shown = Number.POSITIVE_INFINITY,
	) {
		super(message);
	}
}

function refuse(message: string, shown?: number): never {
	throw new Refusal(message, shown);
}

/** Text that is the same between quotation marks: most of what is written. */
const plainText = /^[ !#-[\]-~]*$/;

function jsonText(text: string): string {
	return plainText.test(text) ? `"${text}"` : JSON.stringify(text);
}

function strictText(text: string): string {
	if (plainText.test(text)) return `"${text}"`;
	if (!text.isWellFormed()) refuse('holds half of a surrogate pair');
	if (text.includes('\u0000')) refuse('holds the character U+0000');
	return JSON.stringify(text);
}

function strictNumber(value: number): string {
	if (!Number.isSafeInteger(value) || Object.is(value, -0)) refuse(`is ${value} and not a safe whole number`);
	return String(value);
}

function jsonNumber(value: number): string {
	if (!Number.isFinite(value)) refuse(`is ${value}, which JSON cannot hold`);
	return JSON.stringify(value);
}

interface Profile {
	depth: number;
	text(text: string): string;
	number(value: number): string;
}

const strict: Profile = { depth: maxEnvelopeDepth, text: strictText, number: strictNumber };
const full: Profile = { depth: maxDepth, text: jsonText, number: jsonNumber };

function isPlainObject(value: object): value is Record<string, unknown> {
	const prototype = Object.getPrototypeOf(value) as object | null;
	if (prototype === Object.prototype || prototype === null) return true;
	// An object of another realm (a task runner, a test sandbox) has an Object.prototype of its own.
	return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty');
}

/** Keys by their UTF-16 code units, as RFC 8785 asks: so the default sort compares. */
function sortedKeys(value: object): string[] {
	const keys = Object.keys(value);
	return keys.every((key, at) => at === 0 || keys[at - 1]! < key) ? keys : keys.sort();
}

function writeChild(step: string | number, value: unknown, profile: Profile, depth: number): string {
	try {
		return write(value, profile, depth);
	} catch (error) {
		if (error instanceof Refusal) error.steps.push(step);
		throw error;
	}
}

function writeList(list: readonly unknown[], profile: Profile, depth: number): string {
	let text = '';
	// By index: a hole in a list is a member that is refused.
	for (let at = 0; at < list.length; at += 1) {
		text += `${at === 0 ? '' : ','}${writeChild(at, list[at], profile, depth)}`;
	}
	return `[${text}]`;
}

function writeObject(members: Record<string, unknown>, profile: Profile, depth: number): string {
	let text = '';
	for (const key of sortedKeys(members)) {
		text += `${text === '' ? '' : ','}${profile.text(key)}:${writeChild(key, members[key], profile, depth)}`;
	}
	return `{${text}}`;
}

function write(value: unknown, profile: Profile, depth: number): string {
	if (depth > profile.depth) refuse(`is nested deeper than ${profile.depth} levels`, 3);
	if (typeof value === 'string') return profile.text(value);
	if (typeof value === 'number') return profile.number(value);
	if (typeof value === 'boolean' || value === null) return String(value);
	if (typeof value !== 'object') return refuse(`is of type ${typeof value}`);
	if (Array.isArray(value)) return writeList(value, profile, depth + 1);
	return isPlainObject(value)
		? writeObject(value, profile, depth + 1)
		: refuse(`is a ${(value as object).constructor.name}`);
}

function writeWhole(value: unknown, profile: Profile): string {
	try {
		return write(value, profile, 0);
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		const steps = error.steps.reverse().slice(0, error.shown);
		const pointer = steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
		throw new TriageError(
			'EVIDENCE_INVALID',
			`The value at '${pointer}' ${error.message}`,
			'Only plain objects, lists, well-formed text, booleans, null and whole numbers can be kept as evidence',
			{ details: { pointer } },
		);
	}
}

/** A key that JavaScript keeps elsewhere than where it was put: whole numbers come first, and one sets the prototype. */
const isMoved = (key: string): boolean => (key >= '0' && key < ':') || key === '__proto__';

function listInOrder(list: readonly unknown[], depth: number): unknown {
	let copy: unknown[] | null = null;
	// By index: a hole in a list is a member too.
	for (let at = 0; at < list.length; at += 1) {
		const member = inOrder(list[at], depth);
		if (member === undefined) return undefined;
		if (member !== list[at]) (copy ??= [...list])[at] = member;
	}
	return copy ?? list;
}

function membersInOrder(members: Record<string, unknown>, depth: number): unknown {
	const keys = Object.keys(members);
	let changed: Map<string, unknown> | null = null;
	let isSorted = true;
	for (let at = 0; at < keys.length; at += 1) {
		const key = keys[at]!;
		const member = inOrder(members[key], depth);
		if (member === undefined) return undefined;
		if (member !== members[key]) (changed ??= new Map()).set(key, member);
		if (at > 0 && key < keys[at - 1]!) isSorted = false;
	}
	if (isSorted && changed === null) return members;
	if (keys.some(isMoved)) return undefined;
	return Object.fromEntries(keys.sort().map((key) => [key, changed?.get(key) ?? members[key]]));
}

/**
 * The same value with the keys of its objects in order, sharing what was; undefined for what is not sure to be of the strict
 * profile, its texts aside.
 */
function inOrder(value: unknown, depth: number): unknown {
	if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
	if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : undefined;
	if (typeof value !== 'object' || depth >= maxEnvelopeDepth) return undefined;
	if (Array.isArray(value)) return listInOrder(value, depth + 1);
	return isPlainObject(value) ? membersInOrder(value, depth + 1) : undefined;
}

/** By the engine's own writer, which is far quicker, where it is sure to write what `writeWhole` would; else null. */
function writeQuickly(value: unknown): string | null {
	const ordered = inOrder(value, 0);
	if (ordered === undefined) return null;
	const text = JSON.stringify(ordered);
	// Half a surrogate pair and U+0000, which are refused, are written as escapes by code.
	return text.includes('\\u') ? null : text;
}

/**
 * RFC 8785 text of a value of the strict profile: safe integers, well-formed text without U+0000, plain objects, at
 * most 64 levels. Throws `EVIDENCE_INVALID` with the pointer of the first value outside of it.
 */
export function canonicalize(value: unknown): string {
	return writeQuickly(value) ?? writeWhole(value, strict);
}

/**
 * RFC 8785 text of any JSON value up to `depth` levels deep, 2,000 without it; lone surrogates are written as `\udxxx`
 * escapes.
 */
export function jcs(value: unknown, depth = full.depth): string {
	return writeWhole(value, { ...full, depth });
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The value of canonical bytes. Throws `EVIDENCE_INVALID` unless the bytes are exactly what `canonicalize` writes for
 * it, so that duplicate keys, another key order, white space and other spellings of a number are all refused.
 */
export function parseCanonical(bytes: Uint8Array): unknown {
	let text: string;
	let value: unknown;
	try {
		text = decoder.decode(bytes);
		value = JSON.parse(text);
	} catch (cause) {
		throw new TriageError('EVIDENCE_INVALID', 'The bytes are not JSON in UTF-8', 'Restore them from a copy', { cause });
	}
	if (canonicalize(value) !== text) {
		throw new TriageError('EVIDENCE_INVALID', 'The bytes are not in canonical form', 'Restore them from a copy');
	}
	return value;
}
