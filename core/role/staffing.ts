import type { RoleBody } from './types';

/**
 * Whether nobody of a role takes work now: it is off duty, or has members and all of them are. A role of which no member is
 * known counts as staffed, since whoever named it knows who is behind it.
 */
export function isRoleEmpty({
	on_duty,
	members,
}: Pick<RoleBody, 'on_duty'> & {
	members: ReadonlyArray<{ on_duty: boolean }>;
}): boolean {
	if (!on_duty) return true;
	return members.length > 0 && members.every((member) => !member.on_duty);
}
