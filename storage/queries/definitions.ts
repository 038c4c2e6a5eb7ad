import type { Kysely } from 'kysely';

import {
	activationsAfter,
	commandPartName,
	definitionFormats,
	definitionTrail,
	openBody,
	readDefinitionName,
	TriageError,
	versionInForce,
	type Activation,
	type Definition,
	type DefinitionKind,
	type DefinitionTarget,
} from '../../core';
import { loadBody } from '../log/definitionParts';
import { readDefinition } from '../projections/definitions';
import type { DefinitionFilter, DefinitionSelection, FoundDefinition, ListedVersion } from '../definitions';
import type { StoreTables } from '../tables';

async function loadDefinition(db: Kysely<StoreTables>, { kind, name }: DefinitionTarget): Promise<Definition | null> {
	const trailId = definitionTrail({ kind, name: readDefinitionName(kind, name) });
	const select = db.selectFrom('definitions').select('record').where('trail_id', '=', trailId);
	const row = await select.executeTakeFirst();
	return row === undefined ? null : readDefinition(row.record);
}

/** The version that a selection means, with its body. */
export async function getDefinition(
	db: Kysely<StoreTables>,
	target: DefinitionTarget,
	{ version, at }: DefinitionSelection,
	now: string,
): Promise<FoundDefinition | null> {
	const definition = await loadDefinition(db, target);
	if (definition === null) return null;
	// What was saved a moment ago counts, also where the log's clock is ahead of this machine's.
	const latest = now > definition.updated_at ? now : definition.updated_at;
	const number = version ?? versionInForce(definition, at ?? latest);
	const found = definition.versions.find((one) => one.number === number);
	if (found === undefined) return null;
	const trailId = definitionTrail(definition);
	const { body, personal } = await loadBody(db, trailId, found.seq);
	if (body === null) {
		throw new TriageError(
			'EVIDENCE_INVALID',
			`The body of version ${found.number} of ${trailId} is not there`,
			'Verify the store, and restore it from a copy',
		);
	}
	return { definition, version: found, body: openBody(definitionFormats, definition.kind, body, personal) };
}

/** Definitions of one kind that meet all given conditions, by name. */
export async function listDefinitions(
	db: Kysely<StoreTables>,
	kind: DefinitionKind,
	{ search = '', in_force_at, limit }: DefinitionFilter,
): Promise<Definition[]> {
	const rows = await db.selectFrom('definitions').select('record').where('kind', '=', kind).orderBy('name').execute();
	const wanted = search.toLowerCase();
	return rows
		.map(({ record }) => readDefinition(record))
		.filter(({ name }) => name.toLowerCase().includes(wanted))
		.filter((one) => in_force_at === undefined || versionInForce(one, in_force_at) !== null)
		.slice(0, limit);
}

/** From when until when each version was or will be in force. */
function periodsOf(definition: Definition): Array<Activation & { until: string | null }> {
	// All in the order in which they begin; of those that begin together the last one counts.
	const begun = activationsAfter(definition, '');
	return begun.flatMap((activation, index) => {
		const until = begun[index + 1]?.effective_from ?? null;
		return until === activation.effective_from ? [] : [{ ...activation, until }];
	});
}

/** All versions of a definition, oldest first. */
export async function listVersions(db: Kysely<StoreTables>, target: DefinitionTarget): Promise<ListedVersion[]> {
	const definition = await loadDefinition(db, target);
	if (definition === null) return [];
	const said = await db
		.selectFrom('audit_entry as entry')
		.innerJoin('audit_part as part', 'part.idx', 'entry.idx')
		.select(['entry.case_seq', 'part.bytes'])
		.where('entry.case_id', '=', definitionTrail(definition))
		.where('entry.type', '=', 'definition.saved')
		.where('part.name', '=', commandPartName)
		.execute();
	const reasons = new Map(
		said.map(({ case_seq, bytes }) => {
			const { reason } = JSON.parse(Buffer.from(bytes).toString()) as { reason?: string };
			return [case_seq, reason];
		}),
	);
	const periods = Map.groupBy(periodsOf(definition), ({ version }) => version);
	return definition.versions.map((version) => {
		const reason = reasons.get(version.seq);
		const in_force = (periods.get(version.number) ?? []).map(({ effective_from, until }) => ({
			from: effective_from,
			until,
		}));
		return { ...version, in_force, ...(reason && { reason }) };
	});
}
