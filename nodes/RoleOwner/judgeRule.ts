import { executeFilterCondition, FilterError, type FilterConditionValue, type FilterValue } from 'n8n-workflow';

import { TriageError, type RuleVerdict } from '../../core';

/** Operations that ask whether a value is there, so that its absence is an answer. */
const presenceOperations = new Set(['exists', 'notExists', 'empty', 'notEmpty']);

/** Operations that compare with nothing. */
const onValueOperations = new Set(['true', 'false']);

type Truth = { is: 'true' } | { is: 'false'; condition: string } | { is: 'unknown'; field: string };

/** A value as a rule shows it: the field of a plain expression, else the text itself. */
function nameOf(raw: unknown): string {
	const text = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? '');
	const field = /^=?\{\{\s*\$json\.?(.+?)\s*\}\}$/.exec(text)?.[1];
	return (field ?? text.replace(/^=/, '')).slice(0, 80);
}

function describe(raw: FilterConditionValue): string {
	// `notEquals` reads as `not equals`.
	const operation = raw.operator.operation.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
	const { rightValue } = raw;
	const isExpression = typeof rightValue === 'string' && rightValue.startsWith('=');
	const right = isExpression ? nameOf(rightValue) : JSON.stringify(rightValue ?? '');
	return `${nameOf(raw.leftValue)} ${operation}${raw.operator.singleValue ? '' : ` ${right}`}`.slice(0, 200);
}

/** Types in which an empty text or list is no value, though n8n would take it for 0 or false. */
const typesWithoutEmpty = new Set(['number', 'dateTime', 'boolean']);

function isAbsent(value: unknown, type: string): boolean {
	if (value === undefined || value === null) return true;
	const isEmpty = value === '' || (Array.isArray(value) && value.length === 0);
	return isEmpty && typesWithoutEmpty.has(type);
}

function judgeCondition(
	condition: FilterConditionValue,
	raw: FilterConditionValue,
	filter: FilterValue,
	itemIndex: number,
): Truth {
	const { leftValue, rightValue, operator } = condition;
	if (!presenceOperations.has(operator.operation)) {
		if (isAbsent(leftValue, operator.type)) return { is: 'unknown', field: nameOf(raw.leftValue) };
		const needsRight = !operator.singleValue && !onValueOperations.has(operator.operation);
		if (needsRight && isAbsent(rightValue, operator.rightType ?? operator.type)) {
			return { is: 'unknown', field: nameOf(raw.rightValue) };
		}
	}
	try {
		const holds = executeFilterCondition(condition, filter.options, { itemIndex });
		return holds ? { is: 'true' } : { is: 'false', condition: describe(raw) };
	} catch (thrown) {
		// n8n refuses a value of the wrong type, which for a rule is the same as no value.
		if (thrown instanceof FilterError) return { is: 'unknown', field: nameOf(raw.leftValue) };
		if ((thrown as Error).name !== 'SyntaxError') throw thrown;
		throw new TriageError(
			'FIELD_INVALID',
			`The regular expression of '${describe(raw)}' cannot be read`,
			'Correct it, or use another comparison',
			{ cause: thrown },
		);
	}
}

/**
 * How an n8n condition list comes out for one item, in three values: a field that is absent or of the wrong type makes
 * a condition neither true nor false. `filter` has its expressions resolved; `raw` is the same as it was written. A list
 * without conditions never matches.
 */
export function judgeRule(
	filter: FilterValue | undefined,
	raw: FilterValue | undefined,
	itemIndex: number,
): RuleVerdict {
	if (!filter?.conditions?.length) return { verdict: 'missed', held_count: 0, failed: 'a rule without conditions' };
	const truths = filter.conditions.map((condition, index) =>
		judgeCondition(condition, raw?.conditions?.[index] ?? condition, filter, itemIndex),
	);
	const held_count = truths.filter(({ is }) => is === 'true').length;
	const isAny = filter.combinator === 'or';
	if (isAny ? held_count > 0 : held_count === truths.length) return { verdict: 'matched', held_count };
	const failed = truths.find((truth) => truth.is === 'false');
	const unknown = truths.find((truth) => truth.is === 'unknown');
	if (unknown !== undefined && (isAny || failed === undefined)) {
		return { verdict: 'undecidable', held_count, missing_field: unknown.field };
	}
	return { verdict: 'missed', held_count, failed: failed?.condition ?? '' };
}
