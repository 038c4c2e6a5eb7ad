import type { Problem } from '../types';

/** A value that rules compare with: text with text, numbers with numbers. */
export type RuleValue = string | number | boolean;

/** When a rule is asked. Whether a field is there is always decidable; an absent field has none of the values. */
export type RuleCondition =
	{ field: string; is: 'present' | 'absent' } | { field: string; one_of: readonly RuleValue[] };

interface RuleBase {
	/** Unique in its contract. */
	name: string;
	/** `block`, the default: an item that breaks the rule does not pass. `warn`: it passes, and the finding is listed. */
	severity?: 'block' | 'warn';
	/** What people are told when the rule is broken, instead of a sentence about its fields. */
	message?: string;
	/** Without it the rule is asked of every item. */
	when?: RuleCondition;
	/** Where the value is: `amount`, `customer.plan`, `items[0].sku`. */
	field: string;
}

/** The field must be there, and hold more than white space, when the condition holds. */
export interface RequiredIfRule extends RuleBase {
	kind: 'required_if';
	when: RuleCondition;
}

/** The number must be within the limits, which belong to the range. */
export interface RangeRule extends RuleBase {
	kind: 'range';
	minimum?: number;
	maximum?: number;
}

/** The value must be one of these. */
export interface EnumerationRule extends RuleBase {
	kind: 'enumeration';
	allowed_values: readonly RuleValue[];
}

/**
 * The field compared with another one: two numbers, two ISO 8601 dates, or any two values of one type for `equal` and
 * `not_equal`.
 */
export interface ComparisonRule extends RuleBase {
	kind: 'comparison';
	comparison: 'at_least' | 'at_most' | 'equal' | 'less' | 'more' | 'not_equal';
	other_field: string;
}

/** The ISO 8601 date in the field must not be older than that at the time of the check, which is handed in as `now`. */
export interface FreshnessRule extends RuleBase {
	kind: 'freshness';
	max_age_seconds: number;
	/** How far in the future the date may lie; any distance without it. */
	max_ahead_seconds?: number;
	/** IANA name of the zone of dates without an offset; default UTC. */
	timezone?: string;
}

/** A rule of the business over one or more fields of an item, judged beside the contract's schema. */
export type ContractRule = ComparisonRule | EnumerationRule | FreshnessRule | RangeRule | RequiredIfRule;

/** One reason why an item does not hold a rule. */
export interface RuleFinding {
	/** Name of the rule. */
	name: string;
	severity: 'block' | 'warn';
	/** `undecidable`: a field that the rule needs is absent or of the wrong type, which is neither true nor false. */
	verdict: 'broken' | 'undecidable';
	/** Root-cause label of the taxonomy. */
	label: Problem['label'];
	/** JSON Pointer (RFC 6901) to the value, where the rule is about one. */
	pointer?: string;
	message: string;
	/** What to do about it. */
	fix: string;
	/** What was found, shortened; secrets are masked. */
	found?: string;
	/** What would have been allowed. */
	allowed?: string;
}
