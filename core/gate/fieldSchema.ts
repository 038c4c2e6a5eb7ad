import { notBlank } from './describeValues';
import { type FieldNode, holdsEntries, isRequired, requiredLength } from './fieldTree';
import { everyEntry } from './path';
import type { ContractField, FieldType } from './types';

type Schema = Record<string, unknown>;

const jsonTypes: Record<Exclude<FieldType, 'any'>, string> = {
	boolean: 'boolean',
	date: 'string',
	email: 'string',
	list: 'array',
	number: 'number',
	object: 'object',
	text: 'string',
	url: 'string',
};
const textFormats: Partial<Record<FieldType, string>> = { date: 'iso-8601', email: 'email', url: 'http-url' };

/** The allowed values as the field would hold them; where the type is open, `5` is allowed as text and as a number. */
function choices(type: FieldType, allowed: readonly string[]): unknown[] {
	if (type === 'number') return allowed.map(Number);
	if (type !== 'any' && type !== 'list') return [...allowed];
	const numbers = allowed.filter((value) => value.trim() !== '' && Number.isFinite(Number(value))).map(Number);
	return [...allowed, ...numbers];
}

/** What a value must hold once it is given and of the right type. */
function limitsOf(row: ContractField, type: FieldType): Schema {
	const isList = type === 'list';
	const limits: Schema = {
		format: textFormats[type],
		minimum: row.minimum,
		maximum: row.maximum,
		[isList ? 'minItems' : 'minLength']: row.min_length,
		[isList ? 'maxItems' : 'maxLength']: row.max_length,
		pattern: row.pattern,
	};
	if (row.allowed_values?.length) {
		const choice = { enum: choices(type, row.allowed_values) };
		Object.assign(limits, isList ? { items: choice } : choice);
	}
	return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}

function orNull(type: string, nullable: boolean): string | string[] {
	return nullable ? [type, 'null'] : type;
}

/**
 * A field that is not required may also be null, and text in it may be blank: forms and tables send a field that nobody
 * filled in that way. Limits apply to what is given, so that one wrong value makes one problem.
 */
function rowSchema(row: ContractField): Schema {
	const type = row.type ?? 'text';
	const isNeeded = row.required !== false;
	const limits = limitsOf(row, type);
	if (type === 'any') {
		const given = { if: { not: { type: 'null' } }, then: limits };
		return Object.keys(limits).length === 0 ? {} : isNeeded ? limits : given;
	}
	const jsonType = jsonTypes[type];
	const isText = jsonType === 'string';
	return {
		type: orNull(jsonType, !isNeeded),
		...(isText && isNeeded && { pattern: notBlank }),
		...(Object.keys(limits).length > 0 && {
			if: { type: jsonType, ...(isText && { pattern: notBlank }) },
			then: limits,
		}),
	};
}

function insideSchema(node: FieldNode, closed: boolean): Schema {
	const children = [...node.children];
	const every = node.children.get(everyEntry);
	if (every !== undefined) return { items: placeSchema(every, closed) };
	if (holdsEntries(node)) {
		const length = Math.max(...children.map(([step]) => Number(step) + 1));
		const entryAt = (index: number) => {
			const entry = node.children.get(index);
			return entry === undefined ? true : placeSchema(entry, closed);
		};
		return { prefixItems: Array.from({ length }, (_, index) => entryAt(index)), minItems: requiredLength(node) };
	}
	return {
		properties: Object.fromEntries(children.map(([step, child]) => [step, placeSchema(child, closed)])),
		required: children.filter(([, child]) => isRequired(child)).map(([step]) => String(step)),
		// A row about the object itself names all that is in it.
		...(closed && !node.row && { additionalProperties: false }),
	};
}

function placeSchema(node: FieldNode, closed: boolean): Schema {
	const ofRow = node.row ? rowSchema(node.row) : {};
	if (node.children.size === 0) return ofRow;
	const type = orNull(holdsEntries(node) ? 'array' : 'object', !isRequired(node));
	return { ...ofRow, ...insideSchema(node, closed), type };
}

/** The JSON Schema 2020-12 that a field list stands for. `closed` rejects fields that no row names. */
export function fieldListSchema(root: FieldNode, closed: boolean): Schema {
	return { type: 'object', ...insideSchema(root, closed) };
}
