import type { RoleBody } from './types';

/** Who of a role's members takes work; all that has to be known of them. */
type Staff = { members: ReadonlyArray<Pick<RoleBody['members'][number], 'on_duty'>> };

/** True for a role that nobody was put on. */
export const isUnstaffed = ({ members }: Staff): boolean => members.length === 0;

export const countOnDuty = ({ members }: Staff): number => members.filter(({ on_duty }) => on_duty).length;

/**
 * Whether nobody of a role takes work now: it is off duty, or has members and all of them are. A role of which no member is
 * known counts as staffed, since whoever named it knows who is behind it.
 */
export const isRoleEmpty = (role: Pick<RoleBody, 'on_duty'> & Staff): boolean =>
	!role.on_duty || (!isUnstaffed(role) && countOnDuty(role) === 0);
