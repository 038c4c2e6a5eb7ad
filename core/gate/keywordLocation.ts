import { memberOf, parsePointer, pointerTo } from './pointer';

type JsonObject = Record<string, unknown>;

/** A schema that is gone into for a value, and the way to it. */
interface Visit {
	schema: unknown;
	/** Pointer inside the document that it stands in. */
	pointer: string;
	/** The document. */
	root: unknown;
	/** Way from the schema that the value was checked by, through references. */
	way: string;
	/** How many steps of the instance's pointer are gone. */
	depth: number;
}

/** Schemas that are looked at for one location; schemas that refer to each other have more ways than anybody waits for. */
const maxVisits = 5000;
const inPlaceLists = ['allOf', 'anyOf', 'oneOf'];
const inPlace = ['if', 'then', 'else', 'not'];
const forMembers = [
	'additionalProperties',
	'unevaluatedProperties',
	'items',
	'additionalItems',
	'unevaluatedItems',
	'contains',
];

const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** What a reference inside a document leads to, where it is told by a pointer. */
function follow(root: unknown, reference: string): { schema: unknown; pointer: string } | null {
	const pointer = decode(reference.slice(reference.indexOf('#') + 1));
	if (pointer !== '' && !pointer.startsWith('/')) return null;
	return { schema: parsePointer(pointer).reduce<unknown>((held, token) => memberOf(held, token), root), pointer };
}

/** The schemas that a schema applies to the value itself, or to the member of it that the instance's pointer names next. */
function* visitsFrom(visit: Visit, token: string | undefined, documents: Readonly<JsonObject>): Generator<Visit> {
	const { schema, pointer, root, way, depth } = visit;
	if (!isObject(schema)) return;
	const into = (steps: Array<string | number>, held: unknown, deeper: number): Visit => {
		const more = steps.map((step) => pointerTo(step)).join('');
		return { schema: held, pointer: pointer + more, root, way: way + more, depth: depth + deeper };
	};
	for (const keyword of inPlaceLists) {
		const list = schema[keyword];
		if (Array.isArray(list)) for (const [index, held] of list.entries()) yield into([keyword, index], held, 0);
	}
	for (const keyword of inPlace) if (Object.hasOwn(schema, keyword)) yield into([keyword], schema[keyword], 0);
	for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
		const reference = schema[keyword];
		if (typeof reference !== 'string') continue;
		const other = reference.split('#')[0] ?? '';
		const document = other === '' || !Object.hasOwn(documents, other) ? root : documents[other];
		const found = follow(document, reference.includes('#') ? reference : '#');
		if (found !== null) yield { ...found, root: document, way: `${way}/${keyword}`, depth };
	}
	const { dependentSchemas } = schema;
	if (isObject(dependentSchemas)) {
		for (const [name, held] of Object.entries(dependentSchemas)) yield into(['dependentSchemas', name], held, 0);
	}
	if (token === undefined) return;
	const { properties, patternProperties } = schema;
	if (isObject(properties) && Object.hasOwn(properties, token)) yield into(['properties', token], properties[token], 1);
	if (isObject(patternProperties)) {
		for (const [name, held] of Object.entries(patternProperties)) yield into(['patternProperties', name], held, 1);
	}
	for (const keyword of ['prefixItems', 'items']) {
		const list = schema[keyword];
		if (Array.isArray(list) && Object.hasOwn(list, token))
			yield into([keyword, token], (list as unknown[])[Number(token)], 1);
	}
	for (const keyword of forMembers) if (isObject(schema[keyword])) yield into([keyword], schema[keyword], 1);
}

/** The pointer inside its document that Ajv's path of a keyword leads to. */
function placeIn(schemaPath: string, documents: Readonly<JsonObject>): string {
	if (schemaPath.includes('#')) return decode(schemaPath.slice(schemaPath.indexOf('#') + 1));
	const address = Object.keys(documents).find((name) => schemaPath.startsWith(`${name}/`));
	return schemaPath.slice(address?.length ?? 0);
}

/**
 * Where a keyword stands that a value did not hold, as the way there from the schema's root through references, as
 * `/properties/customer/$ref/required`. `schemaPath` is the place in its document, as Ajv gives it. The place itself where
 * no way is found.
 */
export function locateKeyword(
	root: unknown,
	documents: Readonly<JsonObject>,
	schemaPath: string,
	instancePath: string,
): string {
	const target = placeIn(schemaPath, documents);
	const end = target.lastIndexOf('/');
	const [place, keyword] = [target.slice(0, end), target.slice(end)];
	const tokens = parsePointer(instancePath);
	const queue: Visit[] = [{ schema: root, pointer: '', root, way: '', depth: 0 }];
	const seen = new Set<string>();
	for (let next = 0; next < queue.length && next < maxVisits; next += 1) {
		const visit = queue[next]!;
		if (visit.depth === tokens.length && visit.pointer === place) return visit.way + keyword;
		for (const found of visitsFrom(visit, tokens[visit.depth], documents)) {
			// The shortest way to a schema comes first; a longer one leads nowhere else.
			const key = `${found.depth} ${found.root === root ? '' : found.way} ${found.pointer}`;
			if (seen.has(key)) continue;
			seen.add(key);
			queue.push(found);
		}
	}
	return target;
}
