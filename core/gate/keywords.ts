import type { SchemaDraft } from './types';

/** What the value of a keyword is made of. */
type Holds = 'data' | 'schema' | 'schemas' | 'schemaMap' | 'schemaOrSchemas' | 'dependencies';

type Vocabulary = ReadonlyMap<string, Holds>;

const named = (names: string, holds: Holds) => names.split(' ').map((name): [string, Holds] => [name, holds]);

const shared = [
	...named('$id $schema $ref $comment title description default readOnly writeOnly examples', 'data'),
	...named('multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern', 'data'),
	...named('maxItems minItems uniqueItems maxProperties minProperties required const enum type format', 'data'),
	...named('contentMediaType contentEncoding', 'data'),
	...named('additionalProperties contains propertyNames if then else not', 'schema'),
	...named('allOf anyOf oneOf', 'schemas'),
	// The newer drafts keep `definitions` and `dependencies` for schemas of older drafts.
	...named('definitions properties patternProperties', 'schemaMap'),
	...named('dependencies', 'dependencies'),
];

const vocabularies: Record<SchemaDraft, Vocabulary> = {
	'draft-07': new Map([...shared, ...named('additionalItems', 'schema'), ...named('items', 'schemaOrSchemas')]),
	'2019-09': new Map([
		...shared,
		...named('$anchor $recursiveAnchor $recursiveRef $vocabulary deprecated dependentRequired', 'data'),
		...named('minContains maxContains', 'data'),
		...named('additionalItems unevaluatedItems unevaluatedProperties contentSchema', 'schema'),
		...named('items', 'schemaOrSchemas'),
		...named('$defs dependentSchemas', 'schemaMap'),
	]),
	'2020-12': new Map([
		...shared,
		...named('$anchor $dynamicAnchor $dynamicRef $vocabulary deprecated dependentRequired', 'data'),
		...named('minContains maxContains', 'data'),
		...named('items unevaluatedItems unevaluatedProperties contentSchema', 'schema'),
		...named('prefixItems', 'schemas'),
		...named('$defs dependentSchemas', 'schemaMap'),
	]),
};

/** Formats of the drafts that are names only: what they ask for is not checked. */
const uncheckedFormats = ['idn-email', 'idn-hostname', 'iri', 'iri-reference'];

/** The keywords of a draft with what they hold. */
export function keywordsOf(draft: SchemaDraft): Vocabulary {
	return vocabularies[draft];
}

/** True for a format that a draft names and nobody checks. */
export function isUncheckedFormat(format: string): boolean {
	return uncheckedFormats.includes(format);
}

/** A draft as its users write it. */
export function draftName(draft: SchemaDraft): string {
	return `JSON Schema ${draft}`;
}

/** Value of `$schema` for each draft. */
export const draftUris: Record<SchemaDraft, string> = {
	'draft-07': 'http://json-schema.org/draft-07/schema#',
	'2019-09': 'https://json-schema.org/draft/2019-09/schema',
	'2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

/** All drafts, the newest first. */
export const drafts = ['2020-12', '2019-09', 'draft-07'] as const satisfies readonly SchemaDraft[];

/** The draft that a `$schema` value names, with or without `#`, over http or https. */
export function draftOfUri(uri: string): SchemaDraft | undefined {
	const plain = (text: string) => text.replace(/^https?:/, '').replace(/#$/, '');
	return drafts.find((draft) => plain(draftUris[draft]) === plain(uri));
}
