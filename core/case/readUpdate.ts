import { TriageError } from '../errors';
import { shown } from '../findings';
import { caseModes, priorities } from '../vocabulary';
import { fieldNames, maxLineLength, maxNameLength, readCaseField, readPriority, storableText } from './fields';
import { maxAttributes, maxTags, type ChangeableField, type UpdateCase } from './types';

/** Fields of a case that can change, beside its priority. */
export const changeableFields = Object.keys(fieldNames).filter(
	(name): name is ChangeableField => !['source', 'ticket_id', 'priority'].includes(name),
);

type Values = Readonly<Record<string, unknown>>;

/** What of a case is to change, as a node or a script has it. */
export interface UpdateValues {
	/** By the name of the field; `priority` among them. Null and empty text take a field away. */
	fields?: Values;
	attributes?: Values;
	mode?: unknown;
	add_tags?: readonly unknown[];
	remove_tags?: readonly unknown[];
	reason?: string;
}

function refuse(field: string, message: string, fix: string): TriageError {
	return new TriageError('FIELD_INVALID', message, fix, { details: { field } });
}

const tagPattern = /^[\p{L}\p{N}][\p{L}\p{N} ./:-]{0,49}$/u;

function readTag(value: unknown): string {
	const tag = typeof value === 'string' ? value.trim().toLowerCase() : '';
	if (tagPattern.test(tag)) return tag;
	throw refuse(
		'tags',
		`A tag is ${shown(value)}; 1 to 50 letters, digits, spaces and . / : - are expected, beginning with a letter or digit`,
		"Write a short word, as 'vip'",
	);
}

function readTags(values: readonly unknown[] = []): string[] {
	const tags = [...new Set(values.map(readTag))].sort();
	if (tags.length <= maxTags) return tags;
	throw refuse('tags', `There are ${tags.length} tags; a case has at most ${maxTags}`, 'Leave some out');
}

function readAttribute(name: string, value: unknown): string | null {
	if (value === undefined || value === null) return null;
	if (!['string', 'number', 'boolean'].includes(typeof value)) {
		const found = Array.isArray(value) ? `a list of ${value.length} entries` : `of type ${typeof value}`;
		throw refuse(
			name,
			`The attribute '${name}' is ${found}; a text, a number or true or false is expected`,
			'Map a single value, as {{ $json.plan }}',
		);
	}
	return storableText(name, String(value as string | number | boolean), maxLineLength) || null;
}

function readAttributes(values: Values): Record<string, string | null> {
	const entries = Object.entries(values).map(([given, value]) => {
		const name = storableText('Attribute Name', given, maxNameLength);
		if (name === '') throw refuse('attributes', 'An attribute has no name', "Name it, as 'plan'");
		return [name, readAttribute(name, value)] as const;
	});
	if (entries.length > maxAttributes) {
		throw refuse(
			'attributes',
			`There are ${entries.length} attributes; a case has at most ${maxAttributes}`,
			'Leave some out',
		);
	}
	return Object.fromEntries(entries);
}

function readMode(value: unknown) {
	const found = caseModes.find((mode) => mode === value);
	if (found !== undefined) return found;
	throw refuse('mode', `'Mode' is ${shown(value ?? '')}; allowed are ${caseModes.join(', ')}`, 'Choose one of them');
}

/** A priority that is to change; unlike that of a new case it is never meant by nothing. */
function readNewPriority(value: unknown) {
	if (value !== null && value !== '') return readPriority(value);
	throw refuse('priority', `'Priority' is empty; allowed are ${priorities.join(', ')}`, 'Choose one of them');
}

/**
 * The command that changes a case, from loose values. Numbers become text, and an empty text takes away what was there.
 * Throws `FIELD_INVALID` naming the first value that cannot be kept, and for a field that a case does not have.
 */
export function readCaseUpdate(values: UpdateValues): UpdateCase {
	const { priority, ...given } = values.fields ?? {};
	const unknown = Object.keys(given).find((name) => !changeableFields.includes(name as ChangeableField));
	if (unknown !== undefined) {
		throw refuse(
			unknown.slice(0, 40).toWellFormed(),
			`'${unknown.slice(0, 40).toWellFormed()}' is no field that can change; those are priority, ${changeableFields.join(', ')}`,
			'Keep other values as attributes',
		);
	}
	const fields = Object.entries(given).map(([name, value]) => [name, readCaseField(name as ChangeableField, value)]);
	const attributes = readAttributes(values.attributes ?? {});
	const [add_tags, remove_tags] = [readTags(values.add_tags), readTags(values.remove_tags)];
	return {
		kind: 'update',
		...(fields.length > 0 && { fields: Object.fromEntries(fields) as UpdateCase['fields'] }),
		...(Object.keys(attributes).length > 0 && { attributes }),
		...(priority !== undefined && { priority: readNewPriority(priority) }),
		...(values.mode !== undefined && { mode: readMode(values.mode) }),
		...(add_tags.length > 0 && { add_tags }),
		...(remove_tags.length > 0 && { remove_tags }),
		...(values.reason && { reason: values.reason }),
	};
}
