import { describeKind, describeValue } from '../values';
import type { RuleField } from './read';
import type { RuleFinding } from './types';

/** What a sentence needs to know of a field. */
export type NamedField = Pick<RuleField, 'path' | 'secret'>;

/** Why an item does not hold a rule. */
export type Outcome = Pick<RuleFinding, 'label' | 'message' | 'fix' | 'found' | 'allowed'> & {
	verdict: RuleFinding['verdict'];
};

export function shown(value: unknown, { secret }: NamedField): string {
	return describeValue(value, secret);
}

/** What must hold of a value that is there. */
export function mustBe(
	field: NamedField,
	value: unknown,
	label: Outcome['label'],
	allowed: string,
	found = shown(value, field),
): Outcome {
	return {
		verdict: 'broken',
		label,
		message: `${field.path} is ${found} but must be ${allowed}`,
		fix: `Set ${field.path} to ${allowed}`,
		found,
		allowed,
	};
}

export function missing(field: NamedField): Outcome {
	return {
		verdict: 'undecidable',
		label: 'schema.required',
		message: `${field.path} is missing, so the rule cannot be judged`,
		fix: `Add ${field.path} to the item`,
	};
}

export function wrongType(field: NamedField, value: unknown, wanted: string): Outcome {
	const found = describeKind(value, field.secret);
	return {
		verdict: 'undecidable',
		label: 'schema.type',
		message: `${field.path} is ${found}, so the rule cannot be judged: it is about ${wanted}`,
		fix: `Send ${field.path} as ${wanted}`,
		found,
		allowed: wanted,
	};
}
