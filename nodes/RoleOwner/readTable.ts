import type { FilterValue, IExecuteFunctions } from 'n8n-workflow';

import {
	maxNameLength,
	storableText,
	TriageError,
	type HitPolicy,
	type OwnerRule,
	type OwnerTable,
	type RuleVerdict,
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

function readRule({ ruleName, ownerRole, backupRole }: RuleRow, index: number): OwnerRule {
	const name = storableText('Rule Name', String(ruleName ?? ''), maxNameLength) || `Rule ${index + 1}`;
	const owner_role = readRole('Owner Role', ownerRole);
	if (owner_role === '') {
		throw new TriageError(
			'FIELD_INVALID',
			`'Owner Role' of rule '${name}' is empty`,
			'Name the role that owns what this rule matches',
		);
	}
	return { name, owner_role, backup_role: readRole('Backup Role', backupRole) || null };
}

/** The table of an item and how each rule's conditions come out for it: both may hold expressions. */
export function readTable(
	context: IExecuteFunctions,
	index: number,
	{ hitPolicy, rawRows }: TableSource,
): { table: OwnerTable; verdicts: RuleVerdict[] } {
	const rows = context.getNodeParameter('rules.values', index, []) as RuleRow[];
	const fallback_role = readRole('If No Rule Decides', context.getNodeParameter('fallbackRole', index));
	if (fallback_role === '') {
		throw new TriageError('FIELD_INVALID', "'If No Rule Decides' is empty", 'Name the role that routes by hand');
	}
	const rules = rows.map(readRule);
	const twin = rules.find(({ name }, row) => rules.findIndex((rule) => rule.name === name) !== row);
	if (twin !== undefined) {
		throw new TriageError(
			'FIELD_INVALID',
			`Two rules are named '${twin.name}'`,
			"Give each rule its own 'Rule Name', so that a reason names one rule",
		);
	}
	return {
		table: { hit_policy: hitPolicy, rules, fallback_role },
		verdicts: rows.map(({ when }, row) => judgeRule(when, rawRows[row]?.when, index)),
	};
}
