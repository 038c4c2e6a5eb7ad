import { priorities, type Priority, type RerouteReason } from '../vocabulary';
import { TriageError } from '../errors';
import { readMoment } from './readMoment';

/** A case that has an owner and whose facts have changed. */
export interface OwnedCase {
	owner_role: string;
	/** When the owner changed last. */
	owned_since: string;
	/** Priority before the change, and now. */
	priority_before: Priority;
	priority: Priority;
}

export interface RerouteSettings {
	/** Whether a change of the facts may move a case; default false. */
	reroute_on_change?: boolean;
	/** Seconds around the clock between two moves; default 900. A rising priority does not wait. */
	cooldown_seconds?: number;
	/** True while the case is passed around too much (`findThrash`). */
	is_frozen?: boolean;
}

/** Whether a case goes to another owner. */
export interface Reroute {
	action: 'keep' | 'move';
	/** The owner from now on. */
	owner_role: string;
	/**
	 * `same_owner`: the rules say the same. `undecided`: they say nothing, which never takes a case away. `sticky`: changes
	 * do not move cases. `frozen`: thrash. `cooling_down`: moved not long ago. `decision_changed`: it moves.
	 */
	why: RerouteReason;
	/** From when on it may move; for `cooling_down` only. */
	cools_down_at?: string;
}

export const defaultCooldownSeconds = 900;

function readCooldown(seconds: number): number {
	if (Number.isFinite(seconds) && seconds >= 0) return seconds;
	throw new TriageError(
		'FIELD_INVALID',
		`'cooldown_seconds' is ${seconds}; a number of seconds from 0 is expected`,
		'Write 900 for 15 minutes, or 0 to move cases at once',
	);
}

/**
 * Whether a new decision moves a case that has an owner. Owners are sticky: a case moves only where that is wanted, the
 * decision names another role, nothing freezes it, and it has cooled down or its priority rises. Moves by people and by
 * escalation are not asked about here.
 */
export function reconsiderOwner(
	owned: OwnedCase,
	decision: { owner_role?: string },
	now: string,
	{ reroute_on_change = false, cooldown_seconds = defaultCooldownSeconds, is_frozen = false }: RerouteSettings = {},
): Reroute {
	const keep = (why: Reroute['why'], more: Partial<Reroute> = {}): Reroute => ({
		action: 'keep',
		owner_role: owned.owner_role,
		why,
		...more,
	});
	if (decision.owner_role === undefined) return keep('undecided');
	if (decision.owner_role === owned.owner_role) return keep('same_owner');
	if (!reroute_on_change) return keep('sticky');
	if (is_frozen) return keep('frozen');
	const cooledDown = readMoment('owned_since', owned.owned_since) + readCooldown(cooldown_seconds) * 1000;
	const rises = priorities.indexOf(owned.priority) > priorities.indexOf(owned.priority_before);
	if (!rises && readMoment('now', now) < cooledDown) {
		return keep('cooling_down', { cools_down_at: new Date(cooledDown).toISOString() });
	}
	return { action: 'move', owner_role: decision.owner_role, why: 'decision_changed' };
}
