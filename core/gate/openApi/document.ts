import { memberOf, pointerTo } from '../pointer';
import { nearestWord } from '../suggest';
import type { ContractFinding } from '../types';
import { shorten } from '../values';
import { objectIn, textIn, type JsonObject } from './json';

/** A part of the document and its JSON Pointer. */
export interface Part {
	value: unknown;
	pointer: string;
}

/** References that lead to references; a longer chain leads in a circle. */
const maxChain = 50;

/** The pointer of a reference inside of the document; undefined for another document or an anchor. */
export function pointerOf(reference: string): string | undefined {
	if (!reference.startsWith('#/')) return undefined;
	try {
		return decodeURIComponent(reference.slice(1));
	} catch {
		return undefined;
	}
}

/** An OpenAPI document whose references can be followed. */
export class OpenApiDocument {
	constructor(
		readonly root: JsonObject,
		readonly version: '3.0' | '3.1',
	) {}

	/** The part at a pointer; undefined where there is none. */
	at(pointer: string): Part | undefined {
		let value: unknown = this.root;
		for (const segment of pointer.slice(1).split('/')) {
			value = memberOf(value, segment.replaceAll('~1', '/').replaceAll('~0', '~'));
		}
		return value === undefined ? undefined : { value, pointer };
	}

	/** The part itself, or what it refers to. */
	resolve(part: Part): Part | ContractFinding {
		let resolved = part;
		for (let step = 0; step < maxChain; step++) {
			const reference = textIn(resolved.value, '$ref');
			if (reference === undefined) return resolved;
			const place = resolved.pointer;
			const target = this.follow(reference);
			if (target === undefined) return this.missing(reference, place);
			resolved = target;
		}
		return finding(part.pointer, 'The reference leads in a circle', 'Let it lead to what is meant');
	}

	follow(reference: string): Part | undefined {
		const pointer = pointerOf(reference);
		return pointer === undefined ? undefined : this.at(pointer);
	}

	/** Why a reference leads nowhere. */
	missing(reference: string, pointer: string): ContractFinding {
		const name = `The reference '${shorten(reference)}'`;
		const place = `${pointer}/$ref`;
		if (!reference.startsWith('#')) {
			const fix = 'Bundle the documents into one before you paste it';
			return finding(place, `${name} leads to another document, and others are never fetched`, fix);
		}
		if (!reference.startsWith('#/')) {
			return finding(place, `${name} is not a place in the document`, 'Write it as #/components/schemas/name');
		}
		const known = Object.keys(objectIn(objectIn(this.root, 'components'), 'schemas'));
		const meant = nearestWord(
			reference,
			known.map((schema) => `#/components/schemas/${schema}`),
		);
		return finding(
			place,
			`${name} leads to nothing in the document${meant === undefined ? '' : `: did you mean '${meant}'?`}`,
			meant === undefined ? 'Correct the reference, or add what it leads to' : `Write '${meant}'`,
		);
	}

	/** Named schemas with their pointers. */
	schemas(): [name: string, part: Part][] {
		const schemas = objectIn(objectIn(this.root, 'components'), 'schemas');
		return Object.entries(schemas).map(([name, value]) => [
			name,
			{ value, pointer: `/components/schemas${pointerTo(name)}` },
		]);
	}
}

/** A finding at a place of the document. */
export function finding(pointer: string, message: string, fix: string): ContractFinding {
	return { pointer: `/document${pointer}`, message, fix };
}

/** The document with its version, or why this version cannot be used. */
export function asOpenApi(root: JsonObject): OpenApiDocument | ContractFinding {
	const version = String(memberOf(root, 'openapi') ?? '');
	if (/^3\.0(?:\.|$)/.test(version)) return new OpenApiDocument(root, '3.0');
	if (/^3\.1(?:\.|$)/.test(version)) return new OpenApiDocument(root, '3.1');
	// YAML reads an unquoted 3.0 as the number 3.
	if (version === '3') return new OpenApiDocument(root, '3.0');
	const fix = 'Convert it to OpenAPI 3.0 or 3.1';
	if (memberOf(root, 'swagger') !== undefined) return finding('/swagger', 'The document is Swagger 2.0', fix);
	const found = version === '' ? 'names no OpenAPI version' : `is of OpenAPI ${shorten(version)}`;
	return finding('/openapi', `The document ${found}, but 3.0 and 3.1 can be read`, fix);
}
