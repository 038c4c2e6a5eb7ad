import { TriageError } from '../../errors';
import { entryTypes } from '../entry';
import { parseCheckpoint, type Checkpoint } from '../checkpoint';
import { openNote } from '../note';
import { closed, count, findMisfit, instant, listOf, oneOf, someText } from '../shape';

/**
 * What an auditor knows and asks for. It comes from the auditor alone, never from the bundle or from the operator of
 * the log at the time of the audit.
 */
export interface AuditPolicy {
	v: 1;
	/** Name of the log, as it was told when it began. */
	origin: string;
	/** Verifier keys of the log; after a change of keys the old ones too. */
	vkeys: string[];
	/** Checkpoints that the auditor kept, with the time at which each was received. */
	anchors?: { note: string; received_at?: string }[];
	/** Verifier keys of witnesses, and how many of them must have cosigned one checkpoint. */
	witnesses?: { vkeys: string[]; quorum: number };
	/** The log has at least this many entries. */
	min_size?: number;
	/** The newest checkpoint that the auditor holds may be this old, in seconds. */
	max_age_seconds?: number;
	/** Checks the times of entries against those of the anchors, give or take this many seconds. */
	clock_tolerance_seconds?: number;
	max_pending?: number;
	max_redacted?: number;
	max_withheld?: number;
	/** Types of which a closed case must have an entry; without it, those that its closing names. */
	required_types?: string[];
}

const maxAnchors = 10_000;
const maxKeys = 100;
const keys = listOf(someText, maxKeys);

const policyShape = closed(
	{ v: oneOf(1), origin: someText, vkeys: keys },
	{
		anchors: listOf(closed({ note: someText }, { received_at: instant }), maxAnchors),
		witnesses: closed({ vkeys: keys, quorum: count }),
		min_size: count,
		max_age_seconds: count,
		clock_tolerance_seconds: count,
		max_pending: count,
		max_redacted: count,
		max_withheld: count,
		required_types: listOf(oneOf(...entryTypes), entryTypes.length),
	},
);

/** Checks a policy, as parsed from JSON. Throws `POLICY_INVALID`, also for a field that is not known. */
export function readPolicy(value: unknown): AuditPolicy {
	const misfit = findMisfit(policyShape, value);
	const policy = value as AuditPolicy;
	const empty = misfit === null && policy.vkeys.length === 0 ? '/vkeys must name at least one key' : misfit;
	if (empty === null) return policy;
	throw new TriageError(
		'POLICY_INVALID',
		`The policy does not fit: ${empty}`,
		'docs/guides/evidence.md lists its fields',
	);
}

/** A checkpoint whose signature by the log was verified. */
export interface SignedCheckpoint extends Checkpoint {
	/** Witnesses of the policy that cosigned it. */
	witnesses: number;
	/** When it was seen outside the log at the latest, in milliseconds since 1970; null when nobody says. */
	seenAt: number | null;
}

/** Opens a checkpoint with the keys of a policy. Throws what `openNote` and `parseCheckpoint` throw. */
export function openCheckpoint(note: Uint8Array, policy: AuditPolicy): SignedCheckpoint {
	const witnessKeys = policy.witnesses?.vkeys ?? [];
	const { text, verified } = openNote(note, [...policy.vkeys, ...witnessKeys]);
	if (!verified.some(({ vkey }) => policy.vkeys.includes(vkey))) {
		const fix = 'Compare the names and ids with the verifier keys you were given';
		throw new TriageError('UNTRUSTED_KEY', 'The checkpoint is cosigned, but not signed by the log', fix);
	}
	const times = verified.flatMap(({ time_seconds }) => time_seconds ?? []);
	return {
		...parseCheckpoint(text),
		witnesses: verified.filter(({ vkey }) => witnessKeys.includes(vkey)).length,
		seenAt: times.length === 0 ? null : Math.max(...times) * 1000,
	};
}

/**
 * The checkpoints that the auditor holds, by size. They are the auditor's own: one that does not open is a mistake to
 * mend before the bundle is judged, so this throws what `openCheckpoint` throws, and `POLICY_INVALID` for one of another log.
 */
export function openAnchors(policy: AuditPolicy, notes: readonly Uint8Array[]): SignedCheckpoint[] {
	const held = [
		...(policy.anchors ?? []).map(({ note, received_at }) => ({ note: Buffer.from(note), received_at })),
		...notes.map((note) => ({ note, received_at: undefined })),
	];
	const anchors = held.map(({ note, received_at }) => {
		const anchor = openCheckpoint(note, policy);
		if (anchor.origin !== policy.origin) {
			const message = `A checkpoint you hold is of the log '${anchor.origin}', and the policy is about '${policy.origin}'`;
			throw new TriageError('POLICY_INVALID', message, 'Give only checkpoints of the log under audit');
		}
		return received_at === undefined ? anchor : { ...anchor, seenAt: Date.parse(received_at) };
	});
	return anchors.sort((a, b) => a.size - b.size);
}
