import type { IDataObject } from 'n8n-workflow';

import type { OwnerResolution, RoutingDecision } from '../../core';

export interface DescribeOptions {
	explain: boolean;
	/** A classifier was asked. */
	withConfidence: boolean;
}

/** What a decision owes to the rules' cells and conditions. */
function explain({ conditions, near_misses, undecidable, input_digest }: RoutingDecision) {
	return { conditions, near_misses, undecidable, ...(input_digest !== null && { input_digest }) };
}

/** The decision as the item carries it. What says nothing is left out, but for what later nodes ask for. */
export function describeDecision(
	decision: RoutingDecision,
	owner: OwnerResolution,
	options: DescribeOptions,
): IDataObject {
	const { outcome, decided_by, rule, label, reason, skipped } = owner;
	const { accountable_role, consulted, informed, respond_within, priority } = owner;
	const { hit_policy, matched, shadowed, collected, table_id, table_version } = decision;
	const { confidence, threshold, candidates, disagreement } = decision;
	return {
		role: owner.owner_role,
		backup_role: owner.backup_role ?? null,
		accountable_role,
		...(consulted && { consulted }),
		...(informed && { informed }),
		...(respond_within && { respond_within }),
		...(priority && { priority }),
		outcome,
		decided_by,
		rule,
		label,
		reason,
		hit_policy,
		...(table_id !== null && { rule_set: table_id, rule_set_version: table_version }),
		matched,
		shadowed,
		...(collected && { collected }),
		...(skipped.length > 0 && { skipped }),
		...(options.withConfidence && { confidence, threshold, candidates, disagreement }),
		...(options.explain && explain(decision)),
	} as unknown as IDataObject;
}
