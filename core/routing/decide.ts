import type { OwnerDecision, OwnerRule, OwnerTable, RuleVerdict } from './types';

const maxNearMisses = 3;

const maxQuoted = 4;

function quote(names: readonly string[]): string {
	const shown = names.slice(0, maxQuoted).map((name) => `'${name}'`);
	const rest = names.length - shown.length;
	return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(' and ');
}

interface JudgedRule {
	rule: OwnerRule;
	verdict: RuleVerdict;
}

/** The rule that wins under the table's hit policy, or null when matches contradict each other or there is none. */
function pickWinner({ hit_policy }: OwnerTable, matched: readonly OwnerRule[]): OwnerRule | null {
	const [first] = matched;
	if (first === undefined) return null;
	switch (hit_policy) {
		case 'first':
			return first;
		case 'unique':
			return matched.length === 1 ? first : null;
		case 'any':
			return matched.every((rule) => rule.owner_role === first.owner_role && rule.backup_role === first.backup_role)
				? first
				: null;
	}
}

function findNearMisses(judged: readonly JudgedRule[]): OwnerDecision['near_misses'] {
	return judged
		.filter(({ verdict }) => verdict.verdict === 'missed')
		.sort((a, b) => b.verdict.held_count - a.verdict.held_count)
		.slice(0, maxNearMisses)
		.map(({ rule, verdict }) => ({ rule: rule.name, failed: verdict.failed ?? '' }));
}

function explainTriage(table: OwnerTable, decision: Pick<OwnerDecision, 'matched' | 'near_misses' | 'undecidable'>) {
	const { matched, near_misses, undecidable } = decision;
	if (matched.length > 1) {
		const rule = table.hit_policy === 'unique' ? 'only one rule may match' : 'they name different roles';
		return `Rules ${quote(matched)} matched, and ${rule}`;
	}
	if (table.rules.length === 0) return 'There are no rules';
	const [nearest] = near_misses;
	const [unknown] = undecidable;
	if (nearest) return `No rule matched; closest was '${nearest.rule}': ${nearest.failed} does not hold`;
	if (unknown) return `No rule matched; '${unknown.rule}' needs ${unknown.missing_field}, which is not there`;
	return 'No rule matched';
}

/**
 * The owner that a table gives an item whose rules came out as `verdicts` say (one a rule, in the rules' order). Never
 * without an owner: what no rule decides goes to the fallback role with outcome `triage` and a label.
 */
export function decideOwner(table: OwnerTable, verdicts: readonly RuleVerdict[]): OwnerDecision {
	if (verdicts.length !== table.rules.length) {
		throw new RangeError(`${table.rules.length} rules came with ${verdicts.length} verdicts`);
	}
	const judged = table.rules.map((rule, index): JudgedRule => ({ rule, verdict: verdicts[index]! }));
	const matchedRules = judged.filter(({ verdict }) => verdict.verdict === 'matched').map(({ rule }) => rule);
	const winner = pickWinner(table, matchedRules);
	const matched = matchedRules.map(({ name }) => name);
	const findings = {
		hit_policy: table.hit_policy,
		matched,
		shadowed: table.hit_policy === 'first' ? matched.slice(1) : [],
		near_misses: findNearMisses(judged),
		undecidable: judged
			.filter(({ verdict }) => verdict.verdict === 'undecidable')
			.map(({ rule, verdict }) => ({ rule: rule.name, missing_field: verdict.missing_field ?? '' })),
	};
	if (winner === null) {
		return {
			outcome: 'triage',
			owner_role: table.fallback_role,
			backup_role: null,
			decided_by: 'default',
			rule: null,
			label: matched.length > 1 ? 'route.ambiguous' : 'route.no_match',
			...findings,
			reason: explainTriage(table, findings),
		};
	}
	return {
		outcome: 'assigned',
		owner_role: winner.owner_role,
		backup_role: winner.backup_role,
		decided_by: 'rule',
		rule: winner.name,
		label: null,
		...findings,
		reason: `Rule '${winner.name}' matched`,
	};
}
