import type { CheckSeverity, CheckStatus, CheckType } from '../vocabulary';

/** One side of a comparison: a field of the item, as `customer.email`, or a value as it is. */
export type Operand = { field: string } | { value: string | number | boolean };

/** One comparison of a condition list. What its words mean is known to whoever judges it, as n8n's filter. */
export interface ChecklistCondition {
	left: Operand;
	/** As n8n names it: `equals` of the type `string`. */
	operator: { type: string; operation: string; right_type?: string; single_value?: boolean };
	/** Absent where the operation has one side. */
	right?: Operand;
}

/** Conditions of which all have to hold, or any. */
export interface ConditionList {
	combinator: 'and' | 'or';
	case_sensitive: boolean;
	conditions: ChecklistCondition[];
}

/** What is looked at. Fields are paths into the item; steps are named as evidence and cases name them. */
export type Check =
	/** The case has this step, and it is completed. */
	| { type: 'action_confirmed'; step: string; max_age_seconds?: number }
	/** The newest answer that was recorded for the step has one of these status codes, as `200-299, 304`. */
	| { type: 'api_call_succeeded'; step: string; statuses: string; max_age_seconds?: number }
	| { type: 'condition_is_true'; condition: ConditionList }
	/** Something was recorded for the step, and nothing newer says that it did not work. */
	| { type: 'evidence_recorded'; step: string; max_age_seconds?: number }
	| { type: 'field_has_value'; field: string }
	/** The field holds a date that is not older. */
	| { type: 'happened_recently'; field: string; max_age_seconds: number }
	| { type: 'two_values_match'; left: Operand; right: Operand };

export interface ChecklistItem {
	/** Unique in its checklist. */
	id: string;
	name: string;
	check: Check;
	/** Whether it holds back what the checklist stands before, or is only told. */
	severity: CheckSeverity;
	/** The check is left out where this does not hold. Where it cannot be judged, the check counts. */
	applies_if?: ConditionList;
	/** What somebody has to do when it does not pass. */
	how_to_fix?: string;
}

/** Checks that are made together, all of them. */
export interface Checklist {
	name: string;
	items: ChecklistItem[];
	/** A warning that is not cleared counts as a blocker. */
	warnings_block?: boolean;
}

/** How a condition list came out. */
export interface ListVerdict {
	is: 'true' | 'false' | 'unknown';
	/** What spoke against it, in words; empty where it is true. */
	detail: string;
}

/** What is known when a checklist is evaluated. */
export interface ChecklistFacts {
	/** The item's data. */
	item: unknown;
	/** Steps of the case. */
	steps: ReadonlyArray<{ name: string; status: string; at: string }>;
	/** How conditions came out, by the id of their check. */
	conditions: ReadonlyMap<string, ListVerdict>;
	/** The same of what checks apply to. */
	applies: ReadonlyMap<string, ListVerdict>;
}

/** An entry of the case's trail. */
export interface EvidenceFact {
	entry_id: string;
	type: string;
	/** The log's clock. */
	at: string;
	data: Readonly<Record<string, unknown>>;
}

/** How one check came out. Absent facts are null, never missing. */
export interface CheckResult {
	id: string;
	name: string;
	type: CheckType;
	severity: CheckSeverity;
	status: CheckStatus;
	/** Why, in words that a person can act on. Never holds the value of a secret. */
	detail: string;
	how_to_fix: string | null;
	/** What was found, short and in words. */
	value: string | null;
	/** The entry that it rests on. */
	evidence_id: string | null;
	/** When that was recorded, or the date that was looked at. */
	at: string | null;
}

/** What a checklist came to. */
export interface ChecklistVerdict {
	passed: boolean;
	/** At least one check that can hold back applies; without it, nothing was proved by passing. */
	is_proof: boolean;
	/** How many passed of those that apply, as `3/4`. */
	score: string;
	/** Names of checks that hold it back. */
	blocking: string[];
	/** Names of warnings that are not cleared and do not hold it back. */
	warned: string[];
}

/** Most checks of a checklist. */
export const maxChecks = 50;
