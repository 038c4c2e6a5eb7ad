import type { RoleRecord } from '../routing';
import { countOnDuty, isUnstaffed } from './staffing';
import type { RoleBody } from './types';

/** What a role without members counts as: `available`, as if somebody stood behind it, or `unavailable`. */
export const unstaffedChoices = ['available', 'unavailable'] as const;
export type UnstaffedChoice = (typeof unstaffedChoices)[number];

/**
 * A role as far as owning a case is concerned. Members that are off duty cannot act. A role that nobody was put on is one
 * that a case or rule named first; `unstaffed` says what it counts as.
 */
export function roleRecord(name: string, body: RoleBody, unstaffed: UnstaffedChoice): RoleRecord {
	const { on_duty, backup_role, accountable_role, consulted_roles, informed_roles } = body;
	return {
		name,
		on_duty,
		backup_role,
		accountable_role,
		consulted_roles,
		informed_roles,
		member_count: isUnstaffed(body) && unstaffed === 'available' ? null : countOnDuty(body),
	};
}
