import type { FilterValue } from 'n8n-workflow';

import type { RuleVerdict } from '../../core';
import { describeCondition, judgeConditions } from '../shared/judgeConditions';

/**
 * How an n8n condition list comes out for one item, in three values. `filter` has its expressions resolved; `raw` is the
 * same as it was written. A list without conditions never matches.
 */
export function judgeRule(
	filter: FilterValue | undefined,
	raw: FilterValue | undefined,
	itemIndex: number,
): RuleVerdict {
	const truths = judgeConditions(filter, raw, itemIndex);
	if (truths.length === 0) return { verdict: 'missed', held_count: 0, failed: 'a rule without conditions' };
	const held_count = truths.filter(({ is }) => is === 'true').length;
	const isAny = filter?.combinator === 'or';
	if (isAny ? held_count > 0 : held_count === truths.length) return { verdict: 'matched', held_count };
	const failed = truths.find(({ is }) => is === 'false');
	const unknown = truths.find(({ is }) => is === 'unknown');
	if (unknown !== undefined && (isAny || failed === undefined)) {
		return { verdict: 'undecidable', held_count, missing_field: unknown.unknown?.field };
	}
	return { verdict: 'missed', held_count, failed: failed ? describeCondition(failed.raw) : '' };
}
