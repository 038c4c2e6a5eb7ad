import type { RootCauseLabel } from '../vocabulary';
import type { ColumnValue, HitPolicy, RoutingRule, RoutingTable, RuleOutcome } from './types';

/** Three-valued: `unknown` where a field is absent or has the wrong type. It never matches. */
export type Truth = 'true' | 'false' | 'unknown';

/** One condition of a rule, judged. */
export interface ConditionVerdict {
	/** What it is about, as the rule names it. */
	field: string;
	/** The comparison, as it was written: `>= 18`, `equals "bug"`. */
	condition: string;
	/** What was found, shortened, secrets hidden; left out where the field is absent. */
	actual?: ColumnValue;
	verdict: Truth;
}

/** All conditions of a rule, judged elsewhere. Without conditions it never matches. */
export interface RuleVerdict {
	/** Whether all conditions have to hold or one. */
	combinator: 'and' | 'or';
	/** `actual` is whatever was found; a decision shows it shortened. */
	conditions: ReadonlyArray<Omit<ConditionVerdict, 'actual'> & { actual?: unknown }>;
}

/** A rule as far as a decision needs it: its conditions are judged elsewhere. */
export type RankedRule = Pick<RoutingRule, 'id' | 'then' | 'priority'>;

/** Rules whose conditions are not cells, as those made on the canvas. */
export type RankedRules = Pick<RoutingTable, 'hit_policy' | 'default'> & { rules: readonly RankedRule[] };

/** A role and how sure a classifier is of it. */
export interface Candidate {
	outcome: string;
	/** From 0 to 1. */
	confidence: number;
}

/** What a classifier proposes. */
export interface Suggestion extends Candidate {
	/** The next best candidate, or its confidence alone. */
	second?: Candidate | number;
	/** Least confidence that routes, inclusive; default 0.75. */
	threshold?: number;
	/** Least distance to the second candidate, inclusive; default 0. */
	min_margin?: number;
}

/** Why an item went to triage. */
export type RouteLabel = Extract<RootCauseLabel, 'route.no_match' | 'route.ambiguous' | 'route.low_confidence'>;

export interface NearMiss {
	rule: string;
	/** The first condition that does not hold, in words. */
	failed: string;
	/** Left out for a rule without conditions. */
	field?: string;
	actual?: ColumnValue;
}

export interface Undecidable {
	rule: string;
	/** The field that is absent or of the wrong type. */
	missing_field: string;
	/** What was found where it is of the wrong type. */
	actual?: ColumnValue;
}

/** Who owns an item, and why. The parts of the outcome are there as far as the rule has them. */
export interface RoutingDecision extends Partial<RuleOutcome> {
	/** The owner role, or `triage`: a person has to route it. `owner_role` is left out then, and `label` says why. */
	outcome: string;
	/** `default` also where it went to triage. */
	decided_by: 'rule' | 'model' | 'default';
	/** Id of the deciding rule. */
	rule: string | null;
	label: RouteLabel | null;
	hit_policy: HitPolicy;
	/** Ids of all rules that matched, in order. */
	matched: string[];
	/** Matched, but lost against an earlier rule (`first`) or one of higher priority (`priority`). */
	shadowed: string[];
	/** What each rule that matched leads to, in order, each once (`collect`). */
	collected?: RuleOutcome[];
	/** The conditions of the rules that matched, of five at most. */
	conditions: Array<ConditionVerdict & { rule: string }>;
	/** Closest rules that did not match, at most three. */
	near_misses: NearMiss[];
	/** Rules that a field is missing for, at most twenty. */
	undecidable: Undecidable[];
	/** Of the deciding rule 1, of the classifier what it said, null where there was none in 0 to 1. */
	confidence: number | null;
	/** Least confidence that would have routed; null without a suggestion. */
	threshold: number | null;
	/** What the classifier could not choose between, for the person who routes it (`route.low_confidence`). */
	candidates: Candidate[];
	/** What the classifier said where the rules said something else. */
	disagreement: { decided: string; suggested: string; confidence: number | null } | null;
	table_id: string | null;
	table_version: string | number | null;
	/** `sha256:` and 64 hex digits over what was judged: equal inputs have equal digests. Null without an explanation, and for rules that are no cells. */
	input_digest: string | null;
	/** The decision in one sentence. */
	reason: string;
}

export interface DecideOptions {
	/**
	 * Default true. False leaves out conditions, near misses, undecidable rules and the digest of the input, which cost
	 * more than the decision itself.
	 */
	explain?: boolean;
	/** Names of all roles there are; a suggestion of another one does not route. */
	roles?: readonly string[];
}

/** A table made ready to decide many items; costs some milliseconds for a large table, so make it once. */
export interface CompiledTable {
	/** The table as it was read; changing the one that was handed over has no effect. */
	readonly table: RoutingTable;
	/** `sha256:` and 64 hex digits over the table. */
	readonly digest: string;
	decide(facts: unknown, suggestion?: Suggestion | null, options?: DecideOptions): RoutingDecision;
}
