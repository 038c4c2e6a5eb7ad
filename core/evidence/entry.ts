import { hash } from 'node:crypto';

import { canonicalize } from './canonicalJson';

/** Everything the log can hold. Closed: a type that is not listed is refused, never skipped. */
export const entryTypes = [
	'approval.decided',
	'approval.requested',
	'case.absorbed',
	'case.closed',
	'case.merged',
	'case.opened',
	'case.released',
	'case.reopened',
	'case.updated',
	'clocks.repaired',
	'command.refused',
	'connector.intent',
	'connector.outcome',
	'definition.activated',
	'definition.governed',
	'definition.refused',
	'definition.retired',
	'definition.reviewed',
	'definition.saved',
	'exception.acknowledged',
	'exception.assigned',
	'exception.carried',
	'exception.labelled',
	'exception.linked',
	'exception.moved',
	'exception.opened',
	'exception.recurred',
	'exception.redrive_due',
	'exception.redrive_scheduled',
	'exception.redriven',
	'exception.refused',
	'exception.repeated',
	'exception.resolved',
	'exception.settled',
	'exception.ticked',
	'log.checkpointed',
	'log.exported',
	'log.opened',
	'log.pruned',
	'log.rebuilt',
	'log.restored',
	'note.added',
	'notification.sent',
	'owner.assigned',
	'owner.kept',
	'owner.lapsed',
	'part.redacted',
	'qa.evaluated',
	'record.snapshot',
	'retry.cancelled',
	'retry.due',
	'retry.gave_up',
	'retry.scheduled',
	'retry.succeeded',
	'state.changed',
	'step.changed',
	'task.completed',
	'task.opened',
	'thrash.cleared',
	'thrash.flagged',
	'throttle.held',
	'throttle.passed',
	'throttle.released',
	'timer.acknowledged',
	'timer.active',
	'timer.exhausted',
	'timer.fired',
	'timer.forced',
	'timer.paused',
	'timer.recounted',
	'timer.resolved',
	'timer.resumed',
	'timer.skipped',
	'timer.started',
	'timer.stopped',
	'trigger.accepted',
	'trigger.completed',
	'trigger.duplicate',
	'trigger.linked',
	'trigger.refused',
	'trigger.released',
] as const;
export type EntryType = (typeof entryTypes)[number];

/** What a caller may record as it is. All other types are written by what they tell of. */
export const evidenceTypes = [
	'approval.decided',
	'approval.requested',
	'connector.intent',
	'connector.outcome',
	'log.exported',
	'note.added',
	'notification.sent',
	'record.snapshot',
] as const satisfies readonly EntryType[];
export type EvidenceType = (typeof evidenceTypes)[number];

/** Case id of entries about the log itself. */
export const logCaseId = '_log';

/** Largest body of an entry and largest part, in bytes of UTF-8, and most parts of an entry. */
export const maxBodyBytes = 16 * 1024;
export const maxPartBytes = 1024 * 1024;
export const maxParts = 32;

/** Who did it. `id` is a pseudonym (a workflow id), never an e-mail address. */
export interface Actor {
	kind: 'workflow' | 'human' | 'system' | 'connector';
	id: string;
	role?: string;
	/** How a human proved to be who they are, as `form-token`. */
	auth?: string;
}

/** Where it ran, as n8n's execution context says it; never taken from a node's parameters. */
export interface RunReference {
	exec: string;
	wf: string;
	node: string;
	item: number;
	/** Version of the workflow. */
	wfver?: string;
	/** 1 for the first try. */
	attempt?: number;
}

/** Facts without personal data: text, whole numbers, booleans and lists of text. */
export type EntryData = Record<string, string | number | boolean | readonly string[]>;

/** Commitment to bytes that are kept beside the entry and can be erased without breaking it. */
export interface PartReference {
	/** Name of the part, as `command`. */
	n: string;
	/** Hex of SHA-256 over tag, salt and bytes. */
	c: string;
	/** Length of the bytes. */
	len: number;
	/** Media type. */
	ct: string;
	/** `raw`: bytes as on the wire; `parsed`: JSON written again from n8n's parsed value. */
	cap: 'raw' | 'parsed';
	/** `public` parts cannot be erased. */
	cls: 'public' | 'pii';
	/** Pseudonym of the person it is about, by which it can be erased. */
	subj?: string;
}

export const referenceRelations = ['approves', 'compensates', 'evidence_for', 'outcome_of', 'supersedes'] as const;

/** From one entry to an earlier one. */
export interface EntryReference {
	id: string;
	/** `approves`: the request that was decided on, whichever way. */
	rel: (typeof referenceRelations)[number];
}

/** What a caller says, fixed before the log gives it a place. */
export interface EntryContent {
	v: 1;
	/** Idempotency id, unique in the log. */
	id: string;
	/** The trail it belongs to: the id of a case, or one that begins with `_`. */
	case: string;
	type: EntryType;
	/** The caller's clock, `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
	occurred_at: string;
	actor: Actor;
	run?: RunReference;
	/** Flow and rule set in force. */
	flow?: { id: string; ver: string };
	/** W3C traceparent; kept, not interpreted. */
	trace?: string;
	refs?: EntryReference[];
	data: EntryData;
	parts?: PartReference[];
}

/** The place the log gives an entry. */
export interface Sequencing {
	/** The log's clock; never runs backwards. */
	at: string;
	/** Hex leaf hash of the trail's entry before this one, `""` for its first. */
	case_prev: string;
	/** 0, 1, 2 … without gaps in a trail. */
	case_seq: number;
	/** 0, 1, 2 … without gaps in the log; the leaf's index in the tree. */
	idx: number;
	/** The log's origin, so that an entry cannot be moved to another log. */
	log: string;
}

export interface EntryBody {
	c: EntryContent;
	s: Sequencing;
}

/** Name of the part that holds what the person or workflow said, personal data included. */
export const commandPartName = 'command';

/** An entry as the log gives it back to be folded. */
export interface RecordedEntry<Command = unknown> {
	id: string;
	type: EntryType;
	/** The trail it belongs to. */
	case_id: string;
	case_seq: number;
	/** The log's clock. */
	at: string;
	actor: Actor;
	data: EntryData;
	/** The command that caused it, from the part of that name; null where there is none, or once it was erased. */
	command: Command | null;
}

const partTag = Buffer.from('support-triage-part-v1\0');

/** Hex commitment to a part. `salt` is 32 random bytes, kept and erased together with the bytes. */
export function commitPart(salt: Uint8Array, bytes: Uint8Array): string {
	if (salt.length !== 32) throw new RangeError(`A salt is 32 bytes long, not ${salt.length}`);
	return hash('sha256', Buffer.concat([partTag, salt, bytes]), 'hex');
}

/** Idempotency id of the n-th entry of a command: 32 hex digits. */
export function entryId(commandId: string, ordinal: number): string {
	return hash('sha256', canonicalize([commandId, ordinal]), 'hex').slice(0, 32);
}
