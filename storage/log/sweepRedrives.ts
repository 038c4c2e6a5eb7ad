import { entryId, sendScheduled, sweepPaceSince } from '../../core';
import type { RedriveSweepResult } from '../exceptions';
import type { CommandContext } from '../store';
import type { SweepRequest } from '../timers';
import { sentSince } from './redrivePace';
import { exceptionOf } from './runException';
import { sweepLimit } from './sweepTimers';
import type { WorkUnit } from './unit';

/**
 * Records which items are sent again now, those first that have waited longest, and no more than their pace allows: after a
 * standstill many are due at once. As with timers, the transaction is the claim.
 */
export async function sweepRedrives(
	unit: WorkUnit,
	{ limit }: SweepRequest,
	{ actor, run }: Pick<CommandContext, 'actor' | 'run'>,
): Promise<RedriveSweepResult> {
	const at = unit.now();
	const most = sweepLimit(limit);
	const found = await unit.db
		.selectFrom('exceptions')
		.select('trail_id')
		.where('redrive_due_at', '<=', at)
		.orderBy('redrive_due_at')
		.orderBy('exception_number')
		.limit(most + 1)
		.execute();
	const due = found.slice(0, most).map(({ trail_id }) => trail_id);
	await unit.loadAll(due);
	const sent = found.length === 0 ? 0 : (await sentSince(unit, sweepPaceSince(at))).length;
	const entry_ids: string[] = [];
	for (const trailId of due) {
		const exception = exceptionOf(unit, trailId);
		const entry = sendScheduled(exception, at);
		if (entry === null) continue;
		// Those behind it wait too: what overtook it would keep it waiting for ever.
		const isFull = sent + entry_ids.length >= exception.scheduled_redrive!.per_minute;
		if (isFull) return { at, entry_ids, is_all: true };
		// Made of the redrive and not of the sweep: whoever finds it, it is this entry, and it can be there once.
		const id = entryId(`${trailId} redrive ${exception.redrive_count}`, 0);
		unit.append(trailId, [{ id, ...entry, occurred_at: at, actor, ...(run && { run }), parts: [] }]);
		entry_ids.push(id);
	}
	return { at, entry_ids, is_all: found.length <= most };
}
