import type { CheckpointState } from '../core';
import type { HighWater, VerifyFinding } from './verification';

/** Makes a signed note of a checkpoint's text, as `signNote` with a key does. */
export type Signer = (text: string) => string;

/** What the signer knows without the store, so that it never signs a log that was set back or rewritten. */
export interface CheckpointOptions {
	/** Size and root of the newest checkpoint, remembered outside of the store. */
	high_water?: HighWater;
	/** With them, the newest checkpoint in the store has to be signed by one of these keys. */
	vkeys?: readonly string[];
}

export type CheckpointResult =
	| {
			outcome: 'signed';
			/** Entries that it covers: all that were there, without the one that tells of it. */
			size: number;
			/** Hex. Kept outside of the store, size and root are the caller's high-water mark. */
			root: string;
			/** The signed note. It proves something only where the operator cannot take it back. */
			note: string;
			at: string;
			is_new: boolean;
	  }
	/** The log is not what it was, so nothing was signed and nothing written. */
	| { outcome: 'refused'; findings: VerifyFinding[] };

/** What is known of the log since its newest checkpoint, for `checkpointReason`. */
export interface CheckpointStatus extends CheckpointState {
	size: number;
	/** Size that the newest checkpoint covers, 0 without one. */
	signed_size: number;
}
