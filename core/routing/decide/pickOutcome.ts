import type { RankedRule } from '../decisionTypes';
import type { HitPolicy, RuleOutcome } from '../types';

/** A rule with what tells its outcome from others. */
export interface Contender {
	rule: RankedRule;
	/** Equal for equal outcomes. */
	outcomeKey: string;
}

const rankOf = ({ rule }: Contender) => rule.priority ?? 0;

/**
 * Whether a hit policy cannot choose between two rules that both match. Lint asks it about rules that overlap, a decision
 * about rules that matched.
 */
export function areAmbiguous(policy: HitPolicy, one: Contender, other: Contender): boolean {
	switch (policy) {
		case 'unique':
			return true;
		case 'first':
			return false;
		case 'any':
			return one.outcomeKey !== other.outcomeKey;
		case 'priority':
			return rankOf(one) === rankOf(other) && one.outcomeKey !== other.outcomeKey;
		case 'collect':
			return one.rule.then.owner_role !== other.rule.then.owner_role;
	}
}

/** The rule that the policy prefers; among equals the one whose id sorts first, so that the order of rules does not count. */
function preferred(policy: HitPolicy, matched: readonly Contender[]): Contender {
	if (policy === 'first' || policy === 'collect') return matched[0]!;
	return matched.reduce((best, next) => {
		const isHigher = policy === 'priority' && rankOf(next) > rankOf(best);
		const isEqual = policy !== 'priority' || rankOf(next) === rankOf(best);
		return isHigher || (isEqual && next.rule.id < best.rule.id) ? next : best;
	});
}

/** All that the rules lead to as one: what the first of them names, and everybody who is consulted and informed. */
function putTogether(outcomes: readonly RuleOutcome[]): RuleOutcome {
	const united = (name: 'consulted' | 'informed') => [...new Set(outcomes.flatMap((outcome) => outcome[name] ?? []))];
	const merged: RuleOutcome = Object.assign({}, ...[...outcomes].reverse());
	const [consulted, informed] = [united('consulted'), united('informed')];
	return {
		...merged,
		...(consulted.length > 0 && { consulted }),
		...(informed.length > 0 && { informed }),
	};
}

/** What the rules that matched lead to. */
export interface Picked {
	rule: RankedRule;
	outcome: RuleOutcome;
	shadowed: string[];
}

/** The outcome that a hit policy takes from the rules that matched, of which there is at least one; null where it is ambiguous. */
export function pickOutcome(policy: HitPolicy, matched: readonly Contender[]): Picked | null {
	const winner = preferred(policy, matched);
	const others = matched.filter((contender) => contender !== winner);
	if (others.some((other) => areAmbiguous(policy, winner, other))) return null;
	const isRanked = policy === 'first' || policy === 'priority';
	const lost = others.filter((other) => policy === 'first' || rankOf(other) < rankOf(winner));
	return {
		rule: winner.rule,
		outcome: policy === 'collect' ? putTogether(matched.map(({ rule }) => rule.then)) : winner.rule.then,
		shadowed: isRanked ? lost.map(({ rule }) => rule.id) : [],
	};
}

/** What all rules that matched lead to, each once. */
export function collectOutcomes(matched: readonly Contender[]): RuleOutcome[] {
	return [...new Map(matched.map(({ rule, outcomeKey }) => [outcomeKey, rule.then])).values()];
}
