import { everyEntry, formatPath, type RowStep } from '../path';
import { contractInvalid } from '../refusal';
import type { ContractField, ContractFinding, FieldListContract, FieldType } from '../types';
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

/** A contract made from examples. */
export interface LearnedContract {
	contract: FieldListContract;
	/** What was guessed, by the path of the field, in words; to be looked at before anybody relies on the contract. */
	notes: { path: string; note: string }[];
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

/** Fields of the examples in their order, or why nothing can be learned. */
export function readExample(example: unknown): LearnedField[] | ContractFinding {
	const items: unknown[] = Array.isArray(example) ? example : [example];
	const fix = 'Paste an item that should pass, as {"ticket_id": "T-1"}, or a list of such items';
	const refuse = (message: string, how = fix): ContractFinding => ({ pointer: '/example', message, fix: how });
	if (items.length === 0) return refuse('The example is an empty list');
	if (!items.every(isItem)) return refuse('The example holds something that is no item: an item is an object');
	const fields: LearnedField[] = [];
	learnFields(observe(items), [], (field) => void fields.push(field));
	if (fields.length === 0) return refuse('The example has no fields, so nothing can be learned from it');
	if (fields.length > maxFields) {
		const shorter = 'Leave out what need not be checked, or use a JSON Schema';
		return refuse(`The example has ${fields.length} fields but may have at most ${maxFields}`, shorter);
	}
	return fields;
}

/** A learned field as a row of a field list. */
export function asRow({ note: _note, implied: _implied, ...row }: LearnedField): ContractField {
	return row;
}

/**
 * Makes a field list from an item that should pass, or from a list of them: a field is required when every item has it
 * and none leaves it empty, and its type is the narrowest that fits all. Entries of a list are learned as one place,
 * `items[].sku`. Limits and allowed values are never guessed. Throws `CONTRACT_INVALID` when there is nothing to learn.
 */
export function learnContract(example: unknown, name: { id?: string; version?: string } = {}): LearnedContract {
	const fields = readExample(example);
	const { id = 'learned', version } = name;
	if (!Array.isArray(fields)) throw contractInvalid({ id }, [fields]);
	return {
		contract: {
			id,
			...(version !== undefined && { version }),
			kind: 'field_list',
			fields: fields.filter(({ implied }) => !implied).map(asRow),
		},
		notes: fields.flatMap(({ path, note }) => (note === undefined ? [] : [{ path, note }])),
	};
}
