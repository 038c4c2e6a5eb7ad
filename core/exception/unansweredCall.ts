import type { EntryData } from '../evidence';
import { defaultDedupSeconds, readException } from './read';
import type { OpenException } from './types';

/** How long after a call nobody waits any more for its outcome, in seconds. */
export const unansweredAfterSeconds = 900;

/** A call that was announced and of which nobody said what became of it. */
export interface UnansweredCall {
	/** Id of the entry that announced it. */
	entry_id: string;
	case_id: string;
	/** When it began, ISO 8601. */
	at: string;
	/** Facts of that entry: `connector`, `method`, perhaps `key`. */
	data: EntryData;
}

/**
 * The exception about such a call: whether the other system did it has to be looked up, since doing it again might do it
 * twice. Owner Triage, backup Support-Lead, four hours to respond, a day to resolve, around the clock. Throws
 * `EXCEPTION_INVALID`.
 */
export function exceptionOfCall({ entry_id, case_id, at, data }: UnansweredCall): OpenException {
	const connector = String(data.connector);
	const key = data.key === undefined ? '' : `, key '${String(data.key)}'`;
	const call = `${String(data.method)} to '${connector}'${key}`;
	return readException({
		label: 'unknown',
		owner_role: 'Triage',
		backup_role: 'Support-Lead',
		ttl_seconds: 4 * 3600,
		resolution_seconds: 24 * 3600,
		remediation: [
			`Look up in '${connector}' whether it was done`,
			'Do it again if it was not, or take the step as done, and record the outcome',
		],
		case_id,
		fingerprint: entry_id,
		dedup_seconds: defaultDedupSeconds,
		failure: `Nobody said what became of a call: ${call}, begun ${at}`,
	});
}
