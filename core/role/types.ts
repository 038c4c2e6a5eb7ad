/** One person who does a role's work. A pseudonym outside of the parts that can be erased. */
export interface RoleMember {
	/** Pseudonym, never an e-mail address; by it the rest is erased. Unique in its role. */
	id: string;
	/** Takes work now. */
	on_duty: boolean;
	/** As people call them; null when it was not given or was erased. */
	name: string | null;
	/** How to reach them, by channel, as `{ slack: '@ada' }`; empty when nothing was given or it was erased. */
	handles: Record<string, string>;
}

/** A role: who stands behind a name that cases are given to. A role without members is not staffed. */
export interface RoleBody {
	description: string | null;
	/** Takes work now. Off duty, nobody of it does. */
	on_duty: boolean;
	/** The role that stands in for it. */
	backup_role: string | null;
	/** Exactly one role answers for the outcome; the role itself where nothing else is said. */
	accountable_role: string;
	/** Roles that are asked before, and told after. */
	consulted_roles: string[];
	informed_roles: string[];
	/** Name of the calendar by which it works. */
	calendar: string | null;
	members: RoleMember[];
}
