import type { FilterConditionValue, FilterValue } from 'n8n-workflow';

import { TriageError, type JudgedCondition, type JudgedRule } from '../../core';
import { judgeConditions, type Truth } from '../shared/judgeConditions';
import { readOption } from '../shared/readOption';
import { inWords } from './conditionWords';

/** A row of the node's rules, as n8n hands it over. */
export interface RuleRow {
	ruleName?: string;
	mustBeTrue?: FilterValue;
	severity?: unknown;
	message?: unknown;
}

const severities = ['block', 'warn'] as const;
const maxMessageLength = 1000;

function invalid(message: string, fix: string): TriageError {
	return new TriageError('FIELD_INVALID', message, fix);
}

function nameOfRow({ ruleName }: RuleRow, index: number): string {
	return String(ruleName ?? '').trim() || `Rule ${index + 1}`;
}

/** A condition that nobody filled in compares nothing with nothing, which is always true. */
function isBlank({ leftValue }: FilterConditionValue): boolean {
	return leftValue === '' || leftValue === undefined || leftValue === null;
}

/** Rules that check nothing, or that findings could not tell apart. */
export function refuseBadRules(rows: readonly RuleRow[]): void {
	const names = rows.map(nameOfRow);
	for (const [index, { mustBeTrue }] of rows.entries()) {
		const name = names[index] ?? '';
		if (names.indexOf(name) !== index) {
			throw invalid(`Two business rules are named '${name}'`, "Give each rule its own 'Rule Name'");
		}
		const conditions = mustBeTrue?.conditions ?? [];
		if (conditions.length === 0 || conditions.some(isBlank)) {
			const what = conditions.length === 0 ? 'no condition' : 'a condition without a field';
			throw invalid(`The business rule '${name}' has ${what}, so it checks nothing`, 'Fill it in, or remove it');
		}
	}
}

function asCondition(truth: Truth): JudgedCondition {
	return { ...inWords(truth), value: truth.unknown ? truth.unknown.value : truth.condition.leftValue };
}

/** What the conditions say against the rule; undefined where it holds. */
function judge(truths: readonly Truth[], isAny: boolean): Pick<JudgedRule, 'verdict' | 'conditions'> | undefined {
	const held = truths.filter(({ is }) => is === 'true').length;
	if (isAny ? held > 0 : held === truths.length) return undefined;
	const unknown = truths.filter(({ is }) => is === 'unknown');
	const failed = truths.filter(({ is }) => is === 'false');
	const verdict = unknown.length > 0 && (isAny || failed.length === 0) ? 'undecidable' : 'broken';
	const [first, ...others] = verdict === 'broken' ? failed : unknown;
	return first && { verdict, conditions: [asCondition(first), ...others.map(asCondition)] };
}

/** The rules that an item does not hold. `rows` has its expressions resolved, `raw` is as it was written. */
export function judgeRuleRows(rows: readonly RuleRow[], raw: readonly RuleRow[], itemIndex: number): JudgedRule[] {
	return rows.flatMap((row, index): JudgedRule[] => {
		const { mustBeTrue, severity, message } = row;
		const isAny = mustBeTrue?.combinator === 'or';
		const against = judge(judgeConditions(mustBeTrue, raw[index]?.mustBeTrue, itemIndex), isAny);
		if (against === undefined) return [];
		const own = typeof message === 'string' ? message.slice(0, maxMessageLength) : '';
		return [
			{
				name: nameOfRow(row, index),
				severity: readOption('If Not Met', severity ?? 'block', severities),
				...(own.trim() !== '' && { message: own }),
				combinator: isAny ? 'or' : 'and',
				...against,
			},
		];
	});
}
