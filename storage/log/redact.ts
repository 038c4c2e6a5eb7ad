import type { Kysely } from 'kysely';

import { entryId, TriageError, type EntryData, type PartReference } from '../../core';
import { refoldTrails } from '../projections/refold';
import type { CommandContext, RedactReason, RedactResult, RedactTarget } from '../store';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';
import { commandReused } from './command';
import { readBody } from './entries';
import type { Ports } from './ports';
import type { WorkUnit } from './unit';

export interface RedactJob {
	target: RedactTarget;
	reason: RedactReason;
	context: CommandContext;
}

/** A part that is there and is to go. */
interface FoundPart {
	entry_id: string;
	idx: number;
	case_id: string;
	reference: PartReference;
}

const selectParts = (db: Kysely<StoreTables>) =>
	db
		.selectFrom('audit_part as part')
		.innerJoin('audit_entry as entry', 'entry.idx', 'part.idx')
		.select(['entry.id', 'entry.idx', 'entry.case_id', 'entry.body', 'part.name'])
		.orderBy('entry.idx')
		.orderBy('part.name');

type PartRow = Awaited<ReturnType<ReturnType<typeof selectParts>['execute']>>[number];

function toFound({ id, idx, case_id, body, name }: PartRow): FoundPart {
	const reference = readBody(body).c.parts?.find(({ n }) => n === name);
	if (reference !== undefined) return { entry_id: id, idx, case_id, reference };
	throw new TriageError('EVIDENCE_INVALID', `Entry ${idx} does not name its part '${name}'`, 'Verify the store');
}

async function findNamed(
	db: Kysely<StoreTables>,
	wanted: ReadonlyArray<{ entry_id: string; name: string }>,
): Promise<FoundPart[]> {
	const found = new Map<string, FoundPart>();
	for (const { entry_id, name } of wanted) {
		const row = await selectParts(db).where('entry.id', '=', entry_id).where('part.name', '=', name).executeTakeFirst();
		if (row === undefined) {
			throw new TriageError(
				'PART_NOT_FOUND',
				`There is no part '${name.slice(0, 64)}' of entry '${entry_id.slice(0, 40)}', or it was erased before`,
				'Check the entry id and the name of the part',
			);
		}
		const part = toFound(row);
		if (part.reference.cls === 'public') {
			throw new TriageError(
				'PART_PUBLIC',
				`Part '${name}' of entry ${part.idx} is public and cannot be erased`,
				'Only parts that were recorded as personal data can be erased',
			);
		}
		found.set(`${entry_id} ${name}`, part);
	}
	return [...found.values()];
}

async function findOfSubject(db: Kysely<StoreTables>, wanted: string): Promise<FoundPart[]> {
	const subject = storedText(wanted);
	const ofSubject = selectParts(db).where('part.subject', '=', subject);
	const ofCustomer = selectParts(db)
		.where('part.subject', 'is', null)
		.where('entry.case_id', 'in', (eb) =>
			eb.selectFrom('cases').select('cases.case_id').where('cases.customer_id', '=', subject),
		);
	const rows = [...(await ofSubject.execute()), ...(await ofCustomer.execute())];
	return rows.map(toFound).filter(({ reference }) => reference.cls !== 'public');
}

/** What the same command erased before, or null. */
async function replayRedaction(unit: WorkUnit, { reason, context }: RedactJob): Promise<RedactResult | null> {
	const earlier = unit.findEntry(entryId(context.command_id, 0));
	if (earlier === null) return null;
	const parts: RedactResult['parts'] = [];
	for (let ordinal = 0; ; ordinal += 1) {
		const row = await unit.db
			.selectFrom('audit_entry')
			.select('body')
			.where('id', '=', entryId(context.command_id, ordinal))
			.executeTakeFirst();
		if (row === undefined) break;
		const { c } = readBody(row.body);
		const isSame = c.type === 'part.redacted' && factsOf(c.data) === factsOf({ ...reason });
		if (!isSame) throw commandReused(context.command_id, c.case);
		const idx = Number(c.data.idx);
		const { id } = await unit.db
			.selectFrom('audit_entry')
			.select('id')
			.where('idx', '=', idx)
			.executeTakeFirstOrThrow();
		parts.push({ entry_id: id, idx, case_id: c.case, name: String(c.data.n) });
	}
	return { parts, is_new: false, wiped: false };
}

const factsOf = ({ basis, reason, ticket }: EntryData) => JSON.stringify([basis, reason, ticket]);

function appendRecords(unit: WorkUnit, parts: readonly FoundPart[], { reason, context }: RedactJob, now: string) {
	const { basis, reason: why, ticket } = reason;
	for (const [ordinal, { idx, case_id, reference }] of parts.entries()) {
		unit.append(case_id, [
			{
				id: entryId(context.command_id, ordinal),
				type: 'part.redacted',
				occurred_at: now,
				actor: context.actor,
				...(context.run && { run: context.run }),
				data: { basis, c: reference.c, idx, n: reference.n, reason: why, ticket },
				parts: [],
			},
		]);
	}
}

/** Appends the records, erases the parts, and makes again what the rows held of them. */
export async function redactParts(unit: WorkUnit, job: RedactJob, ports: Ports): Promise<RedactResult> {
	const replayed = await replayRedaction(unit, job);
	if (replayed !== null) return replayed;

	const { db } = unit;
	const { target } = job;
	const parts = 'subject' in target ? await findOfSubject(db, target.subject) : await findNamed(db, target.parts);
	const trailIds = [...new Set(parts.map(({ case_id }) => case_id))];
	for (const trailId of trailIds) await unit.load(trailId);
	appendRecords(unit, parts, job, ports.now());
	unit.flush();
	for (const { idx, reference } of parts) {
		await db.deleteFrom('audit_part').where('idx', '=', idx).where('name', '=', reference.n).execute();
	}
	await refoldTrails(db, trailIds);
	return {
		parts: parts.map(({ entry_id, idx, case_id, reference }) => ({ entry_id, idx, case_id, name: reference.n })),
		is_new: true,
		wiped: false,
	};
}
