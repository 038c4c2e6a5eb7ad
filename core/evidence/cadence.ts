import type { EntryType } from './entry';

/** What is known of a log when the question comes whether to sign a checkpoint. */
export interface CheckpointState {
	/** Entries since the newest checkpoint, its own entry not counted. */
	entries_since: number;
	/** Types among them. */
	types_since: readonly EntryType[];
	/** When the newest checkpoint was signed; null when there is none. */
	last_at: string | null;
}

/** When a checkpoint is due. The defaults are those of the log: 256 entries, 15 minutes, a day. */
export interface CheckpointCadence {
	entries: number;
	minutes: number;
	/** After this long also a log that did not change is signed: silence would look the same as a signer that stopped. */
	heartbeat_minutes: number;
}

export const defaultCadence: CheckpointCadence = { entries: 256, minutes: 15, heartbeat_minutes: 24 * 60 };

/** What has to be covered at once, because somebody acts on it. */
const urgentTypes = new Set<EntryType>(['approval.decided', 'case.closed']);

/** Why a checkpoint is due at `now`, an ISO 8601 instant in UTC, or null when it is not. */
export function checkpointReason(
	{ entries_since, types_since, last_at }: CheckpointState,
	now: string,
	cadence: CheckpointCadence = defaultCadence,
): 'first' | 'urgent' | 'entries' | 'age' | 'heartbeat' | null {
	if (last_at === null) return 'first';
	if (types_since.some((type) => urgentTypes.has(type))) return 'urgent';
	if (entries_since >= cadence.entries) return 'entries';
	const minutes = (Date.parse(now) - Date.parse(last_at)) / 60_000;
	if (entries_since > 0 && minutes >= cadence.minutes) return 'age';
	return minutes >= cadence.heartbeat_minutes ? 'heartbeat' : null;
}
