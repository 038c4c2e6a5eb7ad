import { entryId, followStep, retryTrail, type RetryActivity } from '../../core';
import { retriesAggregate } from '../projections/retries';
import type { CommandContext } from '../store';
import type { WorkUnit } from './unit';

/** Tells the attempts at steps of a case what somebody did on it. The case's own command has loaded them. */
export function tellRetries(
	unit: WorkUnit,
	caseId: string,
	activity: RetryActivity,
	{ command_id, actor, run }: Pick<CommandContext, 'command_id' | 'actor' | 'run'>,
): void {
	for (const retry of unit.findAll(retriesAggregate).filter(({ case_id }) => case_id === caseId)) {
		const entry = followStep(retry, activity);
		if (entry === null) continue;
		const trailId = retryTrail(retry);
		const id = entryId(`${command_id} ${trailId} ${entry.type}`, 0);
		unit.append(trailId, [{ id, ...entry, occurred_at: unit.now(), actor, ...(run && { run }), parts: [] }]);
	}
}
