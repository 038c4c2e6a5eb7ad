import type { Tally } from '../table/ruleIndex';
import type { ConditionVerdict, NearMiss, RoutingDecision, Undecidable } from '../decisionTypes';

/** Rules with their conditions judged. */
export interface JudgedRules {
	count: number;
	idOf(rule: number): string;
	tally(rule: number): Tally;
	conditions(rule: number): ConditionVerdict[];
	condition(rule: number, at: number): ConditionVerdict | undefined;
}

export type Explanation = Pick<RoutingDecision, 'conditions' | 'near_misses' | 'undecidable'>;

export const noExplanation = (): Explanation => ({ conditions: [], near_misses: [], undecidable: [] });

const maxExplained = 5;
const maxNearMisses = 3;
const maxUndecidable = 20;

function nearMiss(rule: string, condition: ConditionVerdict | undefined): NearMiss {
	if (condition === undefined) return { rule, failed: 'a rule without conditions' };
	const { field, condition: text, actual } = condition;
	return { rule, failed: `${field} ${text}`, field, ...(actual !== undefined && { actual }) };
}

function undecidable(rule: string, condition: ConditionVerdict | undefined): Undecidable {
	const actual = condition?.actual;
	return { rule, missing_field: condition?.field ?? '', ...(actual !== undefined && { actual }) };
}

interface Miss {
	rule: number;
	held: number;
	at: number;
}

/** Puts a miss where it belongs among the nearest; the earlier of two equals stays in front. */
function keepNearest(nearest: Miss[], miss: Miss): void {
	if (nearest.length === maxNearMisses && nearest[maxNearMisses - 1]!.held >= miss.held) return;
	const worse = nearest.findIndex(({ held }) => held < miss.held);
	nearest.splice(worse < 0 ? nearest.length : worse, 0, miss);
	nearest.length = Math.min(nearest.length, maxNearMisses);
}

/** What a decision tells about the rules: what matched held, what came close, and what could not be judged. */
export function explainRules(judged: JudgedRules, matched: readonly number[]): Explanation {
	const nearest: Miss[] = [];
	const unknown: Array<{ rule: number; at: number }> = [];
	for (let rule = 0; rule < judged.count; rule++) {
		const { verdict, held, at } = judged.tally(rule);
		if (verdict === 'missed') keepNearest(nearest, { rule, held, at });
		if (verdict === 'undecidable' && unknown.length < maxUndecidable) unknown.push({ rule, at });
	}
	const { idOf } = judged;
	return {
		conditions: matched
			.slice(0, maxExplained)
			.flatMap((rule) => judged.conditions(rule).map((condition) => ({ rule: idOf(rule), ...condition }))),
		near_misses: nearest.map(({ rule, at }) => nearMiss(idOf(rule), judged.condition(rule, at))),
		undecidable: unknown.map(({ rule, at }) => undecidable(idOf(rule), judged.condition(rule, at))),
	};
}
