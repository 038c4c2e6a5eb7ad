import type { RootCauseLabel, RunReference, Trigger, TriggerDraft, TriggerOutcome } from '../core';
import type { CommandContext } from './store';

/** A trigger to be recorded, with the command id by which recording it again is told from another one. */
export interface TriggerItem {
	trigger: TriggerDraft;
	context: CommandContext;
}

export type TriggerResult = TriggerOutcome & {
	/** Names this arrival; what is done for an accepted one refers to it. */
	trigger_id: string;
	/** False when the same was recorded before under the same command id. */
	is_new: boolean;
};

export interface SettlementResult {
	/** `unchanged`: it was complete or released before, or somebody else has taken the claim over. */
	outcome: 'accepted' | 'unchanged';
	trigger: Trigger;
}

/** Arrivals by the time they were received. */
export interface TriggerPeriod {
	/** Instants, ISO 8601 in UTC with milliseconds; the first is included, the second not. */
	from?: string;
	before?: string;
	source?: string;
}

export interface TriggerQuery extends TriggerPeriod {
	outcomes?: ReadonlyArray<TriggerOutcome['outcome']>;
	labels?: readonly RootCauseLabel[];
	order: 'newest' | 'oldest';
	/** At most this many; all without it. */
	limit?: number;
}

/** One line of the trigger ledger. */
export type LedgerLine = TriggerOutcome & {
	trigger_id: string;
	/** Place of the entry in the log. */
	idx: number;
	received_at: string;
	/** When it was recorded, by the log's clock. */
	at: string;
	source: string;
	contract: { id: string; digest: string } | null;
	/** Null where there was none, or once it was erased. */
	key: string | null;
	digest: string | null;
	run: RunReference | null;
};

export interface TriggerCount {
	source: string;
	outcome: TriggerOutcome['outcome'];
	/** Why it was refused; null for other outcomes. */
	label: RootCauseLabel | null;
	count: number;
}

export interface OpenTriggerQuery {
	/** Instant; accepted before it. Younger ones may still be under way. */
	before?: string;
	source?: string;
	/** At most this many, oldest first; 100 without it. */
	limit?: number;
}
