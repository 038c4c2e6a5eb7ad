import { maxNameLength, storableText } from '../case';
import { TriageError } from '../errors';

/**
 * The name of a role from a loose value: `''` where there is none. Throws `FIELD_INVALID` for what is no text, too long, or
 * the e-mail address of a person; `field` names the value in the message.
 */
export function readRoleName(field: string, value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value !== 'string') {
		throw new TriageError(
			'FIELD_INVALID',
			`'${field}' is ${Array.isArray(value) ? 'a list' : `of type ${typeof value}`}; the name of a role is expected`,
			"Type a name, as 'Billing-Escalation'",
		);
	}
	if (value.includes('@')) {
		throw new TriageError(
			'FIELD_INVALID',
			`'${field}' looks like the e-mail address of a person`,
			"Name a role, as 'Billing-Escalation': its members may change, and it stays in the trail for good",
		);
	}
	return storableText(field, value, maxNameLength);
}
