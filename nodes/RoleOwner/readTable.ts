import type { FilterValue, IExecuteFunctions } from 'n8n-workflow';

import {
	maxNameLength,
	storableText,
	TriageError,
	type HitPolicy,
	type RuleVerdict,
	type RankedRule,
	type RankedRules,
} from '../../core';
import { readRole } from '../shared/roles';
import { judgeRule } from './judgeRule';

/** A row of the node's rules, as n8n hands it over. */
export interface RuleRow {
	ruleName?: string;
	when?: FilterValue;
	ownerRole?: unknown;
	backupRole?: unknown;
}

/** What is the same for all items. */
export interface TableSource {
	hitPolicy: HitPolicy;
	/** The rules as they were written, with their expressions, for naming fields and conditions. */
	rawRows: readonly RuleRow[];
}

function readRule({ ruleName, ownerRole, backupRole }: RuleRow, index: number): RankedRule {
	const id = storableText('Rule Name', String(ruleName ?? ''), maxNameLength) || `Rule ${index + 1}`;
	const owner_role = readRole('Owner Role', ownerRole);
	if (owner_role === '') {
		throw new TriageError(
			'FIELD_INVALID',
			`'Owner Role' of rule '${id}' is empty`,
			'Name the role that owns what this rule matches',
		);
	}
	const backup_role = readRole('Backup Role', backupRole);
	return { id, then: { owner_role, ...(backup_role !== '' && { backup_role }) } };
}

/** What decides about one item. All of it may hold expressions. */
export interface ItemRules {
	rankedRules: RankedRules;
	judged: RuleVerdict[];
	/** Owns what no rule decides. */
	fallbackRole: string;
}

/** The rules of an item, and how the conditions of each come out for it. */
export function readTable(context: IExecuteFunctions, index: number, { hitPolicy, rawRows }: TableSource): ItemRules {
	const rows = context.getNodeParameter('rules.values', index, []) as RuleRow[];
	const fallbackRole = readRole('If No Rule Decides', context.getNodeParameter('fallbackRole', index));
	if (fallbackRole === '') {
		throw new TriageError('FIELD_INVALID', "'If No Rule Decides' is empty", 'Name the role that routes by hand');
	}
	const rules = rows.map(readRule);
	const twin = rules.find(({ id }, row) => rules.findIndex((rule) => rule.id === id) !== row);
	if (twin !== undefined) {
		throw new TriageError(
			'FIELD_INVALID',
			`Two rules are named '${twin.id}'`,
			"Give each rule its own 'Rule Name', so that a reason names one rule",
		);
	}
	return {
		rankedRules: { hit_policy: hitPolicy, rules },
		fallbackRole,
		judged: rows.map(({ when }, row) => judgeRule(when, rawRows[row]?.when, index)),
	};
}
