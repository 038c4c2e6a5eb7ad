import { formats } from '../formats';
import { isUncheckedFormat, keywordsOf } from '../keywords';
import { nearestWord } from '../suggest';
import type { ContractFinding } from '../types';
import { shorten } from '../values';
import { finding } from './document';
import type { JsonObject } from './json';

/** Keywords of OpenAPI 3.0's Schema Object, which are fewer than those of JSON Schema. */
const keywordsOf30: ReadonlySet<string> = new Set(
	(
		'$ref additionalProperties allOf anyOf default deprecated description discriminator enum example exclusiveMaximum ' +
		'exclusiveMinimum externalDocs format items maxItems maxLength maxProperties maximum minItems minLength ' +
		'minProperties minimum multipleOf not nullable oneOf pattern properties readOnly required title type uniqueItems ' +
		'writeOnly xml'
	).split(' '),
);

/** Keywords that say nothing about what a value may be, or are put into other words. */
const withoutMeaning: ReadonlySet<string> = new Set(
	(
		'$anchor $comment $id $schema default deprecated description discriminator example examples externalDocs readOnly ' +
		'title writeOnly xml'
	).split(' '),
);

/** Decides which keywords of a schema are translated, and tells those that nobody knows. */
export class Vocabulary {
	readonly findings: ContractFinding[] = [];

	constructor(
		private readonly version: '3.0' | '3.1',
		private readonly allowUnknown: boolean,
	) {}

	isTranslated(keyword: string, value: unknown, place: string): boolean {
		if (withoutMeaning.has(keyword) || keyword.startsWith('x-')) return false;
		if (keyword === 'format' && !isChecked(value)) return false;
		return this.version === '3.0' ? this.isKnownIn30(keyword, place) : this.isKnownIn31(keyword, place);
	}

	private isKnownIn30(keyword: string, place: string): boolean {
		if (keywordsOf30.has(keyword)) return true;
		if (this.allowUnknown) return false;
		const unknown = `'${shorten(keyword)}' at ${place} is not a keyword of OpenAPI 3.0`;
		if (keywordsOf('2020-12').has(keyword)) {
			return this.refuse(place, `${unknown} but of 3.1`, 'Write it as 3.0 has it, or set openapi to 3.1.0');
		}
		const meant = nearestWord(keyword, keywordsOf30);
		if (meant !== undefined) return this.refuse(place, `${unknown}: did you mean '${meant}'?`, `Write '${meant}'`);
		return this.refuse(place, unknown, `Remove '${shorten(keyword)}', or allow unknown keywords`);
	}

	private isKnownIn31(keyword: string, place: string): boolean {
		if (this.allowUnknown) return keywordsOf('2020-12').has(keyword);
		// Others that are unknown are told by the check of the schema.
		if (keyword !== 'nullable') return true;
		const message = `'nullable' at ${place} is not a keyword of OpenAPI 3.1 but of 3.0`;
		return this.refuse(place, message, 'Write "null" as a further type, as ["string", "null"]');
	}

	private refuse(place: string, message: string, fix: string): false {
		this.findings.push(finding(place, message, fix));
		return false;
	}
}

/** OpenAPI leaves formats open: what nobody here knows says nothing about the value. */
function isChecked(format: unknown): boolean {
	return typeof format !== 'string' || formats.has(format) || isUncheckedFormat(format);
}

/** What 3.0 writes in another way: `nullable`, and limits that are exclusive by a mark. */
export function asOf31(schema: JsonObject, translated: JsonObject): JsonObject {
	const { nullable: _nullable, ...result } = translated;
	if (schema.nullable === true && typeof schema.type === 'string') result.type = [schema.type, 'null'];
	for (const [limit, mark] of [
		['minimum', 'exclusiveMinimum'],
		['maximum', 'exclusiveMaximum'],
	] as const) {
		if (typeof schema[mark] !== 'boolean') continue;
		delete result[mark];
		if (!schema[mark] || schema[limit] === undefined) continue;
		result[mark] = schema[limit];
		delete result[limit];
	}
	return result;
}
