import { everyEntry, formatPath, parsePath, type RowStep } from '../path';
import { memberOf } from '../pointer';
import type { ContractField, ContractFinding, ExampleContract, FieldType } from '../types';
import { observe, type Observation } from './observe';

/** Rows that a person can still look through. */
const maxFields = 1000;
const maxPathLength = 1000;

/** What an example says about one field. */
export interface LearnedField extends ContractField {
	type: FieldType;
	required: boolean;
	/** What was guessed about it, in words. */
	note?: string;
	/** True for an object that the fields inside of it stand for; it needs no row. */
	implied?: boolean;
}

type Emit = (field: LearnedField) => void;

const textNotes: Partial<Record<FieldType, string>> = {
	date: 'Looks like a date, so only ISO 8601 dates pass',
	email: 'Looks like an email address, so only email addresses pass',
	url: 'Looks like a web address, so only web addresses pass',
};

/** The type of a place, and what had to be guessed for it. */
function typeOf(seen: Observation): { type: FieldType; note?: string } {
	const kinds = [...seen.kinds];
	const [kind] = kinds;
	if (kind === undefined) return { type: 'any', note: 'Is empty in the example, so its type is not checked' };
	if (kinds.length > 1) {
		return {
			type: 'any',
			note: `Is of several types in the example (${kinds.join(', ')}), so its type is not checked`,
		};
	}
	if (kind === 'list' && seen.entries === undefined && !seen.isCut) {
		return { type: 'list', note: 'Is an empty list in the example, so its entries are not checked' };
	}
	if (seen.isCut) return { type: kind, note: 'Is nested so deep that what is inside of it is not checked' };
	if (kind !== 'text') return { type: kind };
	const type = seen.textType;
	if (seen.blanks === seen.seen - seen.nulls) return { type, note: 'Is blank in the example, so it may stay empty' };
	const note = seen.isNumberInText ? 'Is text that reads as a number, so text is expected' : textNotes[type];
	return { type, ...(note !== undefined && { note }) };
}

function learnPlace(seen: Observation, steps: readonly RowStep[], isAlways: boolean, emit: Emit): void {
	const path = formatPath(steps);
	const required = isAlways && seen.nulls === 0 && seen.blanks === 0;
	const { type, note } = typeOf(seen);
	const fields = [...seen.fields];
	const learnsFields = type === 'object' && fields.length > 0;
	const holdsRequired = fields.some(([, field]) => field.seen === seen.objects && field.nulls + field.blanks === 0);
	// An entry of a list of unlike entries has nothing to be checked by.
	if (type !== 'any' || steps.at(-1) !== everyEntry) {
		const implied = learnsFields && (required || !holdsRequired) && seen.nulls === 0;
		emit({ path, type, required, ...(note !== undefined && { note }), ...(implied && { implied }) });
	}
	if (learnsFields) learnFields(seen, steps, emit);
	if (type === 'list' && seen.entries) learnPlace(seen.entries, [...steps, everyEntry], true, emit);
}

function learnFields(seen: Observation, steps: readonly RowStep[], emit: Emit): void {
	for (const [name, field] of seen.fields) {
		const path = [...steps, name];
		// Neither can be a row: see `readPath`.
		if (name === '__proto__' || formatPath(path).length > maxPathLength) continue;
		learnPlace(field, path, field.seen === seen.objects, emit);
	}
}

function isItem(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Refusal = ContractFinding;

function refuse(message: string, fix: string, pointer = '/example'): Refusal {
	return { pointer, message, fix };
}

/** The parts of the examples that are learned from. */
function partsOf({ example, location = '' }: Pick<ExampleContract, 'example' | 'location'>): unknown[] | Refusal {
	const items: unknown[] = Array.isArray(example) ? example : [example];
	if (location.trim() === '') return items;
	const path = parsePath(location);
	if ('reason' in path) return refuse(`The data location '${location}' ${path.reason}`, path.fix, '/location');
	const parts = items.map((item) => path.steps.reduce<unknown>((held, step) => memberOf(held, step), item));
	if (!parts.includes(undefined)) return parts;
	return refuse(`The example has nothing at ${location.trim()}`, 'Paste a whole item, or name another place');
}

/** Fields of the examples in their order, or why nothing can be learned. */
export function readExample(contract: Pick<ExampleContract, 'example' | 'location'>): LearnedField[] | Refusal {
	const parts = partsOf(contract);
	if (!Array.isArray(parts)) return parts;
	const fix = 'Paste an item that should pass, as {"ticket_id": "T-1"}, or a list of such items';
	if (parts.length === 0) return refuse('The example is an empty list', fix);
	if (!parts.every(isItem)) return refuse('The example holds something that is no item: an item is an object', fix);
	const fields: LearnedField[] = [];
	learnFields(observe(parts), [], (field) => void fields.push(field));
	if (fields.length === 0) return refuse('The example has no fields, so nothing can be learned from it', fix);
	if (fields.length > maxFields) {
		const shorter = 'Leave out what need not be checked, or use a JSON Schema';
		return refuse(`The example has ${fields.length} fields but may have at most ${maxFields}`, shorter);
	}
	return fields;
}
