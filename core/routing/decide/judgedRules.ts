import { describeKind, isSecret, shorten } from '../../gate';
import { describeCell, judge, valueAt, type TableModel } from '../table/model';
import type { ConditionVerdict, RuleVerdict } from '../decisionTypes';
import type { ColumnValue } from '../types';
import type { RuleIndex, Tally } from '../table/ruleIndex';
import type { JudgedRules } from './explainRules';

/** A value as a decision shows it. */
function show(value: unknown, secret: boolean): ColumnValue {
	if (value === null || (typeof value === 'boolean' && !secret)) return value;
	if (typeof value === 'number' && Number.isFinite(value) && !secret) return value;
	return typeof value === 'string' && !secret ? shorten(value.toWellFormed()) : describeKind(value, secret);
}

/** The rules of a table at the atoms of an input. */
export function judgeTable(
	{ rules, columns }: TableModel,
	index: RuleIndex,
	atoms: readonly number[],
	facts: unknown,
): JudgedRules {
	const condition = (rule: number, at: number): ConditionVerdict | undefined => {
		const column = columns[at];
		if (column === undefined) return undefined;
		const asked = rules[rule]!.conditions[at]!;
		const value = valueAt(column, facts);
		return {
			field: column.field,
			condition: describeCell(asked.cell),
			...(value !== undefined && { actual: show(value, column.isSecret) }),
			verdict: judge(column, asked, atoms[at]!),
		};
	};
	return {
		count: rules.length,
		idOf: (rule) => rules[rule]!.rule.id,
		tally: index.tallyAt(atoms),
		condition,
		conditions: (rule) =>
			columns.flatMap((_, at) => (rules[rule]!.conditions[at]!.cell.isAny ? [] : [condition(rule, at)!])),
	};
}

function tallyOf({ combinator, conditions }: RuleVerdict): Tally {
	const place = (wanted: ConditionVerdict['verdict']) => conditions.findIndex(({ verdict }) => verdict === wanted);
	const held = conditions.filter(({ verdict }) => verdict === 'true').length;
	const isAny = combinator === 'or';
	const [failed, unknown] = [place('false'), place('unknown')];
	if (held > 0 && (isAny || held === conditions.length)) return { verdict: 'matched', held, at: -1 };
	if (unknown >= 0 && (isAny || failed < 0)) return { verdict: 'undecidable', held, at: unknown };
	return { verdict: 'missed', held, at: failed };
}

const maxKnownNames = 1000;
const knownNames = new Map<string, boolean>();

/** Rules ask about the same few fields for every item, and reading a name costs more than the rest of showing a value. */
function isSecretField(field: string): boolean {
	const known = knownNames.get(field);
	if (known !== undefined) return known;
	if (knownNames.size >= maxKnownNames) knownNames.clear();
	const secret = isSecret([field]);
	knownNames.set(field, secret);
	return secret;
}

function shown({ actual, ...condition }: RuleVerdict['conditions'][number]): ConditionVerdict {
	return actual === undefined ? condition : { ...condition, actual: show(actual, isSecretField(condition.field)) };
}

/** Rules whose conditions were judged elsewhere. */
export function judgedElsewhere(ids: readonly string[], rules: readonly RuleVerdict[]): JudgedRules {
	const tallies = rules.map(tallyOf);
	return {
		count: rules.length,
		idOf: (rule) => ids[rule]!,
		tally: (rule) => tallies[rule]!,
		condition: (rule, at) => {
			const condition = rules[rule]?.conditions[at];
			return condition && shown(condition);
		},
		conditions: (rule) => (rules[rule]?.conditions ?? []).map(shown),
	};
}
