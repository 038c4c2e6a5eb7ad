import { sql } from 'kysely';

import { entryId, exceptionOfLapse, type OwnerLapse, type TriageCase } from '../../core';
import type { OwnerAudit, OwnerAuditRequest } from '../ownerAudit';
import type { CommandContext } from '../store';
import { findLapsesOf, healLapses, isLapsed } from './lapses';
import { noteOn } from './noteOn';
import type { Ports } from './ports';
import { exceptionJob, exceptionNeeds, runDecidedException } from './runException';
import { sweepLimit } from './sweepTimers';
import type { WorkUnit } from './unit';

type Auditor = Pick<CommandContext, 'actor' | 'run'>;

/** As the index says it, word for word. */
const goesOn = sql<boolean>`state not in ('resolved', 'failed')`;

/** The next cases of one kind behind a number, and where to go on; from the beginning again behind the last one. */
async function readRound(unit: WorkUnit, condition: typeof goesOn, after: number, limit: number) {
	const rows = await unit.db
		.selectFrom('cases')
		.select(['case_number', 'record'])
		.where(condition)
		.where('case_number', '>', after)
		.orderBy('case_number')
		.limit(limit)
		.execute();
	const cases = rows.map(({ record }) => JSON.parse(record) as TriageCase);
	return { cases, next: rows.length < limit ? 0 : rows.at(-1)!.case_number };
}

/** Made of what is found and not of the look: whoever finds it, it is this exception, and it can be there once. */
const commandIdOf = (caseId: string, { kind, since }: OwnerLapse) => `lapse ${caseId} ${kind} ${since}`;

async function raise(
	unit: WorkUnit,
	{ case_id, owner }: TriageCase,
	lapse: OwnerLapse,
	operatorRole: string,
	auditor: Auditor,
	ports: Ports,
): Promise<string> {
	const context = { ...auditor, command_id: commandIdOf(case_id, lapse) };
	const exception = exceptionOfLapse({ ...lapse, case_id, owner_role: owner?.role ?? null }, operatorRole);
	const job = exceptionJob(null, exception, context);
	await unit.loadAll(exceptionNeeds(job).trailIds ?? []);
	const { exception: opened } = await runDecidedException(unit, null, job, ports);
	const { exception_id } = opened;
	noteOn(unit, case_id, 'owner.lapsed', { exception_id, ...lapse }, context);
	return exception_id;
}

/**
 * Looks at the next cases that go on, and at the next ones of which a lapse was found, opens an exception for each lapse
 * that nobody found yet, and closes those of lapses that are over. As with sweeps, the transaction is the claim.
 */
export async function auditOwners(
	unit: WorkUnit,
	{ operator_role, after, limit }: OwnerAuditRequest,
	auditor: Auditor,
	ports: Ports,
): Promise<OwnerAudit> {
	const at = unit.now();
	const most = sweepLimit(limit);
	const open = await readRound(unit, goesOn, after?.open ?? 0, most);
	const lapsed = await readRound(unit, isLapsed, after?.lapsed ?? 0, most);
	const cases = [...new Map([...open.cases, ...lapsed.cases].map((one) => [one.case_id, one])).values()];
	const lapses = await findLapsesOf(unit, cases, at);
	const result: OwnerAudit = { at, lapses: [], healed: [], next: { open: open.next, lapsed: lapsed.next } };
	for (const one of cases) {
		const { case_id } = one;
		const found = lapses.get(case_id) ?? [];
		result.healed.push(...(await healLapses(unit, one, found, auditor, ports)));
		const ids = found.map((lapse) => entryId(commandIdOf(case_id, lapse), 0));
		await unit.loadEntries(ids);
		for (const lapse of found.filter((_, index) => unit.findEntry(ids[index]!) === null)) {
			const exception_id = await raise(unit, one, lapse, operator_role, auditor, ports);
			result.lapses.push({ ...lapse, case_id, exception_id });
		}
	}
	return result;
}
