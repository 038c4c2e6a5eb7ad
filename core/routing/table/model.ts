import { memberOf } from '../../gate';
import { Axis } from '../cells/axis';
import { keyOfFact } from '../cells/keys';
import type { Cell } from '../cells/parseCell';
import { contains, type Ranges } from '../cells/ranges';
import type { ConditionVerdict, Truth } from '../decisionTypes';
import type { RoutingRule, TableFinding } from '../types';
import { outcomeKey } from './outcomeKey';
import type { ReadColumn } from './readColumns';
import { readTable, type ReadTable } from './readTable';

/** What a rule asks of one column. Rules that ask the same share it. */
export interface Condition {
	cell: Cell;
	/** The atoms where it holds. */
	ranges: Ranges;
}

/** A column with its cells. */
export interface ModelColumn extends ReadColumn {
	axis: Axis;
}

export interface ModelRule {
	rule: RoutingRule;
	/** One a column. */
	conditions: readonly Condition[];
	/** Equal for equal outcomes. */
	outcomeKey: string;
}

/** A table with its columns cut into atoms; deciding and lint both work on it. */
export interface TableModel {
	table: ReadTable['table'];
	columns: readonly ModelColumn[];
	rules: readonly ModelRule[];
}

/** The value at the column's field; undefined where there is none. */
export function valueAt({ steps }: ReadColumn, facts: unknown): unknown {
	let value = facts;
	for (const step of steps) value = memberOf(value, step);
	return value;
}

/** The atom that the facts have in a column. */
export function locate(column: ModelColumn, facts: unknown): number {
	return column.axis.locate(keyOfFact(column.type, valueAt(column, facts)));
}

/** How a condition comes out at an atom. */
export function judge({ axis }: ModelColumn, { cell, ranges }: Condition, atom: number): Truth {
	if (contains(ranges, atom)) return 'true';
	return axis.isUndecidable(cell, atom) ? 'unknown' : 'false';
}

/** The condition in words: `>= 18`, `is "billing"`. */
export function describeCell({ text }: Cell): ConditionVerdict['condition'] {
	return /^[<>]/.test(text) ? text : `is ${text}`;
}

function modelOf({ table, columns, rules }: ReadTable): TableModel {
	const conditions = columns.map(() => new Map<Cell, Condition>());
	const axes = columns.map(
		({ type, declared }, index) =>
			new Axis(type, [...new Set(rules.map(({ cells }) => cells[index] as Cell))], declared),
	);
	const conditionOf = (cell: Cell, column: number): Condition => {
		const known = conditions[column]?.get(cell);
		if (known !== undefined) return known;
		const condition = { cell, ranges: (axes[column] as Axis).rangesOf(cell) };
		conditions[column]?.set(cell, condition);
		return condition;
	};
	return {
		table,
		columns: columns.map((column, index) => ({ ...column, axis: axes[index] as Axis })),
		rules: rules.map(({ rule, cells }) => ({
			rule,
			conditions: cells.map(conditionOf),
			outcomeKey: outcomeKey(rule.then),
		})),
	};
}

/** The model of a table from a loose value, without the rules that cannot be read, and all that is wrong with it. */
export function buildModel(value: unknown): { model: TableModel | null; findings: TableFinding[] } {
	const { read, findings } = readTable(value);
	return { model: read === null ? null : modelOf(read), findings };
}
