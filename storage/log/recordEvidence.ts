import {
	canonicalize,
	caseNotFound,
	commandPartName,
	commitPart,
	entryId,
	evidenceTypes,
	findVersionConflict,
	firstReference,
	logCaseId,
	maxPartBytes,
	maxParts,
	TriageError,
	type EntryContent,
} from '../../core';
import { casesAggregate } from '../projections/cases';
import type { CommandContext, EvidenceDraft, EvidenceResult } from '../store';
import { storedText } from '../storedText';
import { commandReused } from './command';
import { loadSalts } from './loadParts';
import type { EntryDraft, PlacedEntry } from './place';
import type { Ports } from './ports';
import { tellTimers } from './tellTimers';
import type { Needs, WorkUnit } from './unit';

export interface EvidenceJob {
	draft: EvidenceDraft;
	context: CommandContext;
	/** Id of its entry. */
	id: string;
}

function refuse(message: string, fix: string): never {
	throw new TriageError('EVIDENCE_INVALID', message, fix);
}

/** Refuses what can be seen to be wrong without the store. */
export function evidenceJob(draft: EvidenceDraft, context: CommandContext): EvidenceJob {
	const { type, parts = [] } = draft;
	if (!evidenceTypes.includes(type)) {
		refuse(`An entry of type ${type} cannot be recorded by itself`, `Types to record: ${evidenceTypes.join(', ')}`);
	}
	if (parts.length > maxParts) refuse(`${parts.length} parts are too many; at most ${maxParts} are kept`, 'Join some');
	for (const { name, bytes } of parts) {
		if (name === commandPartName) refuse(`A part cannot be named '${name}'`, 'Commands of cases have that name');
		if (bytes.length <= maxPartBytes) continue;
		refuse(
			`Part '${name}' is ${bytes.length} bytes long; at most ${maxPartBytes} are kept`,
			'Keep large files elsewhere and record their digest',
		);
	}
	return { draft, context, id: entryId(context.command_id, 0) };
}

const caseIdOfDraft = ({ case_id, type }: EvidenceDraft) => (type.startsWith('log.') ? logCaseId : (case_id ?? ''));

/** What of the evidence is work on a case, that keeps an acknowledgement of it alive. */
const activities: Partial<Record<EvidenceDraft['type'], 'comment' | 'evidence'>> = {
	'connector.outcome': 'evidence',
	'note.added': 'comment',
	'record.snapshot': 'evidence',
};

export function evidenceNeeds({ draft, id: own }: EvidenceJob): Needs {
	return {
		entryIds: [own, ...(draft.refs ?? []).map(({ id }) => storedText(id))],
		trailIds: [storedText(caseIdOfDraft(draft))],
		timersOf: activities[draft.type] === undefined ? [] : [storedText(caseIdOfDraft(draft))],
	};
}

const resultOf = ({ body, leafHash }: Pick<PlacedEntry, 'body' | 'leafHash'>, isNew: boolean): EvidenceResult => ({
	outcome: 'recorded',
	entry_id: body.c.id,
	idx: body.s.idx,
	seq: body.s.case_seq,
	at: body.s.at,
	leaf_hash: leafHash,
	is_new: isNew,
});

/** The facts by which two drafts are one: not when and where it ran, which a retry has anew. */
const factsOf = (
	caseId: string,
	{ type, data, refs = [] }: Pick<EvidenceDraft | EntryContent, 'type' | 'data' | 'refs'>,
) => canonicalize({ caseId, type, data, refs });

async function replayEvidence(unit: WorkUnit, { draft, context, id }: EvidenceJob): Promise<EvidenceResult | null> {
	const earlier = unit.findEntry(id);
	if (earlier === null) return null;
	const { c, s } = earlier.body;
	const salts = await loadSalts(unit, s.idx);
	const [drafts, references] = [draft.parts ?? [], c.parts ?? []];
	const isSame =
		factsOf(caseIdOfDraft(draft), draft) === factsOf(c.case, c) &&
		drafts.length === references.length &&
		drafts.every(({ name, bytes, media_type, capture, class: cls, subject }, at) => {
			const { n, c: commitment, len, ct, cap, cls: kept, subj } = references[at]!;
			const isAlike = n === name && len === bytes.length && ct === media_type && cap === capture && kept === cls;
			const salt = salts.get(name);
			// Of an erased part only what the entry says of it is left to compare.
			return isAlike && subj === subject && (salt === undefined || commitment === commitPart(salt, bytes));
		});
	if (!isSame) throw commandReused(context.command_id, c.case);
	return resultOf(earlier, false);
}

/** References lead to entries that are there, of the same case, and of the type that is answered. */
function checkReferences(unit: WorkUnit, draft: EvidenceDraft) {
	for (const [index, { id, rel }] of (draft.refs ?? []).entries()) {
		const found = unit.findEntry(id);
		const caseId = caseIdOfDraft(draft);
		if (found === null || found.body.c.case !== caseId) {
			refuse(`Reference ${index + 1} leads to no entry of case ${caseId}`, 'Hand in the id that recording it gave');
		}
		const { type, data } = found.body.c;
		const expected = index === 0 ? firstReference[draft.type] : undefined;
		if (expected !== undefined && type !== expected.type) {
			refuse(`A ${draft.type} is '${rel}' of a ${expected.type}, not of a ${type}`, 'Refer to the entry it answers');
		}
		if (rel === 'approves' && data.approved !== draft.data.approved) {
			refuse('The decision is about something else than the request', "Copy 'approved' from the request");
		}
	}
}

/** Records one entry of evidence in a unit. */
export async function recordEvidence(unit: WorkUnit, job: EvidenceJob, ports: Ports): Promise<EvidenceResult> {
	const replayed = await replayEvidence(unit, job);
	if (replayed !== null) return replayed;

	const { draft, context, id } = job;
	const { type, data, refs, parts = [] } = draft;
	const caseId = caseIdOfDraft(draft);
	const before = unit.find(casesAggregate, caseId);
	if (caseId === logCaseId) await unit.load(logCaseId);
	else if (before === null) throw caseNotFound(caseId);
	const conflict = before && findVersionConflict(before, context.expected_version);
	if (conflict) return { outcome: 'refused', refusal: conflict };
	checkReferences(unit, draft);

	const entry: EntryDraft = {
		id,
		type,
		occurred_at: ports.now(),
		actor: context.actor,
		...(context.run && { run: context.run }),
		...(refs && { refs: [...refs] }),
		data,
		parts,
	};
	const [placed] = unit.append(caseId, [entry]);
	const kind = activities[type];
	if (kind !== undefined) {
		tellTimers(unit, caseId, { kind, by_role: context.actor.role ?? before?.owner?.role ?? null }, context);
	}
	return resultOf(placed!, true);
}
