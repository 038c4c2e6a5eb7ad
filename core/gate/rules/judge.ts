import type { CompiledContract } from '../types';
import { listAllowed } from '../values';
import { compare } from './compare';
import { isFresh } from './freshness';
import { missing, mustBe, type Outcome, wrongType } from './outcome';
import { applies, isAbsent, type ReadRule, type RuleField } from './read';
import type { RangeRule, RuleCondition, RuleFinding } from './types';

function inWords(condition: RuleCondition): string {
	if ('one_of' in condition) return `${condition.field} is ${listAllowed(condition.one_of)}`;
	return `${condition.field} is ${condition.is === 'present' ? 'given' : 'not given'}`;
}

function required(field: RuleField, value: unknown, when: RuleCondition): Outcome | undefined {
	if (!isAbsent(value)) return undefined;
	return {
		verdict: 'broken',
		label: 'schema.required',
		message: `${field.path} is missing and is needed because ${inWords(when)}`,
		fix: `Add ${field.path} to the item`,
	};
}

function rangeInWords({ minimum, maximum }: RangeRule): string {
	if (minimum === undefined) return `at most ${maximum}`;
	return maximum === undefined ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
}

function inRange(rule: RangeRule, field: RuleField, value: unknown): Outcome | undefined {
	if (typeof value !== 'number' || !Number.isFinite(value)) return wrongType(field, value, 'a number');
	const { minimum = -Infinity, maximum = Infinity } = rule;
	if (value >= minimum && value <= maximum) return undefined;
	return mustBe(field, value, 'rule.range', rangeInWords(rule));
}

function isOneOf(allowed: readonly unknown[], field: RuleField, value: unknown): Outcome | undefined {
	if (allowed.includes(value)) return undefined;
	const listed = listAllowed(allowed);
	return mustBe(field, value, 'rule.enum', allowed.length === 1 ? listed : `one of ${listed}`);
}

function outcomeOf({ rule, field, other }: ReadRule, item: unknown, now: string | undefined): Outcome | undefined {
	const value = field.valueIn(item);
	if (rule.kind === 'required_if') return required(field, value, rule.when);
	if (isAbsent(value)) return missing(field);
	switch (rule.kind) {
		case 'range':
			return inRange(rule, field, value);
		case 'enumeration':
			return isOneOf(rule.allowed_values, field, value);
		case 'freshness':
			return isFresh(rule, field, value, now);
		case 'comparison': {
			const against = other?.valueIn(item);
			if (other === undefined || isAbsent(against)) return missing(other ?? field);
			return compare(rule, field, value, other, against);
		}
	}
}

/** What the item does not hold of the rules, in their order. */
export function judgeRules(rules: readonly ReadRule[], item: unknown, now: string | undefined): RuleFinding[] {
	return rules.flatMap((read): RuleFinding[] => {
		const { rule, field } = read;
		if (!applies(rule.when, read.when, item)) return [];
		const outcome = outcomeOf(read, item, now);
		if (outcome === undefined) return [];
		const { verdict, label, message, ...rest } = outcome;
		const own = verdict === 'broken' ? rule.message?.trim() : undefined;
		return [
			{
				name: rule.name,
				severity: rule.severity ?? 'block',
				verdict,
				label,
				pointer: field.pointer,
				message: own || message,
				...rest,
			},
		];
	});
}

/** The contract with its rules judged beside its schema. */
export function withRules(compiled: CompiledContract, rules: readonly ReadRule[]): CompiledContract {
	return {
		...compiled,
		check: (item, options) => {
			const result = compiled.check(item, options);
			const rule_findings = judgeRules(rules, item, options?.now);
			const valid = result.valid && !rule_findings.some(({ severity }) => severity === 'block');
			return { ...result, valid, rule_findings };
		},
	};
}
