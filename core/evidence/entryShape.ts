import {
	entryTypes,
	maxPartBytes,
	maxParts,
	referenceRelations,
	type EntryBody,
	type EntryContent,
	type EntryType,
} from './entry';
import { fact, factShapes } from './factShapes';
import { closed, count, countTo, digest, findMisfit, instant, listOf, matching, name, oneOf, text } from './shape';
import { trailKindOf, trailOfType, type TrailKind } from './trail';

const reference = closed({ id: name(128), rel: oneOf(...referenceRelations) });
const part = closed(
	{
		c: digest,
		cap: oneOf('raw', 'parsed'),
		cls: oneOf('public', 'pii'),
		ct: name(200),
		len: countTo(maxPartBytes),
		n: matching(/^[a-z][a-z0-9_-]{0,63}$/, 'a name of lower-case letters, digits, _ and -'),
	},
	{ subj: name(200) },
);

const content = closed(
	{
		actor: closed({ id: text, kind: oneOf('workflow', 'human', 'system', 'connector') }, { auth: fact, role: fact }),
		case: name(256),
		// Its shape depends on the type and is checked apart.
		data: () => null,
		id: name(128),
		occurred_at: instant,
		type: oneOf(...entryTypes),
		v: oneOf(1),
	},
	{
		flow: closed({ id: fact, ver: fact }),
		parts: listOf(part, maxParts),
		refs: listOf(reference, maxParts),
		run: closed({ exec: text, item: count, node: text, wf: text }, { attempt: count, wfver: text }),
		trace: fact,
	},
);

const sequencing = closed({
	at: instant,
	case_prev: matching(/^(?:[0-9a-f]{64})?$/, 'a leaf hash in lower-case hex or empty'),
	case_seq: count,
	idx: count,
	log: fact,
});

/** What a trail is about, as messages call it. */
const trailNames: Record<TrailKind, string> = {
	case: 'a case',
	definition: 'a definition',
	exception: 'an exception',
	log: 'the log',
	retry: 'the attempts at a step',
	throttle: 'the messages of a role',
	timer: 'a timer',
	trigger: 'a trigger',
};

/** The relation that the first reference of a type must have, and the type it must lead to. */
export const firstReference: Partial<Record<EntryType, { rel: string; type: EntryType }>> = {
	'approval.decided': { rel: 'approves', type: 'approval.requested' },
	'connector.outcome': { rel: 'outcome_of', type: 'connector.intent' },
	'trigger.completed': { rel: 'outcome_of', type: 'trigger.accepted' },
	'trigger.linked': { rel: 'evidence_for', type: 'trigger.accepted' },
	'trigger.released': { rel: 'outcome_of', type: 'trigger.accepted' },
};

/** Why an entry's content cannot be kept, beginning with the pointer to the place; null when it can. */
export function findContentProblem(value: unknown): string | null {
	const found = findMisfit(content, value);
	if (found !== null) return found;
	const { type, data, refs, parts, case: caseId } = value as EntryContent;
	const wrong = factShapes[type](data);
	if (wrong !== null) return `/data${wrong}`;
	const kind = trailKindOf(caseId);
	if (kind === null) return "/case begins with '_' and is not known";
	const expected = trailOfType[type];
	if (expected !== 'any' && expected !== kind) return `/case must be ${trailNames[expected]} in an entry ${type}`;
	const first = firstReference[type];
	if (first !== undefined && refs?.[0]?.rel !== first.rel) return `/refs/0 must be '${first.rel}' of a ${first.type}`;
	const names = parts?.map(({ n }) => n) ?? [];
	return new Set(names).size === names.length ? null : '/parts hold one name twice';
}

const envelope = closed({ c: () => null, s: sequencing });

/** As `findContentProblem`, for a whole entry as it is read back: from the store, or from a bundle far from it. */
export function findBodyProblem(value: unknown): string | null {
	const found = findMisfit(envelope, value);
	if (found !== null) return found;
	const wrong = findContentProblem((value as EntryBody).c);
	return wrong === null ? null : `/c${wrong}`;
}
