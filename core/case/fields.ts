import { TriageError } from '../errors';
import { priorities, type Priority } from '../vocabulary';
import type { CaseFields } from './types';

/** Longest value of each field, in characters (code points). */
const limits = {
	source: 100,
	ticket_id: 200,
	subject: 500,
	type: 100,
	customer_id: 200,
	product: 200,
	segment: 200,
	link: 2000,
} as const;
type TextField = keyof typeof limits;

/** Every field of a case as people read it. */
export const fieldNames: Record<keyof CaseFields, string> = {
	source: 'Source',
	ticket_id: 'Ticket ID',
	subject: 'Subject',
	type: 'Type',
	priority: 'Priority',
	customer_id: 'Customer ID',
	product: 'Product',
	segment: 'Segment',
	link: 'Link',
};

/** Source of a case whose ticket was erased. No ticket can have it, so that none collides with what is left of another. */
export const erasedSource = 'erased';

/** Longest role or rule name and longest reason or checklist line, in characters. */
export const maxNameLength = 100;
export const maxLineLength = 500;

/** Code points of well-formed text: a surrogate pair is one. */
function countCharacters(text: string): number {
	return text.length - (text.match(/[\ud800-\udbff]/g)?.length ?? 0);
}

/**
 * Text as the store can keep it on every engine: halves of surrogate pairs and U+0000 become U+FFFD, outer white space
 * goes. Throws `FIELD_INVALID` above `max` characters.
 */
export function storableText(name: string, value: string, max: number): string {
	const text = value.toWellFormed().replaceAll('\u0000', '\ufffd').trim();
	const length = countCharacters(text);
	if (length > max) {
		throw new TriageError(
			'FIELD_INVALID',
			`'${name}' is ${length} characters long; at most ${max} are kept`,
			'Shorten the value before this node, or map another field',
			{ details: { field: name, found: length, allowed: max } },
		);
	}
	return text;
}

function describe(value: unknown): string {
	if (Array.isArray(value)) return `a list of ${value.length} entries`;
	return typeof value === 'object' ? 'an object' : `of type ${typeof value}`;
}

/** One field of a case from a loose value; null where there is nothing. Throws `FIELD_INVALID`. */
export function readCaseField(field: TextField, value: unknown): string | null {
	if (value === undefined || value === null) return null;
	if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
		throw new TriageError(
			'FIELD_INVALID',
			`'${fieldNames[field]}' is ${describe(value)}; a text or a number is expected`,
			'Map a single value, as {{ $json.body.ticket_id }}',
			{ details: { field } },
		);
	}
	return storableText(fieldNames[field], String(value), limits[field]) || null;
}

/** Text that names a ticket. It is not mended as other text is: two tickets would become one. */
function readIdentity(field: 'source' | 'ticket_id', value: unknown): string | null {
	const isUnsound = typeof value === 'string' && (!value.isWellFormed() || value.includes('\u0000'));
	if (isUnsound || typeof value === 'boolean' || (typeof value === 'number' && !Number.isFinite(value))) {
		throw new TriageError(
			'FIELD_INVALID',
			`'${fieldNames[field]}' is ${isUnsound ? 'text with characters that cannot be kept' : String(value)}; an id of whole characters is expected`,
			"Map the id as the ticket's source writes it",
			{ details: { field } },
		);
	}
	return readCaseField(field, value);
}

/** `normal` where there is nothing. */
export function readPriority(value: unknown): Priority {
	if (value === undefined || value === null || value === '') return 'normal';
	const wanted = typeof value === 'string' ? value.trim().toLowerCase() : value;
	const found = priorities.find((priority) => priority === wanted);
	if (found === undefined) {
		const shown = typeof value === 'string' ? `"${value.toWellFormed().slice(0, 40)}"` : describe(value);
		throw new TriageError(
			'FIELD_INVALID',
			`'Priority' is ${shown}; allowed are ${priorities.join(', ')}`,
			'Translate the priority of the source before this node, or leave it out',
			{ details: { field: 'priority' } },
		);
	}
	return found;
}

/**
 * The fields of a case from loose values, as a node or a script has them. Numbers become text, empty text becomes null,
 * `priority` defaults to `normal`. Throws `FIELD_INVALID` naming the first field that cannot be kept.
 */
export function readCaseFields(values: Readonly<Record<string, unknown>>): CaseFields {
	const required = (field: 'source' | 'ticket_id'): string => {
		const text = readIdentity(field, values[field]);
		if (text !== null) return text;
		throw new TriageError(
			'FIELD_INVALID',
			`'${fieldNames[field]}' is empty`,
			field === 'source'
				? "Name the system the ticket comes from, as 'help-desk'"
				: "Map the ticket's own id, so that the same ticket never opens two cases",
			{ details: { field } },
		);
	};
	const source = required('source');
	if (source === erasedSource) {
		throw new TriageError(
			'FIELD_INVALID',
			`'Source' is '${erasedSource}', which names cases whose ticket was erased`,
			"Name the system the ticket comes from, as 'help-desk'",
			{ details: { field: 'source' } },
		);
	}
	return {
		source,
		ticket_id: required('ticket_id'),
		subject: readCaseField('subject', values.subject),
		type: readCaseField('type', values.type),
		priority: readPriority(values.priority),
		customer_id: readCaseField('customer_id', values.customer_id),
		product: readCaseField('product', values.product),
		segment: readCaseField('segment', values.segment),
		link: readCaseField('link', values.link),
	};
}
