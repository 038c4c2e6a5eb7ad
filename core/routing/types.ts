import type { RootCauseLabel } from '../vocabulary';

/**
 * How many rules may match. `unique`: exactly one. `first`: the first in order. `any`: several, when all name the same
 * role. As DMN defines them.
 */
export const hitPolicies = ['any', 'first', 'unique'] as const;
export type HitPolicy = (typeof hitPolicies)[number];

/** A rule as far as a decision needs it: its conditions are judged before. */
export interface OwnerRule {
	/** Unique in its table. */
	name: string;
	owner_role: string;
	backup_role: string | null;
}

/**
 * How a rule's conditions came out. `undecidable`: a field they need is absent or of the wrong type, which is neither
 * true nor false and never matches.
 */
export interface RuleVerdict {
	verdict: 'matched' | 'missed' | 'undecidable';
	/** Number of the rule's conditions that hold. */
	held_count: number;
	/** The first condition that does not hold, in words. */
	failed?: string;
	/** The field that is absent, as the rule names it. */
	missing_field?: string;
}

export interface OwnerTable {
	hit_policy: HitPolicy;
	rules: readonly OwnerRule[];
	/** Owns what no rule decides, so that every case has an owner. */
	fallback_role: string;
}

export interface NearMiss {
	rule: string;
	failed: string;
}

/** Who owns an item, and why. */
export interface OwnerDecision {
	/** `triage`: a person has to route it; the fallback role owns it until then. */
	outcome: 'assigned' | 'triage';
	owner_role: string;
	backup_role: string | null;
	decided_by: 'rule' | 'default';
	/** Name of the deciding rule. */
	rule: string | null;
	/** Why it went to triage. */
	label: Extract<RootCauseLabel, 'route.no_match' | 'route.ambiguous'> | null;
	hit_policy: HitPolicy;
	/** Names of all rules that matched, in order. */
	matched: string[];
	/** Matched, but a rule above won (`first`). */
	shadowed: string[];
	/** Closest rules that did not match, at most three. */
	near_misses: NearMiss[];
	undecidable: Array<{ rule: string; missing_field: string }>;
	/** The decision in one sentence. */
	reason: string;
}
