import { endWithChecks, exceptionTrail, type EvaluateQa, type TriageCase } from '../../core';
import { exceptionsAggregate } from '../projections/exceptions';
import type { CommandContext } from '../store';
import { deadlineTrail } from './deadline';
import type { Ports } from './ports';
import { exceptionJob, runDecidedException } from './runException';
import type { WorkUnit } from './unit';

/** Ends the exceptions of a case that an evaluation of the same checks has made pointless. `evidenceId` is its entry. */
export async function endHeldByChecks(
	unit: WorkUnit,
	{ open_exceptions: open }: TriageCase,
	evaluated: EvaluateQa,
	evidenceId: string,
	{ actor, run, command_id }: CommandContext,
	ports: Ports,
): Promise<void> {
	await unit.loadAll(open.flatMap((id) => [exceptionTrail(id), deadlineTrail(id)]));
	for (const id of open) {
		const trailId = exceptionTrail(id);
		const found = unit.find(exceptionsAggregate, trailId);
		for (const command of found === null ? [] : endWithChecks(found, evaluated, evidenceId)) {
			const context = { actor, ...(run && { run }), command_id: `${command_id} ${command.kind} ${id}` };
			await runDecidedException(
				unit,
				unit.find(exceptionsAggregate, trailId),
				exceptionJob(id, command, context),
				ports,
			);
		}
	}
}
