import { readInstant } from '../../time';
import { equalityKey } from '../equality';
import { type Outcome, shown, wrongType } from './outcome';
import type { RuleField } from './read';
import type { ComparisonRule } from './types';

type Comparison = ComparisonRule['comparison'];

const orders: Record<Exclude<Comparison, 'equal' | 'not_equal'>, [words: string, holds: (order: number) => boolean]> = {
	at_least: ['at least', (order) => order >= 0],
	at_most: ['at most', (order) => order <= 0],
	less: ['less than', (order) => order < 0],
	more: ['more than', (order) => order > 0],
};

/** How a value is put in order: a number as it is, a date as its instant. */
function orderable(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	const instant = typeof value === 'string' ? readInstant(value, 'utc') : null;
	return instant === null ? undefined : Date.parse(instant);
}

function kindOf(value: unknown): string {
	return Array.isArray(value) ? 'list' : typeof value;
}

/** Compares two fields that are there. */
export function compare(
	{ comparison }: ComparisonRule,
	field: RuleField,
	value: unknown,
	other: RuleField,
	against: unknown,
): Outcome | undefined {
	if (comparison === 'equal' || comparison === 'not_equal') {
		if (kindOf(value) !== kindOf(against)) return wrongType(other, against, `the type of ${field.path}`);
		const isEqual = equalityKey(value) === equalityKey(against);
		if (isEqual === (comparison === 'equal')) return undefined;
		const words = comparison === 'equal' ? 'the same as' : 'another value than';
		return compared(field, value, other, against, 'rule.enum', words);
	}
	const [one, two] = [orderable(value), orderable(against)];
	if (one === undefined) return wrongType(field, value, 'a number or an ISO 8601 date');
	if (two === undefined) return wrongType(other, against, 'a number or an ISO 8601 date');
	if (typeof value !== typeof against) return wrongType(other, against, `the type of ${field.path}`);
	const [words, holds] = orders[comparison];
	return holds(one - two) ? undefined : compared(field, value, other, against, 'rule.range', words);
}

function compared(
	field: RuleField,
	value: unknown,
	other: RuleField,
	against: unknown,
	label: Outcome['label'],
	words: string,
): Outcome {
	const found = shown(value, field);
	return {
		verdict: 'broken',
		label,
		message: `${field.path} is ${found} but must be ${words} ${other.path}, which is ${shown(against, other)}`,
		fix: `Correct ${field.path} or ${other.path}`,
		found,
		allowed: `${words} ${other.path}`,
	};
}
