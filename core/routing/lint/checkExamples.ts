import type { CompiledTable } from '../decisionTypes';
import type { RoutingRule, RuleExample, TableFinding } from '../types';
import { blocking } from '../table/findings';
import { isRecord } from '../table/readOutcome';

function checkExample(compiled: CompiledTable, rule: RoutingRule, example: RuleExample, place: number): TableFinding[] {
	const expected = example.outcome ?? rule.then.owner_role;
	const decision = compiled.decide(example.facts);
	const wins = decision.matched.includes(rule.id) && !decision.shadowed.includes(rule.id);
	const isReached = wins && decision.label === null;
	const mustReach = expected === rule.then.owner_role;
	if (decision.outcome === expected && (isReached || !mustReach)) return [];
	const found = decision.outcome === expected ? `by rule '${decision.rule}'` : `to '${decision.outcome}'`;
	const message = `Example ${place} of rule '${rule.id}' goes ${found} and not to '${expected}': ${decision.reason}`;
	const fix = mustReach
		? 'Correct the rule so that it decides its example, or correct the example'
		: 'Correct the rules, or what the example expects';
	const rules = [...new Set([rule.id, ...decision.matched])];
	return [blocking('EXAMPLE_FAILED', rules, message, fix, isRecord(example.facts) ? { facts: example.facts } : {})];
}

/**
 * Examples of rules that do not come out as they say: an example has to be decided by its own rule, or, where it names
 * another outcome, to come out as that.
 */
export function checkExamples(compiled: CompiledTable): TableFinding[] {
	return compiled.table.rules.flatMap((rule) =>
		(rule.examples ?? []).flatMap((example, index) => checkExample(compiled, rule, example, index + 1)),
	);
}
