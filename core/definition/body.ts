import { createHash } from 'node:crypto';

import { TriageError } from '../errors';
import { jcs, maxPartBytes } from '../evidence';
import type { DefinitionKind } from '../vocabulary';
import { callDefinition } from './refusal';
import type { DefinitionTarget } from './types';

/** One reason why a body cannot be saved; `DEFINITION_INVALID` carries all of them in `details.findings`. */
export interface BodyFinding {
	/** JSON Pointer into the body. */
	pointer: string;
	message: string;
	fix: string;
}

/** What is about one person, kept apart so that it can be erased. */
export interface PersonalPart {
	/** Pseudonym of the person. */
	subject: string;
	value: Readonly<Record<string, unknown>>;
}

export interface SplitBody {
	/** Without personal data: it is kept for good. */
	body: unknown;
	/** At most 30. */
	personal: readonly PersonalPart[];
}

/** How one kind of definition is kept. Each area of core that has a kind gives one; `core/catalog` puts them together. */
export interface BodyFormat {
	/** The body as it is kept. Throws a `TriageError` for a body that the kind does not have. */
	split(body: unknown, name: string): SplitBody;
	/** The body as it was, as far as it was not erased. */
	join(body: unknown, personal: readonly PersonalPart[]): unknown;
}

export type DefinitionFormats = Readonly<Record<DefinitionKind, BodyFormat>>;

/** A body as bytes to be kept. */
export interface SealedBody {
	bytes: Uint8Array;
	/** `sha256:` and 64 hex digits, over the bytes. */
	digest: string;
	personal: ReadonlyArray<{ subject: string; bytes: Uint8Array }>;
}

export const maxPersonalParts = 30;

/** A body is written by people; this is far more than any needs. */
const maxBodyDepth = 200;

/** The refusal of a body, with all findings about it. */
export function definitionInvalid(target: DefinitionTarget, findings: readonly BodyFinding[]): TriageError {
	const [first, ...others] = findings;
	const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
	const fix =
		others.length === 0 ? `${first?.fix}` : `Correct all ${findings.length} findings, the first so: ${first?.fix}`;
	const message = `The ${callDefinition(target)} cannot be saved: ${first?.message}${more}`;
	return new TriageError('DEFINITION_INVALID', message, fix, { details: { findings } });
}

function bytesOf(value: unknown, target: DefinitionTarget, what: string): Uint8Array {
	let text: string;
	try {
		text = jcs(value, maxBodyDepth);
	} catch (cause) {
		if (!(cause instanceof TriageError)) throw cause;
		const pointer = String(cause.details.pointer ?? '');
		const fix = 'Use only objects, lists, text, numbers, true, false and null';
		throw definitionInvalid(target, [{ pointer, message: cause.message, fix }]);
	}
	const bytes = Buffer.from(text);
	if (bytes.length <= maxPartBytes) return bytes;
	const message = `${what} is ${bytes.length} bytes long; at most ${maxPartBytes} are kept`;
	throw definitionInvalid(target, [{ pointer: '', message, fix: 'Shorten it, or save it as several definitions' }]);
}

/** Checks a body and makes the bytes that are kept of it. Throws `DEFINITION_INVALID` and what the kind's format throws. */
export function sealBody(formats: DefinitionFormats, target: DefinitionTarget, body: unknown): SealedBody {
	const split = formats[target.kind].split(body, target.name);
	const bytes = bytesOf(split.body, target, 'It');
	if (split.personal.length > maxPersonalParts) {
		const message = `It is about ${split.personal.length} people; at most ${maxPersonalParts} are kept`;
		throw definitionInvalid(target, [{ pointer: '', message, fix: 'Save it as several definitions' }]);
	}
	const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
	const personal = split.personal.map(({ subject, value }) => ({
		subject,
		bytes: bytesOf(value, target, `What it says about '${subject}'`),
	}));
	return { bytes, digest, personal };
}

/** The body of kept bytes; `personal` is what was not erased of it. */
export function openBody(
	formats: DefinitionFormats,
	kind: DefinitionKind,
	bytes: Uint8Array,
	personal: ReadonlyArray<{ subject: string; bytes: Uint8Array }>,
): unknown {
	const parse = (held: Uint8Array): unknown => JSON.parse(Buffer.from(held).toString());
	return formats[kind].join(
		parse(bytes),
		personal.map(({ subject, bytes: held }) => ({ subject, value: parse(held) as PersonalPart['value'] })),
	);
}
