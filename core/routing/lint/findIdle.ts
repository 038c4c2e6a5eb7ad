import { isSame } from '../cells/ranges';
import { outcomeKey } from '../table/outcomeKey';
import { warning } from '../table/findings';
import type { ModelRule, TableModel } from '../table/model';
import type { TableFinding } from '../types';

const asksNothing = ({ conditions }: ModelRule) => conditions.every(({ cell }) => cell.isAny);

/** Rules that match every item and do not stand where only the rest comes to them. */
function findAlwaysTrue({ table, rules }: TableModel): TableFinding[] {
	if (table.hit_policy === 'collect') return [];
	const isLast = (rule: ModelRule) =>
		table.hit_policy === 'priority'
			? rules.every((other) => other === rule || (other.rule.priority ?? 0) > (rule.rule.priority ?? 0))
			: rule === rules.at(-1);
	return rules
		.filter((rule) => asksNothing(rule) && !isLast(rule))
		.map(({ rule }) => {
			const place = table.hit_policy === 'priority' ? 'does not have the lowest priority' : 'is not the last';
			const fix =
				table.hit_policy === 'priority' ? 'Give it the lowest priority' : 'Move it to the end, or make it the default';
			return warning('RULE_ALWAYS_TRUE', [rule.id], `Rule '${rule.id}' matches every item and ${place}`, fix);
		});
}

/** Columns that tell no rule from another. */
function findIdleColumns({ columns, rules }: TableModel): TableFinding[] {
	const [first] = rules;
	if (first === undefined) return [];
	return columns.flatMap(({ field }, column) => {
		const { cell, ranges } = first.conditions[column]!;
		const isIdle =
			(rules.length > 1 || cell.isAny) && rules.every(({ conditions }) => isSame(conditions[column]!.ranges, ranges));
		if (!isIdle) return [];
		const message = `Column ${field} does not discriminate: ${cell.isAny ? 'no rule asks for it' : 'all rules ask the same of it'}`;
		return [
			warning('COLUMN_IDLE', [], message, 'Remove the column, or the rules it should tell apart are missing', {
				column: field,
			}),
		];
	});
}

/** Rules that lead where the default leads anyway. */
function findAsDefault({ table, rules }: TableModel): TableFinding[] {
	if (table.default === undefined) return [];
	const key = outcomeKey(table.default);
	return rules
		.filter((rule) => rule.outcomeKey === key)
		.map(({ rule }) =>
			warning(
				'OUTCOME_AS_DEFAULT',
				[rule.id],
				`Rule '${rule.id}' leads where the default leads`,
				'Remove it, unless it keeps items from other rules',
			),
		);
}

/** What does no harm and does nothing. */
export function findIdle(model: TableModel): TableFinding[] {
	return [...findAlwaysTrue(model), ...findIdleColumns(model), ...findAsDefault(model)];
}
