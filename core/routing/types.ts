import type { Priority } from '../vocabulary';

/**
 * How many rules may match, as DMN defines it. `unique`: exactly one. `first`: the first in order. `priority`: the one of
 * highest priority. `any`: several, when all lead to the same. `collect`: several, when all name the same owner role;
 * their consulted and informed roles are put together.
 */
export const hitPolicies = ['any', 'collect', 'first', 'priority', 'unique'] as const;
export type HitPolicy = (typeof hitPolicies)[number];

/**
 * What a column compares. `integer`: whole numbers. `date`: `2026-05-04`. `datetime`: an instant with its offset,
 * `2026-05-04T09:00:00Z`. Nothing is converted: the text `"5"` is no number.
 */
export const columnTypes = ['boolean', 'date', 'datetime', 'integer', 'number', 'string'] as const;
export type ColumnType = (typeof columnTypes)[number];

/** A value as a column takes it from an item. */
export type ColumnValue = string | number | boolean | null;

/** What the rules of a table ask about. */
export interface RoutingColumn {
	/** Where the value is in the facts: `customer.tier`, `items[0].sku`, `["a.b"]`. */
	field: string;
	type: ColumnType;
	/** All values there can be, as a list or as a cell, as `[0..120]`. Only lint uses them, for overlaps and gaps. */
	values?: readonly ColumnValue[] | string;
}

export const respondWithinUnits = [
	'minutes',
	'hours',
	'days',
	'business_minutes',
	'business_hours',
	'business_days',
] as const;

/** How long the owner has to act. */
export interface RespondWithin {
	/** Above 0. */
	amount: number;
	unit: (typeof respondWithinUnits)[number];
}

/** What a rule leads to. Roles, never people. */
export interface RuleOutcome {
	owner_role: string;
	backup_role?: string;
	/** The one role that answers for the case; default the owner role. */
	accountable_role?: string;
	consulted?: readonly string[];
	informed?: readonly string[];
	respond_within?: RespondWithin;
	/** Priority the case gets. */
	priority?: Priority;
}

/** An input that a rule was written for. */
export interface RuleExample {
	facts: unknown;
	/** Owner role that has to come out, or `triage`; default the rule's own owner role, decided by this rule. */
	outcome?: string;
}

export interface RoutingRule {
	/** Unique in its table. */
	id: string;
	/**
	 * One cell a field, as DMN unary tests: `*`, `"billing"`, `"a","b"`, `>= 18`, `[17..30)`, `not("a")`, `null`. A field
	 * that is left out is not asked about. A blank cell is refused.
	 */
	when: Readonly<Record<string, string | number | boolean>>;
	then: RuleOutcome;
	/** For the hit policy `priority`: a whole number, the higher wins; default 0. */
	priority?: number;
	examples?: readonly RuleExample[];
}

/** A decision table that gives items an owner role. */
export interface RoutingTable {
	id: string;
	version?: string | number;
	/** Default `unique`. */
	hit_policy?: HitPolicy;
	columns: readonly RoutingColumn[];
	rules: readonly RoutingRule[];
	/** Where items go that no rule matches; without it they go to triage. */
	default?: RuleOutcome;
}

/** What is wrong with a table. `blocking` ones keep it from being published. */
export interface TableFinding {
	code: TableFindingCode;
	severity: 'blocking' | 'warning';
	/** Ids of the rules it is about, in the table's order; a rule without an id has its row, as `row 3`. */
	rules: string[];
	message: string;
	fix: string;
	/** The field of the column. */
	column?: string;
	/** Where in the cell, from 1. */
	position?: number;
	/** Line of the CSV text, from 1. */
	line?: number;
	/** For overlaps and gaps: the cells that describe the inputs, by field; a field that is left out may be anything. */
	region?: Record<string, string>;
	/** An input that shows it. */
	facts?: Record<string, unknown>;
}

/** Codes of findings about a table; `docs/reference/error-codes.md` lists what they mean. */
export const tableFindingCodes = [
	'CELL_BLANK',
	'CELL_UNREADABLE',
	'COLUMN_IDLE',
	'COLUMN_INVALID',
	'CSV_INVALID',
	'EXAMPLE_FAILED',
	'LINT_INCOMPLETE',
	'OUTCOME_AS_DEFAULT',
	'OUTCOME_INVALID',
	'ROLE_UNKNOWN',
	'RULE_ALWAYS_TRUE',
	'RULE_DUPLICATE',
	'RULE_INVALID',
	'RULE_OVERLAP',
	'RULE_UNREACHABLE',
	'TABLE_GAP',
	'TABLE_INVALID',
	'VALUE_UNDECLARED',
] as const;
export type TableFindingCode = (typeof tableFindingCodes)[number];
