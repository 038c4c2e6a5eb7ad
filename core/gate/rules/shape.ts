import type { ComparisonRule, ContractRule } from './types';

const text = { type: 'string' };
const number = { type: 'number' };
const seconds = { type: 'number', minimum: 0 };
const values = { type: 'array', items: { type: ['string', 'number', 'boolean'] } };
const comparisons: ComparisonRule['comparison'][] = ['at_least', 'at_most', 'equal', 'less', 'more', 'not_equal'];

const condition = {
	type: 'object',
	required: ['field'],
	additionalProperties: false,
	properties: { field: text, is: { enum: ['present', 'absent'] }, one_of: values },
	oneOf: [{ required: ['is'] }, { required: ['one_of'] }],
};

const base = {
	name: { type: 'string', pattern: '\\S', maxLength: 200 },
	kind: true,
	severity: { enum: ['block', 'warn'] },
	message: { type: 'string', maxLength: 1000 },
	when: condition,
	field: text,
};

/** The settings of each kind of rule beside those that all have, and those of them that it needs. */
const kinds: Record<ContractRule['kind'], [required: string[], settings: Record<string, unknown>]> = {
	comparison: [['comparison', 'other_field'], { comparison: { enum: comparisons }, other_field: text }],
	enumeration: [['allowed_values'], { allowed_values: values }],
	freshness: [['max_age_seconds'], { max_age_seconds: seconds, max_ahead_seconds: seconds, timezone: text }],
	range: [[], { minimum: number, maximum: number }],
	required_if: [['when'], {}],
};

/** What a rule looks like, as a JSON Schema. */
export const ruleSchema = {
	type: 'object',
	required: ['kind', 'name', 'field'],
	properties: { kind: { enum: Object.keys(kinds) } },
	allOf: Object.entries(kinds).map(([kind, [required, settings]]) => ({
		if: { properties: { kind: { const: kind } }, required: ['kind'] },
		then: { required, additionalProperties: false, properties: { ...base, ...settings } },
	})),
};
