import type { FilterValue } from 'n8n-workflow';

import type { RuleVerdict } from '../../core';
import { describeComparison, judgeConditions, nameOf } from '../shared/judgeConditions';

/**
 * How an n8n condition list comes out for one item, in three values. `filter` has its expressions resolved; `raw` is the
 * same as it was written.
 */
export function judgeRule(
	filter: FilterValue | undefined,
	raw: FilterValue | undefined,
	itemIndex: number,
): RuleVerdict {
	return {
		combinator: filter?.combinator === 'or' ? 'or' : 'and',
		conditions: judgeConditions(filter, raw, itemIndex).map(({ is, condition, raw: written, unknown }) => ({
			field: unknown?.field ?? nameOf(written.leftValue),
			condition: describeComparison(written),
			actual: unknown === undefined ? condition.leftValue : unknown.value,
			verdict: is,
		})),
	};
}
