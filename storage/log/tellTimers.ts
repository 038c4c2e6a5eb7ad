import { entryId, followCase, isEnded, timerTrail, type CaseActivity, type Timer } from '../../core';
import { timersAggregate } from '../projections/timers';
import type { CommandContext } from '../store';
import type { WorkUnit } from './unit';

/** Tells the timers of a case what somebody did on it. The case's own command has loaded them. */
export function tellTimers(
	unit: WorkUnit,
	caseId: string,
	activity: CaseActivity,
	context: Pick<CommandContext, 'command_id' | 'actor' | 'run'>,
): void {
	const timers = unit.findAll(timersAggregate).filter((timer) => timer.case_id === caseId && !isEnded(timer));
	for (const timer of timers) tellTimer(unit, timer, activity, context);
}

function tellTimer(
	unit: WorkUnit,
	timer: Timer,
	activity: CaseActivity,
	{ command_id, actor, run }: Pick<CommandContext, 'command_id' | 'actor' | 'run'>,
): void {
	const trailId = timerTrail(timer);
	const drafts = followCase(timer, activity).map(({ type, data }) => ({
		id: entryId(`${command_id} ${trailId} ${type}`, 0),
		type,
		occurred_at: unit.now(),
		actor,
		...(run && { run }),
		data,
		parts: [],
	}));
	unit.append(trailId, drafts);
}
