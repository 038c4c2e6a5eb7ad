import type { RoutingDecision, RouteLabel } from '../decisionTypes';
import type { RuleOutcome } from '../types';
import { readRoleName } from '../roleName';
import { TriageError } from '../../errors';
import type { OwnerDecider } from '../../vocabulary';

/** What is known of a role when somebody has to own a case. What a rule does not name comes from here. */
export interface RoleRecord {
	name: string;
	backup_role?: string | null;
	/** The role that answers for what this one owns; default the role itself. */
	accountable_role?: string | null;
	consulted_roles?: readonly string[];
	informed_roles?: readonly string[];
	/** Default true. */
	on_duty?: boolean;
	/** Members that can act; null or left out where nobody keeps that, which counts as staffed. */
	member_count?: number | null;
}

/** A role that could have owned the case, and why it does not. */
export interface SkippedRole {
	role: string;
	/** What it was: the role that was decided on, its backup, or the role that routes by hand. */
	as: 'primary' | 'backup' | 'triage';
	code: 'primary_unavailable' | 'backup_unavailable' | 'triage_unavailable';
	why: 'role_unknown' | 'off_duty' | 'no_members';
}

export interface OwnerContext {
	/** Owns what nobody else can, and what has to be routed by hand. Never skipped. */
	triage_role: string;
	/** All roles there are; left out where nobody keeps them, and then every role is available. */
	roles?: readonly RoleRecord[];
	/** A role that somebody chose, whatever the decision says. */
	override?: { role: string; reason?: string } | null;
}

/** Who owns a case after availability was looked at. */
export interface OwnerResolution extends RuleOutcome {
	/** The owner role, or `triage`. */
	outcome: string;
	/** Always a role: in triage the one that routes by hand. */
	owner_role: string;
	backup_role?: string;
	/** Exactly one role answers for the case. */
	accountable_role: string;
	decided_by: OwnerDecider;
	rule: string | null;
	/** `owner.lapse` where neither the role nor its backup can act. */
	label: RouteLabel | 'owner.lapse' | null;
	/** Roles that were passed over, in order. */
	skipped: SkippedRole[];
	reason: string;
}

const whyInWords: Record<SkippedRole['why'], string> = {
	role_unknown: 'is not known',
	off_duty: 'is off duty',
	no_members: 'has no members',
};

function unavailability(role: string, records: ReadonlyMap<string, RoleRecord> | null): SkippedRole['why'] | null {
	if (records === null) return null;
	const record = records.get(role);
	if (record === undefined) return 'role_unknown';
	if (record.on_duty === false) return 'off_duty';
	const { member_count } = record;
	return member_count === undefined || member_count === null || member_count > 0 ? null : 'no_members';
}

/** Whom a role asks and tells where a rule does not say so. */
function termsOf({ consulted_roles = [], informed_roles = [] }: Partial<RoleRecord> = {}): Partial<RuleOutcome> {
	return {
		...(consulted_roles.length > 0 && { consulted: [...consulted_roles] }),
		...(informed_roles.length > 0 && { informed: [...informed_roles] }),
	};
}

/** What was decided on, before anybody's availability. */
interface Wanted extends Partial<RuleOutcome> {
	decided_by: OwnerResolution['decided_by'];
	rule: string | null;
	label: RouteLabel | null;
	reason: string;
}

function wantedOf(decision: RoutingDecision, override: OwnerContext['override']): Wanted {
	const { owner_role, backup_role, accountable_role, consulted, informed, respond_within, priority } = decision;
	const terms = {
		...(accountable_role !== owner_role && { accountable_role }),
		...(consulted && { consulted }),
		...(informed && { informed }),
		...(respond_within && { respond_within }),
		...(priority && { priority }),
	};
	if (override === undefined || override === null) {
		const { decided_by, rule, label, reason } = decision;
		return { ...terms, owner_role, backup_role, decided_by, rule, label, reason };
	}
	const role = readRoleName('override', override.role);
	if (role === '') {
		throw new TriageError(
			'FIELD_INVALID',
			"'override' names no role",
			'Name the role that gets the case, or leave it out',
		);
	}
	const reason = `'${role}' was chosen${override.reason ? `: ${override.reason}` : ''}`;
	return { ...terms, owner_role: role, decided_by: 'override', rule: null, label: null, reason };
}

/**
 * The role that owns a case: what somebody chose, else what was decided, by its backup where it cannot act, and the triage
 * role where neither can. Every role that is passed over is listed with the reason. Backup, accountable role and those who
 * are consulted and informed are the ones that the rule names, else those of the role that owns the case.
 */
export function resolveOwner(decision: RoutingDecision, context: OwnerContext): OwnerResolution {
	const { triage_role, roles, override } = context;
	const records = roles === undefined ? null : new Map(roles.map((record) => [record.name, record]));
	const backupOf = (role: string) => records?.get(role)?.backup_role || undefined;
	const { owner_role, backup_role, accountable_role, ...wanted } = wantedOf(decision, override);
	const skipped: SkippedRole[] = [];
	const isAvailable = (role: string, as: SkippedRole['as']) => {
		const why = unavailability(role, records);
		if (why !== null) skipped.push({ role, as, code: `${as}_unavailable`, why });
		return why === null;
	};
	const own = (role: string, backup: string | undefined): OwnerResolution => ({
		...termsOf(records?.get(role)),
		...wanted,
		outcome: role,
		owner_role: role,
		...(backup !== undefined && backup !== role && { backup_role: backup }),
		accountable_role: accountable_role ?? (records?.get(role)?.accountable_role || role),
		skipped,
		reason: [wanted.reason, ...skipped.map(({ role: name, why }) => `'${name}' ${whyInWords[why]}`)].join('; '),
	});

	if (owner_role !== undefined) {
		const backup = backup_role ?? backupOf(owner_role);
		if (isAvailable(owner_role, 'primary')) return own(owner_role, backup);
		if (backup !== undefined && backup !== owner_role && isAvailable(backup, 'backup')) {
			return own(backup, backupOf(backup));
		}
	}
	isAvailable(triage_role, 'triage');
	const label = owner_role === undefined ? wanted.label : 'owner.lapse';
	return { ...own(triage_role, backupOf(triage_role)), outcome: 'triage', label };
}
