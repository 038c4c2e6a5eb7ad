import type { EntryData } from '../evidence';
import type {
	EarlierTrigger,
	Settlement,
	Trigger,
	TriggerDraft,
	TriggerEntry,
	TriggerKey,
	TriggerOutcome,
} from './types';

export interface TriggerDecision {
	outcome: TriggerOutcome['outcome'];
	/** It belongs to the trail of its key; otherwise it begins one of its own. */
	shares_trail: boolean;
	entry: TriggerEntry;
}

const later = (now: string, seconds: number) => new Date(Date.parse(now) + seconds * 1000).toISOString();

const earlierOf = ({ trigger_id, case_id, first_seen_at }: Trigger): EarlierTrigger => ({
	trigger_id,
	case_id,
	first_seen_at,
});

const factsOf = (draft: TriggerDraft): EntryData => ({
	received_at: draft.received_at,
	source: draft.source,
	...(draft.contract && { contract: draft.contract.id, contract_digest: draft.contract.digest }),
});

const earlierFacts = (earlier: EarlierTrigger | null): EntryData =>
	earlier === null
		? {}
		: {
				first: earlier.trigger_id,
				first_seen_at: earlier.first_seen_at,
				...(earlier.case_id !== null && { case_id: earlier.case_id }),
			};

/** Whether the key is remembered, and whether it is claimed by somebody who may still be at work. */
const isExpired = ({ expires_at }: Trigger, now: string) => expires_at !== null && expires_at <= now;
const isHeld = ({ case_id, lease_until }: Trigger, now: string) =>
	case_id !== null || lease_until === null || lease_until > now;

function accept(draft: TriggerDraft, before: Trigger | null, now: string): TriggerDecision {
	// A key that was released took no effect: what comes next is no possible duplicate, and a try more of the same.
	const isRetry = before !== null && !isExpired(before, now);
	const possible = before === null || before.state === 'released' ? null : earlierOf(before);
	const data: EntryData = {
		...factsOf(draft),
		...earlierFacts(possible),
		attempt: isRetry ? before.attempt + 1 : 1,
		completes: draft.key?.completes ?? 'on_open',
		...(draft.key && claimFacts(draft.key, now)),
	};
	return { outcome: 'accepted', shares_trail: before !== null, entry: { type: 'trigger.accepted', data } };
}

const claimFacts = ({ completes, lease_seconds, window_seconds }: TriggerKey, now: string): EntryData => ({
	...(completes !== 'at_once' && { lease_until: later(now, lease_seconds) }),
	...(window_seconds !== null && { expires_at: later(now, window_seconds) }),
});

function refuse(draft: TriggerDraft, label: string, before: Trigger | null): TriggerDecision {
	const data = { ...factsOf(draft), ...earlierFacts(before && earlierOf(before)), label };
	return { outcome: 'refused', shares_trail: before !== null, entry: { type: 'trigger.refused', data } };
}

/**
 * What becomes of a trigger. `state` is what is known of its key in its source, null when nothing is, or when it has no
 * key. `now` is the log's clock.
 *
 * A trigger that the gate refused never touches its key. The same key with the same content is a duplicate, with other
 * content a conflict. A key that is not remembered any more, or whose work was released or did not end within its lease,
 * is accepted again.
 */
export function decideTrigger(state: Trigger | null, draft: TriggerDraft, now: string): TriggerDecision {
	if (draft.refused !== null) return refuse(draft, draft.refused, null);
	if (state === null || state.state === 'released' || isExpired(state, now)) return accept(draft, state, now);
	const isOther = state.digest !== null && draft.digest !== null && state.digest !== draft.digest;
	if (isOther) return refuse(draft, 'idem.conflict', state);
	if (state.state === 'claimed' && !isHeld(state, now)) return accept(draft, state, now);
	const data = { ...factsOf(draft), ...earlierFacts(earlierOf(state)), in_progress: state.state === 'claimed' };
	return { outcome: 'duplicate', shares_trail: true, entry: { type: 'trigger.duplicate', data } };
}

/**
 * What the end of the work on a trigger does to its claim; null when it changes nothing. `triggerId` names the acceptance
 * that was worked on: a claim that somebody else has taken over meanwhile is not released, but completed it is.
 */
export function decideSettlement(state: Trigger, triggerId: string, settlement: Settlement): TriggerEntry | null {
	const isOpen = state.state !== 'completed';
	if (settlement.kind === 'release') {
		const isOwn = state.trigger_id === triggerId && state.state === 'claimed' && state.case_id === null;
		return isOwn ? { type: 'trigger.released', data: { label: settlement.label } } : null;
	}
	const { case_id } = settlement;
	if (settlement.kind === 'link') {
		const isLater = !isOpen || state.completes === 'on_close';
		if (isLater)
			return state.case_id === null ? { type: 'trigger.linked', data: { case_id: settlement.case_id } } : null;
	}
	if (!isOpen) return null;
	return { type: 'trigger.completed', data: case_id === undefined ? {} : { case_id } };
}
