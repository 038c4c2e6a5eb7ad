import { keywordsOf } from './keywords';
import type { SchemaDraft } from './types';

type JsonObject = Record<string, unknown>;

/** Keywords whose values are data: what looks like a schema in them is none. */
const dataKeywords = new Set(['const', 'default', 'enum', 'examples']);

/** Matches the name `__proto__` and no other. */
const protoPattern = '^(?:__proto__)$';

/** `__proto__` as a pattern: Ajv leaves it out of `properties`, and nothing would be checked. */
function moveProto(schema: JsonObject): void {
	const { properties, patternProperties } = schema;
	if (typeof properties !== 'object' || properties === null || !Object.hasOwn(properties, '__proto__')) return;
	const { ['__proto__']: held, ...others } = properties as JsonObject;
	schema.properties = others;
	schema.patternProperties = { ...(patternProperties as JsonObject | undefined), [protoPattern]: held };
}

/** Ajv forgets what `if` evaluated where there is no `then`, so that it would count as unevaluated. */
function completeIf(schema: JsonObject, draft: SchemaDraft): void {
	// Ajv leaves out what it knows to hold always, so `true` would not do.
	if (draft !== 'draft-07' && Object.hasOwn(schema, 'if') && !Object.hasOwn(schema, 'then'))
		schema.then = { not: false };
}

/** Beside `$id` Ajv resolves `$ref` against the address of the schema around, which can lead it in a circle. */
function separateRef(schema: JsonObject, draft: SchemaDraft): void {
	const { $id, $ref, allOf } = schema;
	if (draft === 'draft-07' || typeof $id !== 'string' || typeof $ref !== 'string') return;
	delete schema.$ref;
	schema.allOf = [{ $ref }, ...(Array.isArray(allOf) ? (allOf as unknown[]) : [])];
}

/** Names of dynamic anchors, with how often each stands in the schemas. */
function countDynamicAnchors(value: unknown, counts: Map<string, number>): void {
	if (typeof value !== 'object' || value === null) return;
	const { $dynamicAnchor } = value as JsonObject;
	if (typeof $dynamicAnchor === 'string') counts.set($dynamicAnchor, (counts.get($dynamicAnchor) ?? 0) + 1);
	for (const held of Object.values(value)) countDynamicAnchors(held, counts);
}

/** Schemas as Ajv judges them the way their draft says: the same verdicts, written in words that it gets right. */
export class Normalizer {
	readonly #anchors = new Map<string, number>();

	/** `schemas`: all that may refer to each other. */
	constructor(
		private readonly draft: SchemaDraft,
		schemas: readonly unknown[],
	) {
		for (const schema of schemas) countDynamicAnchors(schema, this.#anchors);
	}

	/** A dynamic reference with one place to lead to at most, which makes it a plain one. */
	isPlain(dynamicRef: string): boolean {
		const fragment = /#([^#/]*)$/.exec(dynamicRef)?.[1];
		return fragment === undefined || (this.#anchors.get(fragment) ?? 0) <= 1;
	}

	normalize<T>(schema: T): T {
		return this.#copy(schema, schema as JsonObject) as T;
	}

	#copyMember(keyword: string, value: unknown, resource: JsonObject): unknown {
		if (dataKeywords.has(keyword)) return value;
		const holds = keywordsOf(this.draft).get(keyword);
		const isMap = holds === 'schemaMap' || holds === 'dependencies';
		if (!isMap || typeof value !== 'object' || value === null) return this.#copy(value, resource);
		// The keys are names of fields, which may be called like keywords.
		return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, this.#copy(held, resource)]));
	}

	/** `resource`: the schema around that has an address of its own. */
	#copy(value: unknown, resource: JsonObject): unknown {
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map((entry) => this.#copy(entry, resource));
		const schema = value as JsonObject;
		const own = typeof schema.$id === 'string' ? schema : resource;
		const copy = Object.fromEntries(
			Object.entries(schema).map(([key, held]) => [key, this.#copyMember(key, held, own)]),
		);
		// Ajv obeys it in every draft, and no draft has it.
		delete copy.nullable;
		const isRecursive = copy.$recursiveRef === '#' && this.draft === '2019-09';
		if (isRecursive && own.$recursiveAnchor !== true && !Object.hasOwn(copy, '$ref')) {
			delete copy.$recursiveRef;
			copy.$ref = '#';
		}
		moveProto(copy);
		completeIf(copy, this.draft);
		const { $dynamicRef } = copy;
		if (typeof $dynamicRef === 'string' && !Object.hasOwn(copy, '$ref') && this.isPlain($dynamicRef)) {
			delete copy.$dynamicRef;
			copy.$ref = $dynamicRef;
		}
		separateRef(copy, this.draft);
		return copy;
	}
}
