import type { CaseMode, CaseState, OwnerLapseKind } from '../vocabulary';

const defaultGraceSeconds = 900;

/** A case as an audit of ownership looks at it. */
export interface WatchedCase {
	state: CaseState;
	mode: CaseMode;
	opened_at: string;
	owner: { role: string; backup_role: string | null; assigned_at: string } | null;
	/** Until when it waits for systems or is reviewed; null while it does neither. */
	until: string | null;
	/** A timer of it goes on, or another exception about it is open: somebody is told when nobody acts. */
	is_watched: boolean;
	/** When the newest step of its timers was due, or the newest other exception about it was opened; null without any. */
	escalated_at: string | null;
}

/** Who stands behind a role. */
export interface RoleStanding {
	/** Since when nobody of it takes work, or it is retired; null while somebody does. */
	inactive_since: string | null;
	/** The role that stands in for it where a case names none. */
	backup_role: string | null;
}

/** Nobody may be acting on a case. Kind and `since` name it: the same at each look, another one when it comes again. */
export interface OwnerLapse {
	kind: OwnerLapseKind;
	since: string;
}

const latest = (instants: readonly string[]): string => instants.reduce((one, other) => (other > one ? other : one));

/** Since when neither the owner nor who stands in for it can act; null where one of them can. */
function inactiveSince({ owner }: WatchedCase, roles: ReadonlyMap<string, RoleStanding>): string | null {
	const standing = owner && roles.get(owner.role);
	if (!owner || !standing || standing.inactive_since === null) return null;
	const since = [owner.assigned_at, standing.inactive_since];
	const backup = owner.backup_role ?? standing.backup_role;
	if (backup === null) return latest(since);
	const backupSince = roles.get(backup)?.inactive_since ?? null;
	return backupSince === null ? null : latest([...since, backupSince]);
}

/** The time limit that passed without anybody being told; null where there is none. */
function silentSince({ until, is_watched, escalated_at }: WatchedCase): string | null {
	if (until === null || is_watched) return null;
	return escalated_at !== null && escalated_at >= until ? null : until;
}

/** Whether an audit looks at a case: what only suggests, or has ended, nobody has to act on. */
export const isAudited = ({ mode, state }: Pick<WatchedCase, 'mode' | 'state'>): boolean =>
	mode === 'live' && state !== 'resolved' && state !== 'failed';

/**
 * What is wrong with the ownership of a case for longer than the grace, by default 900 seconds: it has no owner; neither
 * its owner nor the backup role takes work; or its time limit passed, no timer of it goes on, and neither a step nor an
 * exception came since. Only what runs `live` and has not ended is judged. A role that is not among `roles` can act.
 * Instants are ISO 8601 in UTC with milliseconds.
 */
export function findLapses(
	watched: WatchedCase,
	roles: ReadonlyMap<string, RoleStanding>,
	now: string,
	{ grace_seconds = defaultGraceSeconds }: { grace_seconds?: number } = {},
): OwnerLapse[] {
	if (!isAudited(watched)) return [];
	const since: Array<[OwnerLapseKind, string | null]> = [
		['no_owner', watched.owner === null ? watched.opened_at : null],
		['inactive_role', inactiveSince(watched, roles)],
		['silent_time_limit', silentSince(watched)],
	];
	const before = Date.parse(now) - grace_seconds * 1000;
	return since.flatMap(([kind, at]) => (at !== null && Date.parse(at) <= before ? [{ kind, since: at }] : []));
}
