import { entryId, sweepRetry, TriageError, type Retry } from '../../core';
import { retriesAggregate } from '../projections/retries';
import type { RetrySweepResult } from '../retries';
import type { CommandContext } from '../store';
import { casesAggregate } from '../projections/cases';
import type { SweepRequest } from '../timers';
import type { Ports } from './ports';
import { backupOf, concludeRetry, dataPartName } from './runRetry';
import { findDue, sweepLimit } from './sweepTimers';
import type { WorkUnit } from './unit';

type Sweeper = Pick<CommandContext, 'actor' | 'run'>;

function retryOf(unit: WorkUnit, trailId: string): Retry {
	const retry = unit.find(retriesAggregate, trailId);
	if (retry === null) throw new TriageError('EVIDENCE_INVALID', `${trailId} has no row`, 'Verify the store');
	return retry;
}

/** Which of these entries still have the data that a step is tried with again. */
async function findData(unit: WorkUnit, entryIds: readonly string[]): Promise<Set<string>> {
	if (entryIds.length === 0) return new Set();
	const rows = await unit.db
		.selectFrom('audit_entry as entry')
		.innerJoin('audit_part as part', 'part.idx', 'entry.idx')
		.select('entry.id')
		.where('entry.id', 'in', entryIds)
		.where('part.name', '=', dataPartName)
		.execute();
	return new Set(rows.map(({ id }) => id));
}

/**
 * Records which attempts start now, and for which steps trying has ended. As with timers, the transaction is the claim: each
 * attempt is found by one sweep, and a sweep that is killed has found nothing.
 */
export async function sweepRetries(
	unit: WorkUnit,
	{ limit }: SweepRequest,
	sweeper: Sweeper,
	ports: Ports,
): Promise<RetrySweepResult> {
	const at = unit.now();
	const most = sweepLimit(limit);
	// One more than is swept tells whether that was all.
	const found = await findDue(unit, 'retries', at, most + 1);
	const due = found.slice(0, most);
	await unit.loadAll(due);
	const retries = due.map((trailId) => retryOf(unit, trailId));
	await unit.loadAll(retries.map(({ case_id }) => case_id));
	const kept = await findData(
		unit,
		retries.map(({ data_entry }) => data_entry),
	);
	const entry_ids: string[] = [];
	for (const [index, retry] of retries.entries()) {
		const trailId = due[index]!;
		const onCase = unit.find(casesAggregate, retry.case_id);
		const backup_role = onCase && (await backupOf(unit, onCase, at));
		const swept = sweepRetry(retry, { backup_role, has_data: kept.has(retry.data_entry) }, at);
		if (swept === null) continue;
		// Made of the attempt and not of the sweep: whoever finds it, it is this entry, and it can be there once.
		const id = entryId(`${trailId} ${swept.id}`, 0);
		const { actor, run } = sweeper;
		unit.append(trailId, [{ id, ...swept.entry, occurred_at: at, actor, ...(run && { run }), parts: [] }]);
		await concludeRetry(unit, retryOf(unit, trailId), sweeper, ports);
		entry_ids.push(id);
	}
	return { at, entry_ids, is_all: found.length <= most };
}
