import { maxNameLength, storableText } from '../case';
import { TriageError } from '../errors';

/**
 * The pseudonym of a person who proposes or reviews, as the log keeps it for good: upper and lower case are the same, so that
 * nobody is two people by a slip of the finger. Empty where nobody is named. Throws `FIELD_INVALID` for an e-mail address.
 */
export function readPerson(displayName: string, value: unknown): string {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	const isOther = text === '' && value !== '' && value !== undefined && value !== null;
	const person = storableText(displayName, text, maxNameLength).normalize('NFKC').toLowerCase();
	if (!isOther && !person.includes('@')) return person;
	throw new TriageError(
		'FIELD_INVALID',
		isOther
			? `'${displayName}' is ${Array.isArray(value) ? 'a list' : `of type ${typeof value}`}; a short text is expected`
			: `'${displayName}' is an e-mail address, which would stay in the log for good`,
		"Use the person's user ID or another pseudonym",
		{ details: { field: displayName } },
	);
}
