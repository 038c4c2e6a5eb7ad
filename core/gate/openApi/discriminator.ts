import { pointerTo } from '../pointer';
import { pointerOf, type OpenApiDocument, type Part } from './document';
import { isObject, objectIn, textIn, type JsonObject } from './json';

/** A discriminator: the field that names the schema of an object. */
export interface Discriminator {
	property: string;
	/** Names from its `mapping`, by the pointer of the schema they stand for. */
	names: ReadonlyMap<string, readonly string[]>;
}

type Union = 'anyOf' | 'oneOf';

/** Reads discriminators, so that the field they name decides which schema an object is checked by. */
export class Discriminators {
	private readonly children = new Map<string, Part[]>();
	private readonly families: Map<string, Part[]>;

	constructor(private readonly document: OpenApiDocument) {
		this.families = familiesOf(document);
	}

	of(schema: unknown): Discriminator | undefined {
		const discriminator = objectIn(schema, 'discriminator');
		const property = textIn(discriminator, 'propertyName');
		if (property === undefined || property === '__proto__') return undefined;
		const names = new Map<string, string[]>();
		for (const [name, target] of Object.entries(objectIn(discriminator, 'mapping'))) {
			const pointer = typeof target === 'string' ? this.targetOf(target) : undefined;
			if (pointer !== undefined) names.set(pointer, [...(names.get(pointer) ?? []), name]);
		}
		return { property, names };
	}

	/** A mapping names a schema by reference or by its name alone. */
	private targetOf(target: string): string | undefined {
		const pointer = pointerOf(target) ?? `/components/schemas${pointerTo(target)}`;
		return this.document.at(pointer) === undefined ? undefined : pointer;
	}

	/** What the field holds for a schema: its names in the mapping, else its own name. */
	namesOf(pointer: string, names: Discriminator['names']): string[] {
		const mapped = names.get(pointer);
		if (mapped !== undefined) return [...mapped];
		const [, name] = /^\/components\/schemas\/([^/]+)$/.exec(pointer) ?? [];
		return name === undefined ? [] : [name.replaceAll('~1', '/').replaceAll('~0', '~')];
	}

	/** What each branch of the schema's union asks of the field beside its own schema. */
	branchesOf(schema: JsonObject): [keyword: Union, index: number, beside: JsonObject][] {
		const discriminator = this.of(schema);
		if (discriminator === undefined) return [];
		const { property, names } = discriminator;
		return (['oneOf', 'anyOf'] as const).flatMap((keyword) => {
			const branches = schema[keyword];
			if (!Array.isArray(branches)) return [];
			return branches.flatMap((branch: unknown, index): [Union, number, JsonObject][] => {
				const pointer = pointerOf(textIn(branch, '$ref') ?? '');
				const allowed = pointer === undefined ? [] : this.namesOf(pointer, names);
				if (allowed.length === 0) return [];
				return [[keyword, index, { required: [property], properties: { [property]: { enum: allowed } } }]];
			});
		});
	}

	/** Schemas that are made from this one with `allOf`, where its discriminator tells which is meant. */
	childrenOf({ value, pointer }: Part): Part[] {
		if (!isObject(value) || value.oneOf !== undefined || value.anyOf !== undefined) return [];
		const known = this.children.get(pointer);
		if (known !== undefined) return known;
		const children = this.of(value) === undefined ? [] : this.descendantsOf(pointer);
		this.children.set(pointer, children);
		return children;
	}

	private descendantsOf(pointer: string): Part[] {
		const found = new Map<string, Part>();
		const open = [pointer];
		while (open.length > 0) {
			for (const child of this.families.get(open.pop() ?? '') ?? []) {
				if (child.pointer === pointer || found.has(child.pointer)) continue;
				found.set(child.pointer, child);
				open.push(child.pointer);
			}
		}
		return [...found.values()];
	}
}

/** The schemas that name another one in their `allOf`, by the pointer of that one. */
function familiesOf(document: OpenApiDocument): Map<string, Part[]> {
	const families = new Map<string, Part[]>();
	for (const [, part] of document.schemas()) {
		const bases: unknown[] = isObject(part.value) && Array.isArray(part.value.allOf) ? part.value.allOf : [];
		for (const base of bases) {
			const parent = pointerOf(textIn(base, '$ref') ?? '');
			if (parent !== undefined) families.set(parent, [...(families.get(parent) ?? []), part]);
		}
	}
	return families;
}
