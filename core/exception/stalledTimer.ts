import { defaultDedupSeconds, readException } from './read';
import { standInFor } from './standIn';
import type { OpenException } from './types';

/** A timer, or the attempts at a step, that should have been looked at and was not, although sweeps came. */
export interface StalledTimer {
	/** What it is about: one of both is there. */
	case_id: string | null;
	trigger_id: string | null;
	/** Name of the timer, or of the step. */
	name: string;
	/** Since when it should have been looked at, ISO 8601; null when nothing was to come at all. */
	next_due_at: string | null;
}

/**
 * The exception about it, for the role that operates the pack: something is wrong with the pack itself, and nobody is told
 * of the case meanwhile. Backup Support-Lead, or Triage where that is the operator; an hour to respond, four to resolve,
 * around the clock. Throws `EXCEPTION_INVALID`.
 */
export function exceptionOfStalled(
	{ case_id, trigger_id, name, next_due_at }: StalledTimer,
	operatorRole: string,
): OpenException {
	return readException({
		label: 'unknown',
		severity: 'high',
		owner_role: operatorRole,
		backup_role: standInFor(operatorRole),
		ttl_seconds: 3600,
		resolution_seconds: 4 * 3600,
		remediation: [
			'Tell by hand whom the timer would have told, and stop it or start it again',
			'Look into the executions of the workflow with the trigger, and verify the store',
		],
		...(case_id !== null && { case_id }),
		...(trigger_id !== null && { trigger_id }),
		fingerprint: `stalled ${name}`,
		dedup_seconds: defaultDedupSeconds,
		failure:
			next_due_at === null
				? `'${name}' runs, and nothing of it is to come`
				: `'${name}' should have been looked at ${next_due_at}, and stands still`,
	});
}
