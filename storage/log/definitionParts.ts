import type { Kysely } from 'kysely';

import type { SealedBody } from '../../core';
import type { StoreTables } from '../tables';
import type { PartDraft } from './place';
import type { WorkUnit } from './unit';

/** Part that holds the body of a version; of class public. */
const bodyPartName = 'body';

const personPrefix = 'person-';

/** Part that holds what a body says about its n-th person; can be erased. */
const personPartName = (index: number): string => `${personPrefix}${index + 1}`;

/** What is kept beside the entry that saves a version. */
export function bodyParts({ bytes, personal }: SealedBody): PartDraft[] {
	const kept = { media_type: 'application/json', capture: 'parsed' } as const;
	return [
		{ ...kept, name: bodyPartName, bytes, class: 'public' },
		...personal.map(({ subject, bytes: own }, index): PartDraft => {
			return { ...kept, name: personPartName(index), bytes: own, class: 'pii', subject };
		}),
	];
}

export interface PersonPart {
	subject: string;
	bytes: Uint8Array;
}

interface BodyParts {
	body: Uint8Array | null;
	/** In their order, without those that were erased. */
	personal: PersonPart[];
}

function toParts(rows: ReadonlyArray<{ name: string; bytes: Uint8Array; subject: string | null }>): BodyParts {
	const personal = rows
		.filter(({ name }) => name.startsWith(personPrefix))
		.map(({ name, bytes, subject }) => ({ at: Number(name.slice(personPrefix.length)), subject: subject ?? '', bytes }))
		.sort((one, other) => one.at - other.at)
		.map(({ subject, bytes }) => ({ subject, bytes }));
	return { body: rows.find(({ name }) => name === bodyPartName)?.bytes ?? null, personal };
}

/** What is kept of the version that an entry of the trail has saved. */
export async function loadBody(db: Kysely<StoreTables>, trailId: string, seq: number): Promise<BodyParts> {
	const rows = await db
		.selectFrom('audit_entry as entry')
		.innerJoin('audit_part as part', 'part.idx', 'entry.idx')
		.select(['part.name', 'part.bytes', 'part.subject'])
		.where('entry.case_id', '=', trailId)
		.where('entry.case_seq', '=', seq)
		.execute();
	return toParts(rows);
}

/** The same, also when the unit itself has saved it and not written it yet. */
export async function findBody(unit: WorkUnit, trailId: string, seq: number): Promise<BodyParts> {
	const own = unit.findPartsAt(trailId, seq);
	return own === null ? await loadBody(unit.db, trailId, seq) : toParts(own);
}
