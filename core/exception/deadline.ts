import type { EscalationChain } from '../escalation';
import { alwaysOpen, workingSeconds } from '../time';
import type { StartTimer } from '../timer';
import type { ExceptionCommand, OpenException, TriageException } from './types';

/** Name of the timer that every exception has from its opening on. */
export const deadlineName = 'Deadline';

type Deadline = Pick<OpenException, 'backup_role' | 'further_roles' | 'ttl_seconds' | 'calendar'>;

/**
 * The timer that gives an exception to its backup role when nobody acknowledges it within `firstSeconds`, then to further
 * roles, each after as long as the exception says. An acknowledgement holds as long as well, and work on the exception
 * prolongs it.
 */
export function deadlineOf(of: Deadline, firstSeconds = of.ttl_seconds): StartTimer {
	const { backup_role, further_roles, ttl_seconds, calendar } = of;
	const roles = [backup_role, ...further_roles];
	const chain: EscalationChain = {
		id: 'exception',
		version: 1,
		steps: roles.map((target_role, index) => ({
			target_role,
			wait_seconds: index === 0 ? firstSeconds : ttl_seconds,
			action: 'reassign',
		})),
		on_exhausted: { fallback_role: roles.at(-1)!, wait_seconds: ttl_seconds },
		ack_ttl_seconds: ttl_seconds,
	};
	return {
		kind: 'start',
		chain,
		calendar: calendar ?? alwaysOpen(),
		within: null,
		started_at: null,
		on_running: 'restart',
		pause_while_waiting: false,
	};
}

/** How long an owner that somebody chose has: as long as the first one, but not beyond the time to resolve. */
export function secondsToRespond({ calendar, ttl_seconds, resolve_by }: TriageException, now: string): number {
	if (now >= resolve_by) return ttl_seconds;
	return Math.min(ttl_seconds, Math.ceil(workingSeconds(calendar ?? alwaysOpen(), now, resolve_by)));
}

/** What a command on an exception is to its deadline; null for nothing. */
export function activityOf(command: ExceptionCommand): 'acknowledged' | 'resolved' | 'evidence' | null {
	switch (command.kind) {
		case 'acknowledge':
			return 'acknowledged';
		case 'resolve':
			return 'resolved';
		case 'tick':
		case 'set_root_cause':
		case 'redrive':
			return 'evidence';
		case 'open':
		case 'assign':
		case 'untick':
			return null;
	}
}
