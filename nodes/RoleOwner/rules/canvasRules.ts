import type { FilterValue, IExecuteFunctions } from 'n8n-workflow';

import {
	decideJudged,
	maxNameLength,
	priorities,
	respondWithinUnits,
	storableText,
	TriageError,
	type HitPolicy,
	type RankedRule,
	type RespondWithin,
	type RuleOutcome,
} from '../../../core';
import { valueReader } from '../../shared/parameterReader';
import { describeValue, readOption } from '../../shared/readOption';
import { readRole, readRoles } from '../../shared/roles';
import { readConditions } from './canvasConditions';
import type { Rules } from './rules';

/** What a row says beside its owner and backup, as n8n hands it over. */
interface More {
	accountableRole?: unknown;
	casePriority?: unknown;
	consulted?: unknown;
	informed?: unknown;
	rank?: unknown;
	respondWithin?: { time?: { amount?: unknown; unit?: unknown } };
}

/** A row of the node's rules without its conditions. */
interface RuleRow {
	ruleName?: unknown;
	ownerRole?: unknown;
	backupRole?: unknown;
	more?: More;
}

function invalid(message: string, fix: string): TriageError {
	return new TriageError('FIELD_INVALID', message, fix);
}

function readTime(rule: string, time: NonNullable<More['respondWithin']>['time']): RespondWithin {
	const { amount, unit } = time ?? {};
	if (typeof amount !== 'number' || !Number.isFinite(amount) || amount <= 0) {
		throw invalid(
			`'Respond Within' of rule '${rule}' is ${describeValue(amount)}; a number above 0 is expected`,
			'Type how long the owner has to act, or remove it',
		);
	}
	return { amount, unit: readOption('Unit', unit ?? 'hours', respondWithinUnits) };
}

function readMore(
	rule: string,
	{ accountableRole, casePriority, consulted, informed, respondWithin }: More,
): Partial<RuleOutcome> {
	const accountable_role = readRole('Accountable Role', accountableRole);
	const [asked, told] = [readRoles('Consulted Roles', consulted), readRoles('Informed Roles', informed)];
	return {
		...(accountable_role !== '' && { accountable_role }),
		...(asked.length > 0 && { consulted: asked }),
		...(told.length > 0 && { informed: told }),
		...(respondWithin?.time && { respond_within: readTime(rule, respondWithin.time) }),
		...(casePriority !== undefined && { priority: readOption('Case Priority', casePriority, priorities) }),
	};
}

function readRank(rule: string, rank: unknown): number {
	if (Number.isSafeInteger(rank)) return rank as number;
	throw invalid(
		`'Rank' of rule '${rule}' is ${describeValue(rank)}; a whole number is expected`,
		'Type a whole number, or remove it',
	);
}

function readRow({ ruleName, ownerRole, backupRole, more = {} }: RuleRow, index: number): RankedRule {
	const id = storableText('Rule Name', String(ruleName ?? ''), maxNameLength) || `Rule ${index + 1}`;
	const owner_role = readRole('Owner Role', ownerRole);
	if (owner_role === '') {
		throw invalid(`'Owner Role' of rule '${id}' is empty`, 'Name the role that owns what this rule matches');
	}
	const backup_role = readRole('Backup Role', backupRole);
	return {
		id,
		then: { owner_role, ...(backup_role !== '' && { backup_role }), ...readMore(id, more) },
		...(more.rank !== undefined && { priority: readRank(id, more.rank) }),
	};
}

function refuseTwins(rules: readonly RankedRule[]): void {
	const seen = new Set<string>();
	for (const { id } of rules) {
		if (seen.has(id)) {
			const fix = "Give each rule its own 'Rule Name', so that a reason names one rule";
			throw invalid(`Two rules are named '${id}'`, fix);
		}
		seen.add(id);
	}
}

/** The rules that are made on the canvas. Roles may come from the item; conditions nearly always do. */
export function readCanvasRules(
	context: IExecuteFunctions,
	hit_policy: HitPolicy,
	fallback: RuleOutcome | undefined,
): Rules {
	const path = 'rules.values';
	const rows = context.getNodeParameter(path, 0, [], { rawExpressions: true }) as unknown;
	if (!Array.isArray(rows))
		throw invalid(`'Rules' is ${describeValue(rows)}; a list is expected`, 'Add the rules in the node');
	const readers = rows.map((row: RuleRow & { when?: FilterValue }, index) => {
		const { when, ...rest } = row ?? {};
		const parts = valueReader(context, rest, `${path}[${index}]`);
		const judge = readConditions(context, when, `${path}[${index}].when`, String(rest.ruleName || `Rule ${index + 1}`));
		return { parts, judge, rule: parts.isConstant ? readRow(parts.read(0) as RuleRow, index) : undefined };
	});
	const known = readers.flatMap(({ rule }) => rule ?? []);
	refuseTwins(known);
	const rulesOf = (item: number): RankedRule[] => {
		if (known.length === readers.length) return known;
		const rules = readers.map(({ rule, parts }, index) => rule ?? readRow(parts.read(item) as RuleRow, index));
		refuseTwins(rules);
		return rules;
	};
	return {
		decide: (item, suggestion, options) => {
			const ranked = { hit_policy, rules: rulesOf(item), ...(fallback && { default: fallback }) };
			const judged = readers.map(({ judge }) => judge(item));
			return decideJudged(ranked, judged, suggestion, options);
		},
		roles: known.flatMap(({ then }) => [then.owner_role, then.backup_role ?? '']),
	};
}
