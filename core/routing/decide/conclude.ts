import { shorten } from '../../gate';
import type { RoutingDecision, Suggestion } from '../decisionTypes';
import type { HitPolicy, RuleOutcome } from '../types';
import { quote } from '../table/findings';
import type { Explanation } from './explainRules';
import { collectOutcomes, pickOutcome, type Contender } from './pickOutcome';
import { weighSuggestion, type Weighed } from './weighSuggestion';

/** What a decision is made from. */
export interface Evaluation {
	hit_policy: HitPolicy;
	rule_count: number;
	/** The rules that matched, in order. */
	matched: readonly Contender[];
	default: RuleOutcome | undefined;
	suggestion: Suggestion | null | undefined;
	roles: readonly string[] | undefined;
	explanation: Explanation;
}

type Conclusion = Partial<RoutingDecision> &
	Pick<RoutingDecision, 'outcome' | 'decided_by' | 'rule' | 'label' | 'reason' | 'confidence'>;

/** The parts of an outcome as a decision carries them: one role always answers for the case. */
function owned(outcome: RuleOutcome): RuleOutcome & { outcome: string } {
	return { outcome: outcome.owner_role, accountable_role: outcome.owner_role, ...outcome };
}

const toTriage = { outcome: 'triage', decided_by: 'default', rule: null } as const;

function explainNoMatch({ rule_count, explanation: { near_misses, undecidable } }: Evaluation): string {
	if (rule_count === 0) return 'There are no rules';
	const [nearest] = near_misses;
	const [unknown] = undecidable;
	if (nearest) return `No rule matched; closest was '${nearest.rule}': ${nearest.failed} does not hold`;
	if (!unknown) return 'No rule matched';
	const state = unknown.actual === undefined ? 'is not there' : 'has another type';
	return `No rule matched; '${unknown.rule}' needs ${unknown.missing_field}, which ${state}`;
}

function explainAmbiguity({ hit_policy, matched }: Evaluation): string {
	const rule = {
		unique: 'only one rule may match',
		first: '',
		any: 'they lead to different outcomes',
		priority: 'those of the highest priority lead to different outcomes',
		collect: 'they name different owner roles',
	}[hit_policy];
	return `Rules ${quote(matched.map((contender) => contender.rule.id))} matched, and ${rule}`;
}

function concludeRules(evaluation: Evaluation, weighed: Weighed | null): Conclusion {
	const picked = pickOutcome(evaluation.hit_policy, evaluation.matched);
	if (picked === null) {
		const reason = explainAmbiguity(evaluation);
		return { ...toTriage, label: 'route.ambiguous', confidence: null, reason };
	}
	const { rule, outcome, shadowed } = picked;
	const differs = weighed !== null && weighed.outcome !== '' && weighed.outcome !== outcome.owner_role;
	return {
		...owned(outcome),
		decided_by: 'rule',
		rule: rule.id,
		label: null,
		shadowed,
		confidence: 1,
		...(differs && {
			disagreement: { decided: outcome.owner_role, suggested: weighed.outcome, confidence: weighed.confidence },
		}),
		reason: `Rule '${rule.id}' matched${differs ? `; the classifier suggests '${shorten(weighed.outcome)}'` : ''}`,
	};
}

function concludeSuggestion({ outcome, confidence, threshold, candidates, refusal }: Weighed): Conclusion {
	if (refusal === null) {
		return {
			...owned({ owner_role: outcome }),
			decided_by: 'model',
			rule: null,
			label: null,
			confidence,
			reason: `No rule matched; the classifier suggests '${shorten(outcome)}' with confidence ${confidence}, at least ${threshold}`,
		};
	}
	const named = outcome === '' ? 'the suggestion of the classifier' : `the suggestion '${shorten(outcome)}'`;
	const reason = `No rule matched, and ${named} does not route: ${refusal}`;
	return { ...toTriage, label: 'route.low_confidence', confidence, candidates, reason };
}

function concludeDefault(evaluation: Evaluation): Conclusion {
	const reason = explainNoMatch(evaluation);
	const fallback = evaluation.default;
	if (fallback === undefined) return { ...toTriage, label: 'route.no_match', confidence: null, reason };
	return {
		...owned(fallback),
		decided_by: 'default',
		rule: null,
		label: null,
		confidence: null,
		reason: `${reason}. The default is '${fallback.owner_role}'`,
	};
}

/**
 * The one place where an owner is decided: rules first, then what a classifier suggests, then the default, then triage.
 * Rules that contradict each other and a suggestion that is not sure enough go to triage, whatever the default is.
 */
export function conclude(evaluation: Evaluation): RoutingDecision {
	const { hit_policy, matched, suggestion, roles, explanation } = evaluation;
	const weighed = suggestion === undefined || suggestion === null ? null : weighSuggestion(suggestion, roles);
	const conclusion =
		matched.length > 0
			? concludeRules(evaluation, weighed)
			: weighed !== null
				? concludeSuggestion(weighed)
				: concludeDefault(evaluation);
	return {
		hit_policy,
		matched: matched.map(({ rule }) => rule.id),
		shadowed: [],
		...(hit_policy === 'collect' && { collected: collectOutcomes(matched) }),
		...explanation,
		threshold: weighed?.threshold ?? null,
		candidates: [],
		disagreement: null,
		table_id: null,
		table_version: null,
		input_digest: null,
		...conclusion,
	};
}
