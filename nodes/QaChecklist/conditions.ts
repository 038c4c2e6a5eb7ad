import type { FilterConditionValue, FilterValue } from 'n8n-workflow';

import {
	formatPath,
	memberOf,
	parsePath,
	TriageError,
	type ConditionList,
	type ListVerdict,
	type Operand,
} from '../../core';
import { comparesTwo, describeCondition, judgeConditions, type Truth } from '../shared/judgeConditions';
import { parsePlainExpression } from '../shared/plainExpression';
import { describeValue } from '../shared/readOption';

/** A condition list in which nobody has filled in anything yet. */
export const noConditions: FilterValue = {
	options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
	conditions: [],
	combinator: 'and',
};

const isBlank = ({ leftValue }: FilterConditionValue): boolean => leftValue === '' || leftValue === undefined;

/** True where a condition list asks nothing. n8n adds an empty row by itself. */
export function asksNothing(filter: FilterValue | undefined): boolean {
	return (filter?.conditions ?? []).every(isBlank);
}

function describeTruth({ is, raw, condition, unknown }: Truth): string {
	if (is === 'unknown') return `${unknown!.field} is ${describeValue(unknown!.value)}, which cannot be judged`;
	return `${describeCondition(raw)} does not hold, it is ${describeValue(condition.leftValue)}`;
}

/** What condition lists come to. One condition that cannot be judged leaves the list open unless the others decide it. */
function conclude(truths: readonly Truth[], combinator: string | undefined): ListVerdict {
	const isAny = combinator === 'or';
	const those = (is: Truth['is']) => truths.filter((truth) => truth.is === is);
	if (isAny ? those('true').length > 0 : those('true').length === truths.length) return { is: 'true', detail: '' };
	const isOpen = those('unknown').length > 0 && (isAny || those('false').length === 0);
	const against = isOpen ? those('unknown') : those('false');
	return { is: isOpen ? 'unknown' : 'false', detail: against.map(describeTruth).join(isAny ? ', and ' : '; ') };
}

function valueAt(item: unknown, operand: Operand): unknown {
	if ('value' in operand) return operand.value;
	const parsed = parsePath(operand.field);
	return 'steps' in parsed ? parsed.steps.reduce<unknown>((held, step) => memberOf(held, step), item) : undefined;
}

const written = (operand: Operand): unknown => ('value' in operand ? operand.value : `={{ $json.${operand.field} }}`);

/** How a condition list comes out for an item. */
export function judgeList(list: ConditionList, item: unknown, index: number): ListVerdict {
	const conditions = (sideOf: (operand: Operand) => unknown): FilterConditionValue[] =>
		list.conditions.map(({ left, operator, right }, at) => ({
			id: `${at}`,
			leftValue: sideOf(left) as FilterConditionValue['leftValue'],
			rightValue: (right === undefined ? '' : sideOf(right)) as FilterConditionValue['rightValue'],
			operator: {
				type: operator.type,
				operation: operator.operation,
				...(operator.right_type !== undefined && { rightType: operator.right_type }),
				...(operator.single_value !== undefined && { singleValue: operator.single_value }),
			} as FilterConditionValue['operator'],
		}));
	const options = { ...noConditions.options, caseSensitive: list.case_sensitive };
	const { combinator } = list;
	const filter: FilterValue = { options, combinator, conditions: conditions((operand) => valueAt(item, operand)) };
	return conclude(judgeConditions(filter, { ...filter, conditions: conditions(written) }, index), combinator);
}

function operandOf(raw: unknown, check: string): Operand {
	if (typeof raw === 'string' && raw.startsWith('=')) {
		const steps = parsePlainExpression(raw);
		if (steps !== undefined && steps.length > 0) return { field: formatPath(steps) };
		throw new TriageError(
			'FIELD_INVALID',
			`A condition of the check '${check}' computes something: ${raw.slice(0, 60).toWellFormed()}`,
			'Checks compare fields and values, as {{ $json.plan }}. Compute it in a node before this one, and compare the field',
		);
	}
	return { value: typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' ? raw : '' };
}

/**
 * A condition list of the canvas as a checklist keeps it, so that it means the same in any workflow. Throws `FIELD_INVALID` for one
 * that computes something.
 */
export function keptConditions(raw: FilterValue, check: string): ConditionList {
	return {
		combinator: raw.combinator === 'or' ? 'or' : 'and',
		case_sensitive: raw.options?.caseSensitive ?? true,
		conditions: raw.conditions
			.filter((condition) => !isBlank(condition))
			.map((condition) => {
				const { type, operation, rightType, singleValue } = condition.operator;
				return {
					left: operandOf(condition.leftValue, check),
					operator: {
						type,
						operation,
						...(rightType !== undefined && { right_type: rightType }),
						...(singleValue !== undefined && { single_value: singleValue }),
					},
					...(comparesTwo(condition) && { right: operandOf(condition.rightValue, check) }),
				};
			}),
	};
}
