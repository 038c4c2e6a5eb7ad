import { FindingList, refuseField } from '../findings';
import { millisOf } from '../time';

const defaultGraceSeconds = 300;
const defaultRetries = 3;

/** An escalation that is under way, as the store knows it. */
export interface WatchedEscalation {
	/** Of the case, or of the exception. */
	case_id: string;
	/** Name of its timer. */
	name: string;
	/** When it has to be looked at next; null when only an event can change something. */
	next_due_at: string | null;
	/** Why there is nothing to come, as `paused`; null when nothing was recorded. */
	reason: string | null;
	/** How often looking at it was tried in vain. */
	attempt_count: number;
}

/** An escalation that stands still without a reason. */
export interface StalledEscalation {
	case_id: string;
	name: string;
	next_due_at: string | null;
	/** Since it should have been looked at; null when nothing was to come at all. */
	overdue_seconds: number | null;
	/** `retry`: look at it again. `raise`: it was tried often enough; open an exception about the pack itself. */
	action: 'retry' | 'raise';
	/** Owner of that exception. */
	owner_role: string | null;
}

/** What an audit of escalations found. */
export interface EscalationAudit {
	stalled: StalledEscalation[];
	/** False while something stands still: then give no sign of life, so that whoever waits for it notices. */
	heartbeat: boolean;
}

/**
 * Whether every escalation that is under way is being looked at: the next instant of each lies less than the grace behind
 * `now`, or a reason says why there is none. One that is not is tried again `max_retries` times (default 3); after that it
 * is raised as an exception of the operator role. While one stands still there is no sign of life. Grace is 300 seconds by default.
 */
export function auditEscalations(
	escalations: readonly WatchedEscalation[],
	now: string,
	options: { operator_role: string; grace_seconds?: number; max_retries?: number },
): EscalationAudit {
	const { operator_role, grace_seconds = defaultGraceSeconds, max_retries = defaultRetries } = options;
	const findings = new FindingList();
	findings.text(operator_role, '/operator_role', 200);
	findings.number(grace_seconds, '/grace_seconds', { min: 0, max: 86_400 });
	findings.number(max_retries, '/max_retries', { min: 0, max: 1000, whole: true });
	const [fault] = findings.found;
	if (fault !== undefined) throw refuseField(fault.pointer.slice(1), fault.message, fault.fix);
	const at = millisOf(now, 'now');
	const stalled = escalations.flatMap(
		({ case_id, name, next_due_at, reason, attempt_count }, index): StalledEscalation[] => {
			const due = next_due_at === null ? null : millisOf(next_due_at, `escalations[${index}].next_due_at`);
			const isWatched = due === null ? reason !== null : due > at - grace_seconds * 1000;
			if (isWatched) return [];
			const isRaised = attempt_count >= max_retries;
			return [
				{
					case_id,
					name,
					next_due_at,
					overdue_seconds: due === null ? null : (at - due) / 1000,
					action: isRaised ? 'raise' : 'retry',
					owner_role: isRaised ? operator_role : null,
				},
			];
		},
	);
	return { stalled, heartbeat: stalled.length === 0 };
}
