import type { EntryData, EntryType } from '../evidence';
import type { RootCauseLabel } from '../vocabulary';

/**
 * When the claim on a key is complete, so that the same trigger is a duplicate for good: once it is accepted, once a case
 * is opened for it, or once that case is resolved.
 */
export const completions = ['at_once', 'on_open', 'on_close'] as const;
export type Completion = (typeof completions)[number];

/** What must happen once, however often it is sent. */
export interface TriggerKey {
	/** Unique in its source: the sender's own key, or a digest of chosen fields. */
	value: string;
	/** For how long the key is remembered, in seconds; null for ever. */
	window_seconds: number | null;
	completes: Completion;
	/** How long an accepted trigger may be worked on before the next one with its key may try again, in seconds. */
	lease_seconds: number;
}

/** One arrival of an item at a gate, as it is to be recorded. `readTrigger` makes one of loose values. */
export interface TriggerDraft {
	/** System it comes from, as `help-desk`; the scope of its key. */
	source: string;
	/** When it arrived, by the clock of whoever received it: ISO 8601 in UTC with milliseconds. */
	received_at: string;
	/** Why the gate did not let it pass; null for one that may be accepted. */
	refused: RootCauseLabel | null;
	/** The contract it was checked against. */
	contract: { id: string; digest: string } | null;
	/** `sha256:` and 64 hex digits, over the item. */
	digest: string | null;
	/** Null where nobody looks for duplicates. */
	key: TriggerKey | null;
	/** Pseudonym of the person it is about, by which key and digest can be erased. */
	subject: string | null;
}

/** `claimed`: it is being worked on. `released`: that failed, and the next one with its key may try again. */
export type TriggerState = 'claimed' | 'completed' | 'released';

/** An earlier trigger with the same key. */
export interface EarlierTrigger {
	trigger_id: string;
	/** The case that was opened for it; null while there is none. */
	case_id: string | null;
	first_seen_at: string;
}

/** What became of the newest accepted trigger with its key, as the log's entries make it. */
export interface Trigger {
	/** Id of the entry that accepted it. */
	trigger_id: string;
	source: string;
	/** Null where there is none, or once it was erased. */
	key: string | null;
	digest: string | null;
	state: TriggerState;
	completes: Completion;
	received_at: string;
	accepted_at: string;
	/** When the first one with its key was accepted that is still remembered. */
	first_seen_at: string;
	/** Until when nobody else may try; null where that is not limited. */
	lease_until: string | null;
	/** Until when its key is remembered; null for ever. */
	expires_at: string | null;
	case_id: string | null;
	/** 1 for the first try, counted since `first_seen_at`. */
	attempt: number;
	duplicate_count: number;
	conflict_count: number;
	/** An earlier one of which it is not known, or no longer remembered, whether it took effect. */
	possible_duplicate_of: EarlierTrigger | null;
	updated_at: string;
}

/** An entry that a decision asks the log to append. */
export interface TriggerEntry {
	type: EntryType;
	data: EntryData;
}

export type TriggerOutcome =
	| { outcome: 'accepted'; attempt: number; possible_duplicate_of: EarlierTrigger | null }
	/** `in_progress`: the earlier one is still being worked on. */
	| { outcome: 'duplicate'; duplicate_of: EarlierTrigger; in_progress: boolean }
	/** `idem.conflict` where the key belongs to an earlier one with other content. */
	| { outcome: 'refused'; label: RootCauseLabel; duplicate_of: EarlierTrigger | null };

/** How the work on an accepted trigger ended. */
export type Settlement =
	/** A case was opened for it, or it belongs to one that is there. */
	| { kind: 'link'; case_id: string }
	| { kind: 'complete'; case_id?: string }
	/** It failed: the next trigger with the same key may try again. */
	| { kind: 'release'; label: RootCauseLabel };
