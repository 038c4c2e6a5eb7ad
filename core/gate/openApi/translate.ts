import { keywordsOf } from '../keywords';
import { pointerTo } from '../pointer';
import type { ContractFinding } from '../types';
import { Discriminators } from './discriminator';
import { finding, type OpenApiDocument, type Part } from './document';
import { ExemptFields } from './exempt';
import { isObject, textIn, type JsonObject } from './json';
import { asOf31, Vocabulary } from './vocabulary';

/** Schemas of one body; more would take too long to compile. */
const maxSchemas = 20_000;

export interface Translated {
	/** JSON Schema 2020-12. */
	schema: JsonObject;
	/** The place in the document of each definition, by its pointer in the schema. */
	places: ReadonlyMap<string, string>;
	findings: ContractFinding[];
}

/** Where an object schema is: parts of one `allOf` describe one object. */
interface Surroundings {
	/** Fields that this direction does not carry, so that they need not be there. */
	exempt: ReadonlySet<string>;
}

const nowhere: Surroundings = { exempt: new Set() };

/** Makes JSON Schema 2020-12 of an OpenAPI schema and of all that it refers to. */
export class Translation {
	private readonly findings: ContractFinding[] = [];
	private readonly definitions = new Map<string, unknown>();
	/** Definitions that have their name and not yet their schema. */
	private readonly pending: (() => void)[] = [];
	private readonly names = new Map<string, string>();
	private readonly places = new Map<string, string>();
	private readonly discriminators: Discriminators;
	private readonly exemptFields: ExemptFields;
	private readonly vocabulary: Vocabulary;
	private schemaCount = 0;

	constructor(
		private readonly document: OpenApiDocument,
		/** Fields with this mark are not carried in the direction of the body. */
		exemptMark: 'readOnly' | 'writeOnly',
		allowUnknown: boolean,
	) {
		this.discriminators = new Discriminators(document);
		this.exemptFields = new ExemptFields(document, exemptMark);
		this.vocabulary = new Vocabulary(document.version, allowUnknown);
	}

	run(body: Part): Translated {
		const $ref = this.define(body);
		for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop()) next();
		const schema = { $ref, $defs: Object.fromEntries(this.definitions) };
		return { schema, places: this.places, findings: [...this.vocabulary.findings, ...this.findings] };
	}

	/** A reference to the translated part, which is translated once. */
	private define(part: Part, form: 'plain' | 'any child' = 'plain'): string {
		const key = `${form} ${part.pointer}`;
		const known = this.names.get(key);
		if (known !== undefined) return known;
		const name = this.nameFor(part.pointer, form);
		const reference = `#/$defs/${name}`;
		this.names.set(key, reference);
		this.definitions.set(name, true);
		this.places.set(`/$defs/${name}`, part.pointer);
		this.pending.push(() =>
			this.definitions.set(name, form === 'plain' ? this.translate(part, nowhere) : this.anyChild(part)),
		);
		return reference;
	}

	private nameFor(pointer: string, form: 'plain' | 'any child'): string {
		const [, component] = /^\/components\/schemas\/([A-Za-z0-9._-]+)$/.exec(pointer) ?? [];
		const name = component === undefined || component === '__proto__' ? 'Part' : component;
		const wanted = form === 'plain' ? name : `${name}-or-child`;
		let unique = wanted;
		for (let number = 2; this.definitions.has(unique); number++) unique = `${wanted}-${number}`;
		return unique;
	}

	private translate({ value: schema, pointer }: Part, around: Surroundings): unknown {
		// What is no schema at all is refused by the meta-schema.
		if (!isObject(schema)) return schema;
		this.schemaCount += 1;
		if (this.schemaCount > maxSchemas) return this.tooLarge();
		if (typeof schema.$ref === 'string') {
			const $ref = this.refer(schema.$ref, pointer, false);
			// In 3.0 a reference stands for all that is beside it.
			if (this.document.version === '3.0') return $ref === undefined ? true : { $ref };
			const { $ref: _, ...beside } = schema;
			return { ...this.translateObject(beside, pointer, around), ...($ref !== undefined && { $ref }) };
		}
		return this.translateObject(schema, pointer, around);
	}

	private tooLarge(): boolean {
		if (this.schemaCount === maxSchemas + 1) {
			const fix = 'Describe the body with fewer schemas';
			this.findings.push(finding('', `The body is made of more than ${maxSchemas} schemas`, fix));
		}
		return true;
	}

	private refer(reference: string, pointer: string, isParent: boolean): string | undefined {
		const target = this.document.follow(reference);
		if (target === undefined) {
			this.findings.push(this.document.missing(reference, pointer));
			return undefined;
		}
		const hasChildren = !isParent && this.discriminators.childrenOf(target).length > 0;
		return this.define(target, hasChildren ? 'any child' : 'plain');
	}

	private translateObject(schema: JsonObject, pointer: string, { exempt }: Surroundings): JsonObject {
		const own = new Set([...exempt, ...this.exemptFields.of(schema)]);
		const translated: JsonObject = {};
		for (const [keyword, value] of Object.entries(schema)) {
			const place = pointer + pointerTo(keyword);
			if (!this.vocabulary.isTranslated(keyword, value, place)) continue;
			translated[keyword] = this.translateKeyword(keyword, value, place, own);
		}
		if (Array.isArray(schema.required)) {
			const needed = (schema.required as unknown[]).filter((name) => typeof name !== 'string' || !own.has(name));
			translated.required = needed;
		}
		const branches = this.discriminators.branchesOf(schema);
		for (const [keyword, index, beside] of branches) {
			const list = translated[keyword] as unknown[];
			list[index] = { allOf: [list[index], beside] };
		}
		return this.document.version === '3.0' ? asOf31(schema, translated) : translated;
	}

	private translateKeyword(keyword: string, value: unknown, place: string, exempt: ReadonlySet<string>): unknown {
		const holds = keywordsOf('2020-12').get(keyword);
		const inner = (held: unknown, key: string | number, around: Surroundings) =>
			this.translate({ value: held, pointer: place + pointerTo(key) }, around);
		if (keyword === 'allOf' && Array.isArray(value)) {
			return value.map((held: unknown, index) => this.translateBase(held, place + pointerTo(index), { exempt }));
		}
		if (holds === 'schema') return this.translate({ value, pointer: place }, nowhere);
		if (holds === 'schemas' && Array.isArray(value)) {
			return value.map((held: unknown, index) => inner(held, index, nowhere));
		}
		if ((holds === 'schemaMap' || holds === 'dependencies') && isObject(value)) {
			return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, inner(held, key, nowhere)]));
		}
		return value;
	}

	/** A member of `allOf`. A parent there stands for itself, not for its children: the child is the one that refers. */
	private translateBase(schema: unknown, pointer: string, around: Surroundings): unknown {
		const reference = textIn(schema, '$ref');
		if (reference === undefined || Object.keys(schema as object).length > 1) {
			return this.translate({ value: schema, pointer }, around);
		}
		const $ref = this.refer(reference, pointer, true);
		return $ref === undefined ? true : { $ref };
	}

	/** A parent with a discriminator, where any of its children may be meant. */
	private anyChild(parent: Part): JsonObject {
		const { property, names } = this.discriminators.of(parent.value) ?? { property: '', names: new Map() };
		const isNamed = (allowed: string[]) => ({ properties: { [property]: { enum: allowed } } });
		const children = this.discriminators.childrenOf(parent).map((child) => ({
			part: child,
			names: this.discriminators.namesOf(child.pointer, names),
		}));
		const own = this.discriminators.namesOf(parent.pointer, names);
		return {
			allOf: [
				{ $ref: this.define(parent) },
				isNamed([...own, ...children.flatMap((child) => child.names)]),
				...children.map((child) => ({
					if: { ...isNamed(child.names), required: [property] },
					then: { $ref: this.define(child.part) },
				})),
			],
		};
	}
}
