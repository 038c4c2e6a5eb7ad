import type { FilterConditionValue, FilterValue, IExecuteFunctions } from 'n8n-workflow';

import { TriageError, type RuleVerdict } from '../../../core';
import { compareNatively, describeComparison, judgeCondition, nameOf } from '../../shared/judgeConditions';
import { valueReader } from '../../shared/parameterReader';

type JudgeConditions = (index: number) => RuleVerdict;

const standard: FilterValue['options'] = { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function unreadable(rule: string): TriageError {
	return new TriageError(
		'FIELD_INVALID',
		`'When' of rule '${rule}' is no list of conditions`,
		'Remove the rule and add it again',
	);
}

function conditionsOf(filter: unknown, rule: string): FilterConditionValue[] {
	if (filter === undefined || filter === null) return [];
	const conditions = isObject(filter) ? (filter.conditions ?? []) : undefined;
	const isReadable = (condition: unknown) =>
		isObject(condition) && isObject(condition.operator) && typeof condition.operator.operation === 'string';
	if (!Array.isArray(conditions) || !conditions.every(isReadable)) throw unreadable(rule);
	return conditions as FilterConditionValue[];
}

/**
 * Makes an n8n condition list ready to be judged in three values for any item. `filter` is as it was written, with its
 * expressions, and stands at `path`. What does not depend on the item is worked out here, once.
 */
export function readConditions(
	context: IExecuteFunctions,
	filter: FilterValue | undefined,
	path: string,
	rule: string,
): JudgeConditions {
	const combinator = filter?.combinator === 'or' ? 'or' : 'and';
	const options = filter?.options ?? standard;
	const conditions = conditionsOf(filter, rule).map((raw, place) => {
		const side = (name: 'leftValue' | 'rightValue') =>
			valueReader(context, raw[name], `${path}.conditions[${place}].${name}`);
		return {
			raw,
			left: side('leftValue'),
			right: side('rightValue'),
			field: nameOf(raw.leftValue),
			condition: describeComparison(raw),
		};
	});
	return (index) => ({
		combinator,
		conditions: conditions.map(({ raw, left, right, field, condition }) => {
			const leftValue = left.read(index) as FilterConditionValue['leftValue'];
			const rightValue = right.read(index) as FilterConditionValue['rightValue'];
			const holds = compareNatively(raw.operator, leftValue, rightValue, options);
			if (holds !== undefined) return { field, condition, actual: leftValue, verdict: holds ? 'true' : 'false' };
			const { is, unknown } = judgeCondition({ ...raw, leftValue, rightValue }, raw, options, index);
			if (unknown !== undefined) return { field: unknown.field, condition, actual: unknown.value, verdict: is };
			return { field, condition, actual: leftValue, verdict: is };
		}),
	});
}
