import { draftName, draftOfUri, drafts, draftUris, isUncheckedFormat, keywordsOf } from './keywords';
import { formats } from './formats';
import { compilePattern } from './pattern';
import { pointerTo } from './pointer';
import { nearestWord } from './suggest';
import type { ContractFinding, SchemaDraft } from './types';
import { listAllowed, shorten } from './values';

/** A `$ref` of the schema and the address that it is relative to. */
export interface Reference {
	pointer: string;
	reference: string;
	base: string;
}

type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The address a reference leads to; the reference itself where it is no address. */
export function resolveAddress(reference: string, base: string): string {
	return URL.canParse(reference, base || undefined) ? new URL(reference, base || undefined).href : reference;
}

/** Maps whose keys Ajv leaves out when they are called `__proto__`, so that nothing would be checked. */
const keyedMaps = ['patternProperties', 'dependencies', 'dependentSchemas', 'dependentRequired'];

export interface WalkOptions {
	draft: SchemaDraft;
	allowUnknown: boolean;
	/** Whether a dynamic reference has one place to lead to only. */
	isPlain(dynamicRef: string): boolean;
	/** Address of a schema that others refer to; pointers are told together with it. */
	address?: string;
}

/** Keywords beside `$ref` that check nothing. */
const notesBesideRef = new Set([
	'$ref',
	'$comment',
	'$schema',
	'definitions',
	'title',
	'description',
	'default',
	'examples',
	'readOnly',
	'writeOnly',
]);

/** Goes through every subschema of a schema, and through what local references lead to. */
export class SchemaWalk {
	readonly findings: ContractFinding[] = [];
	/** What can be used, but may be judged otherwise than the draft says. */
	readonly warnings: ContractFinding[] = [];
	readonly references: Reference[] = [];
	private readonly seen = new Set<object>();

	private readonly draft: SchemaDraft;
	private readonly allowUnknown: boolean;
	private readonly address: string;

	constructor(
		private readonly root: unknown,
		private readonly options: WalkOptions,
	) {
		({ draft: this.draft, allowUnknown: this.allowUnknown, address: this.address = '' } = options);
		this.visit(root, '', this.address);
		this.followLocalReferences();
	}

	private visit(schema: unknown, pointer: string, outerBase: string): void {
		if (!isObject(schema) || this.seen.has(schema)) return;
		this.seen.add(schema);
		const base = typeof schema.$id === 'string' ? resolveAddress(schema.$id, outerBase) : outerBase;
		this.checkDeviations(schema, pointer);
		for (const [keyword, value] of Object.entries(schema)) {
			const place = pointer + pointerTo(keyword);
			this.checkValue(keyword, value, place, base);
			this.descend(keyword, value, place, base);
		}
	}

	private descend(keyword: string, value: unknown, place: string, base: string): void {
		const holds = keywordsOf(this.draft).get(keyword);
		if (holds === undefined) return this.checkUnknown(keyword, place);
		if (holds === 'data') return;
		const isList = holds === 'schemas' || (holds === 'schemaOrSchemas' && Array.isArray(value));
		const isMap = holds === 'schemaMap' || holds === 'dependencies';
		if (!isList && !isMap) return this.visit(value, place, base);
		if (typeof value !== 'object' || value === null) return;
		// A dependency may be a list of names, which has no keywords.
		for (const [key, held] of Object.entries(value)) this.visit(held, place + pointerTo(key), base);
	}

	private report(pointer: string, message: string, fix: string): void {
		this.findings.push({ pointer: this.placeOf(pointer), message, fix });
	}

	private warn(pointer: string, message: string, fix: string): void {
		this.warnings.push({ pointer: this.placeOf(pointer), message, fix });
	}

	private placeOf(pointer: string): string {
		return this.address === '' ? pointer : `${this.address}#${pointer}`;
	}

	private checkUnknown(keyword: string, place: string): void {
		// Ajv would answer such a schema with a promise instead of a verdict.
		if (keyword === '$async') return this.report(place, "'$async' is not supported", "Remove '$async'");
		if (this.allowUnknown) return;
		const name = shorten(keyword);
		const unknown = `'${name}' is not a keyword of ${draftName(this.draft)}`;
		const otherDraft = drafts.find((draft) => keywordsOf(draft).has(keyword));
		if (otherDraft !== undefined) {
			const fix = `Write it as ${this.draft} has it, or set $schema to ${draftUris[otherDraft]}`;
			return this.report(place, `${unknown} but of ${otherDraft}`, fix);
		}
		const meant = nearestWord(keyword, keywordsOf(this.draft).keys());
		if (meant !== undefined) return this.report(place, `${unknown}: did you mean '${meant}'?`, `Write '${meant}'`);
		this.report(place, unknown, `Remove '${name}', or allow unknown keywords`);
	}

	private checkValue(keyword: string, value: unknown, place: string, base: string): void {
		if (keyword === '$schema' && place !== '/$schema') this.checkInnerDraft(value, place);
		const isReference = keyword === '$ref' || (keyword === '$dynamicRef' && this.draft === '2020-12');
		if (isReference && typeof value === 'string') {
			this.references.push({ pointer: place, reference: value, base });
		}
		this.checkNames(keyword, value, place);
		if (keyword === 'pattern' && typeof value === 'string') this.checkPattern(value, place);
		if (keyword === 'patternProperties' && isObject(value)) {
			for (const pattern of Object.keys(value)) this.checkPattern(pattern, place + pointerTo(pattern));
		}
		if (keyword === 'format' && typeof value === 'string') this.checkFormat(value, place);
		if (keyword === 'enum' && Array.isArray(value) && value.length === 0) {
			this.warn(place, 'enum is an empty list, so that nothing is allowed', 'List the allowed values');
		}
		if (keyedMaps.includes(keyword) && isObject(value) && Object.hasOwn(value, '__proto__')) {
			const fix = 'Rename the field before the item comes to the gate';
			this.report(`${place}/__proto__`, `${keyword} names __proto__, which cannot be checked`, fix);
		}
	}

	/** Ajv makes an address of every name, and half of a surrogate pair can be in none. */
	private checkNames(keyword: string, value: unknown, place: string): void {
		const holds = keywordsOf(this.draft).get(keyword);
		if ((holds !== 'schemaMap' && holds !== 'dependencies') || !isObject(value)) return;
		for (const name of Object.keys(value).filter((one) => !one.isWellFormed())) {
			const shown = shorten(JSON.stringify(name));
			const message = `${keyword} has the name ${shown}, which holds half of a character and cannot be checked`;
			this.report(place + pointerTo(name), message, 'Write the name with whole characters');
		}
	}

	/** What is judged otherwise than the draft says in some cases; `docs/reference/json-schema.md` lists them. */
	private checkDeviations(schema: JsonObject, pointer: string): void {
		const { $dynamicRef, $ref } = schema;
		if (this.draft === '2020-12' && typeof $dynamicRef === 'string' && !this.options.isPlain($dynamicRef)) {
			const message = '$dynamicRef has several places to lead to, and may lead to another one than the draft says';
			this.warn(`${pointer}/$dynamicRef`, message, "Use '$ref' where one place is meant");
		}
		const refersAway = [$ref, $dynamicRef].some((one) => typeof one === 'string' && !one.startsWith('#/'));
		if (this.draft === '2020-12' && Object.hasOwn(schema, 'unevaluatedItems') && refersAway) {
			const message = 'unevaluatedItems does not know which entries a contains behind the reference has matched';
			this.warn(`${pointer}/unevaluatedItems`, message, "Refer to the schema as '#/$defs/name'");
		}
		if (this.draft !== 'draft-07' || typeof $ref !== 'string') return;
		const beside = Object.keys(schema).find((name) => !notesBesideRef.has(name));
		if (beside === undefined) return;
		const message = `'${shorten(beside)}' beside $ref is checked, though draft-07 takes no notice of it`;
		this.warn(pointer + pointerTo(beside), message, "Put both into 'allOf', or remove what is not meant");
	}

	private checkInnerDraft(value: unknown, place: string): void {
		if (typeof value !== 'string' || draftOfUri(value) === this.draft) return;
		const message = `'${shorten(value)}' is another draft than that of the whole schema, ${this.draft}`;
		this.report(place, message, 'Write the whole schema in one draft');
	}

	private checkPattern(pattern: string, place: string): void {
		const result = compilePattern(pattern);
		if ('reason' in result) this.report(place, `The pattern ${shorten(pattern)} ${result.reason}`, result.fix);
	}

	private checkFormat(format: string, place: string): void {
		if (this.allowUnknown || formats.has(format) || isUncheckedFormat(format)) return;
		const meant = nearestWord(format, formats.keys());
		const unknown = `'${shorten(format)}' is not a format that can be checked`;
		if (meant !== undefined) return this.report(place, `${unknown}: did you mean '${meant}'?`, `Write '${meant}'`);
		this.report(place, unknown, `Use one of ${listAllowed([...formats.keys()].sort())}, or allow unknown keywords`);
	}

	/** Where unknown keywords are allowed, schemas can be in places that only a reference gives away. */
	private followLocalReferences(): void {
		// The list grows while it is gone through.
		for (const { reference } of this.references) {
			if (!reference.startsWith('#/')) continue;
			const pointer = this.pointerOf(reference);
			if (pointer !== undefined) this.visit(this.valueAt(pointer), pointer, '');
		}
	}

	private pointerOf(reference: string): string | undefined {
		try {
			return decodeURIComponent(reference.slice(1));
		} catch {
			return undefined;
		}
	}

	private valueAt(pointer: string): unknown {
		let value = this.root;
		for (const segment of pointer.slice(1).split('/')) {
			const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
			if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
			value = (value as JsonObject)[key];
		}
		return value;
	}
}
