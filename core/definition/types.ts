import type { Actor, EntryData, EntryType } from '../evidence';
import type { DefinitionKind } from '../vocabulary';

/** A definition as people read its kind. */
export const definitionKindNames: Record<DefinitionKind, string> = {
	calendar: 'Calendar',
	checklist: 'Checklist',
	clock_policy: 'Clock policy',
	contract: 'Contract',
	escalation_chain: 'Escalation chain',
	required_entries: 'Required entries',
	role: 'Role',
	rule_set: 'Rule set',
};

export interface DefinitionTarget {
	kind: DefinitionKind;
	/** Unique in its kind; upper and lower case differ. */
	name: string;
}

/** What has to happen before a version may come into force. */
export interface Governance {
	/** A version has to be reviewed first. Without it, saving activates. */
	review_required: boolean;
	/** Whoever saved a version may also review it. */
	author_may_review: boolean;
}

/** Rules decide who owns what, so they are looked at by a second person; everything else is in force once it is saved. */
export const defaultGovernance: Record<DefinitionKind, Governance> = {
	calendar: { review_required: false, author_may_review: false },
	checklist: { review_required: false, author_may_review: false },
	clock_policy: { review_required: false, author_may_review: false },
	contract: { review_required: false, author_may_review: false },
	escalation_chain: { review_required: false, author_may_review: false },
	required_entries: { review_required: false, author_may_review: false },
	role: { review_required: false, author_may_review: false },
	rule_set: { review_required: true, author_may_review: false },
};

export type VersionState = 'draft' | 'reviewed' | 'rejected' | 'retired';

/** One saved body. It never changes; a change is another version. */
export interface DefinitionVersion {
	/** 1, 2, 3 … */
	number: number;
	/** `sha256:` and 64 hex digits, over the body's canonical JSON. */
	digest: string;
	author: Actor;
	saved_at: string;
	/** `draft` until it is reviewed. Where no review is required it stays so, and can be in force all the same. */
	state: VersionState;
	reviewer: Actor | null;
	reviewed_at: string | null;
	/** Place of the entry that saved it in the definition's trail. */
	seq: number;
}

/** From when a version is in force, until a later one begins. */
export interface Activation {
	/** Null where the definition as a whole was retired. */
	version: number | null;
	effective_from: string;
	/** The version was in force before and replaced one that was saved later. */
	is_rollback: boolean;
}

/** A definition without its bodies, as the log's entries make it. */
export interface Definition extends DefinitionTarget {
	governance: Governance;
	versions: DefinitionVersion[];
	/** In the order in which they were recorded; those that were called off before they began are not among them. */
	activations: Activation[];
	created_at: string;
	updated_at: string;
}

interface Said {
	/** Why; free text, which can be erased. */
	reason?: string;
}

export interface SaveDefinition extends Said {
	kind: 'save';
	/** JSON as the kind has it. */
	body: unknown;
	/** Number of the newest version that the author saw, 0 for none; another one writes nothing. Any without it. */
	based_on?: number;
	/** Saves nothing when the definition has a version already. */
	only_if_new?: boolean;
	/**
	 * Saves nothing when any version has this digest, in force or not. So of several who save by themselves, over and over,
	 * none brings back what another has replaced, or somebody has retired.
	 */
	only_if_unsaved?: boolean;
}

export interface ReviewDefinition extends Said {
	kind: 'review';
	version: number;
	decision: 'approved' | 'rejected';
}

export interface ActivateDefinition extends Said {
	kind: 'activate';
	version: number;
	/** Instant, ISO 8601 in UTC with milliseconds; now without it. What was in force in the past never changes. */
	effective_from?: string;
}

export interface RollBackDefinition extends Said {
	kind: 'roll_back';
	/** A version that was in force before. It needs no second review. */
	version: number;
}

export interface RetireDefinition extends Said {
	kind: 'retire';
	/** A version that is not in force; the whole definition without it. */
	version?: number;
}

export interface GovernDefinition extends Said {
	kind: 'govern';
	governance: Governance;
}

export type DefinitionCommand =
	SaveDefinition | ReviewDefinition | ActivateDefinition | RollBackDefinition | RetireDefinition | GovernDefinition;

/** An entry that a decision asks the log to append. */
export interface DefinitionEntry {
	type: EntryType;
	data: EntryData;
}

export type DefinitionRefusalCode =
	| 'DEFINITION_DATE_PAST'
	| 'DEFINITION_IN_FORCE'
	| 'DEFINITION_NEVER_IN_FORCE'
	| 'DEFINITION_NONE_IN_FORCE'
	| 'DEFINITION_NOT_REVIEWED'
	| 'DEFINITION_OWN_REVIEW'
	| 'DEFINITION_VERSION_CONFLICT'
	| 'DEFINITION_VERSION_RETIRED'
	| 'DEFINITION_VERSION_UNKNOWN';

/** A command that the definition's rules do not allow now. An expected outcome, not a fault. */
export interface DefinitionRefusal {
	code: DefinitionRefusalCode;
	message: string;
	fix: string;
}

export type DefinitionDecision =
	/** `version`: the one it is about; null for the definition as a whole. */
	| { outcome: 'accepted'; version: number | null; entries: DefinitionEntry[] }
	/** Already so: nothing is written. */
	| { outcome: 'unchanged'; version: number | null }
	/** `entries` holds the refusal for the trail; it is empty where nothing may be written. */
	| { outcome: 'refused'; refusal: DefinitionRefusal; entries: DefinitionEntry[] };
