import type { OwnerLapse } from '../ownership';
import { defaultDedupSeconds, readException } from './read';
import { standInFor } from './standIn';
import type { ExceptionCommand, OpenException } from './types';

/** A case on which nobody may be acting. */
export interface LapsedCase extends OwnerLapse {
	case_id: string;
	/** The role that owns it; null without one. */
	owner_role: string | null;
}

function describe({ kind, since, owner_role }: LapsedCase): { failure: string; remediation: string } {
	switch (kind) {
		case 'no_owner':
			return {
				failure: `Nobody has owned the case since ${since}`,
				remediation: 'Give the case an owner: route it again, or transfer it',
			};
		case 'inactive_role':
			return {
				failure: `Neither '${owner_role}' nor its backup role has taken work since ${since}`,
				remediation: 'Put somebody on duty for the role, or transfer the case to a role that can act',
			};
		case 'silent_time_limit':
			return {
				failure: `The time limit of the case passed ${since}, and nobody was told`,
				remediation: 'Ask whether what the case waits for is done, and move it on or set another limit',
			};
	}
}

/**
 * The exception about it, for the role that operates the pack. It closes by itself once the lapse is over, so no line of it
 * has to be ticked. Backup Support-Lead, or Triage where that is the operator; an hour to respond, a day to resolve, around
 * the clock. Throws `EXCEPTION_INVALID`.
 */
export function exceptionOfLapse(lapsed: LapsedCase, operatorRole: string): OpenException {
	const { case_id, kind, since } = lapsed;
	const { failure, remediation } = describe(lapsed);
	return readException({
		label: 'owner.lapse',
		severity: 'high',
		owner_role: operatorRole,
		backup_role: standInFor(operatorRole),
		ttl_seconds: 3600,
		resolution_seconds: 24 * 3600,
		remediation: [{ text: remediation, required: false }],
		case_id,
		fingerprint: `lapse ${kind} ${since}`,
		dedup_seconds: defaultDedupSeconds,
		failure,
	});
}

/** Closes that exception because the lapse is over: of a case that goes on, or of one that is not judged any more. */
export function endLapse(isJudged: boolean): Extract<ExceptionCommand, { kind: 'resolve' }> {
	return isJudged
		? { kind: 'resolve', resolution: 'fixed', reason: 'The case can be acted on again' }
		: { kind: 'resolve', resolution: 'not_an_issue', reason: 'The case has ended, or is not live any more' };
}
