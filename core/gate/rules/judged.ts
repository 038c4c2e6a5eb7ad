import { parsePath } from '../path';
import { isSecret, shortenName } from '../values';
import { missing, type NamedField, type Outcome, shown, wrongType } from './outcome';
import { isAbsent } from './read';
import type { RuleFinding } from './types';

/** A condition that decided against a rule. */
export interface JudgedCondition {
	/** The field as the rule names it: `customer.plan`. */
	field: string;
	/** What the field held. */
	value: unknown;
	/** What follows after `must`: `be at most 100`. Where the rule is undecidable, what it is about: `a number`. */
	wanted: string;
	/** Whether something is there, is one of some values, or lies within limits: it decides the label. */
	asks: 'presence' | 'choice' | 'range';
	/** The field that it was compared with, which `wanted` names. */
	other?: { field: string; value: unknown };
}

/** A rule that an item does not hold, judged elsewhere, as the conditions of n8n's canvas are. */
export interface JudgedRule {
	name: string;
	severity: RuleFinding['severity'];
	/** What people are told when the rule is broken, instead of a sentence about its conditions. */
	message?: string;
	verdict: RuleFinding['verdict'];
	/** Whether all conditions had to hold, or any of them. */
	combinator: 'and' | 'or';
	/** The conditions that do not hold, or of an undecidable rule those that cannot be judged; at least one. */
	conditions: readonly [JudgedCondition, ...JudgedCondition[]];
}

const labels = { presence: 'schema.required', choice: 'rule.enum', range: 'rule.range' } as const;

function named(field: string): NamedField {
	const parsed = parsePath(field);
	return { path: shortenName(field), secret: isSecret('steps' in parsed ? parsed.steps : [field]) };
}

function broken({ field, value, wanted, asks, other }: JudgedCondition): Outcome {
	const name = named(field);
	const compared = other ? `, which is ${shown(other.value, named(other.field))}` : '';
	const found = shown(value, name);
	const isMissing = isAbsent(value) && asks === 'presence';
	return {
		verdict: 'broken',
		label: labels[asks],
		message: isMissing ? `${name.path} is missing` : `${name.path} is ${found} but must ${wanted}${compared}`,
		fix: isMissing ? `Add ${name.path} to the item` : `Correct ${name.path}: it must ${wanted}`,
		...(!isMissing && { found, allowed: wanted }),
	};
}

function undecidable({ field, value, wanted }: JudgedCondition): Outcome {
	return isAbsent(value) ? missing(named(field)) : wrongType(named(field), value, wanted);
}

function joined(outcomes: readonly Outcome[], word: string): Outcome {
	const [first, ...others] = outcomes as [Outcome, ...Outcome[]];
	if (others.length === 0) return first;
	const isSame = others.every(({ label }) => label === first.label);
	return {
		verdict: first.verdict,
		label: isSame ? first.label : 'unknown',
		message: outcomes.map(({ message }) => message).join(`, ${word} `),
		fix: outcomes.map(({ fix }) => fix).join(`, ${word} `),
	};
}

/** What an item is told about a rule that was judged elsewhere. */
export function describeJudgedRule({
	name,
	severity,
	message,
	verdict,
	combinator,
	conditions,
}: JudgedRule): RuleFinding {
	const outcomes = conditions.map(verdict === 'broken' ? broken : undecidable);
	const outcome = joined(outcomes, combinator);
	const own = verdict === 'broken' ? message?.trim() : undefined;
	return { name, severity, ...outcome, message: own || outcome.message };
}
