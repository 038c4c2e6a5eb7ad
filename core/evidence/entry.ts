import { createHash } from 'node:crypto';

import { TriageError } from '../errors';
import { canonicalize } from './canonicalJson';

/** Everything the log can hold. Closed: a type that is not listed is refused, never skipped. */
export const entryTypes = [
	'approval.decided',
	'approval.requested',
	'case.closed',
	'case.opened',
	'case.reopened',
	'command.refused',
	'connector.intent',
	'connector.outcome',
	'log.checkpointed',
	'log.config_changed',
	'log.exported',
	'log.key_rotated',
	'log.opened',
	'log.pruned',
	'log.restored',
	'notification.sent',
	'owner.assigned',
	'part.redacted',
	'qa.result',
	'record.snapshot',
	'rollback.executed',
	'rollback.registered',
	'sla.timeout',
	'state.changed',
] as const;
export type EntryType = (typeof entryTypes)[number];

/** Case id of entries about the log itself. */
export const logCaseId = '_log';

/** Largest body of an entry and largest part, in bytes of UTF-8. */
export const maxBodyBytes = 16 * 1024;
export const maxPartBytes = 1024 * 1024;

/** Who did it. `id` is a pseudonym (a workflow id), never an e-mail address. */
export interface Actor {
	kind: 'workflow' | 'human' | 'system' | 'connector';
	id: string;
}

/** Where it ran, as n8n's execution context says it; never taken from a node's parameters. */
export interface RunReference {
	exec: string;
	wf: string;
	node: string;
	item: number;
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
	cls: 'public' | 'pii';
}

/** What a caller says, fixed before the log gives it a place. */
export interface EntryContent {
	v: 1;
	/** Idempotency id, unique in the log. */
	id: string;
	case: string;
	type: EntryType;
	/** The caller's clock, `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
	occurred_at: string;
	actor: Actor;
	run?: RunReference;
	data: EntryData;
	parts?: PartReference[];
}

/** The place the log gives an entry. */
export interface Sequencing {
	/** The log's clock; never runs backwards. */
	at: string;
	/** Hex leaf hash of the case's entry before this one, `""` for its first. */
	case_prev: string;
	/** 0, 1, 2 … without gaps in a case. */
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

/** Canonical text of an entry, which is the leaf of the tree. Throws `EVIDENCE_INVALID` above 16 KiB. */
export function writeEntry(content: EntryContent, sequencing: Sequencing): string {
	const body = `{"c":${canonicalize(content)},"s":${canonicalize(sequencing)}}`;
	const length = Buffer.byteLength(body);
	if (length > maxBodyBytes) {
		throw new TriageError(
			'EVIDENCE_INVALID',
			`An entry of type ${content.type} is ${length} bytes long; at most ${maxBodyBytes} are allowed`,
			'Shorten its texts: long ones belong into a part',
		);
	}
	return body;
}

const partTag = Buffer.from('support-triage-part-v1\0');

/** Hex commitment to a part. `salt` is 32 random bytes, kept and erased together with the bytes. */
export function commitPart(salt: Uint8Array, bytes: Uint8Array): string {
	if (salt.length !== 32) throw new RangeError(`A salt is 32 bytes long, not ${salt.length}`);
	return createHash('sha256').update(partTag).update(salt).update(bytes).digest('hex');
}

/** Idempotency id of the n-th entry of a command: 32 hex digits. */
export function entryId(commandId: string, ordinal: number): string {
	const digest = createHash('sha256')
		.update(canonicalize([commandId, ordinal]))
		.digest('hex');
	return digest.slice(0, 32);
}
