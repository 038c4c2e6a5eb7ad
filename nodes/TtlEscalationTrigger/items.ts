import type { IDataObject } from 'n8n-workflow';

import { isLate, type PlannedStep, type Timer, type TriageCase } from '../../core';
import type { TimerEvent } from '../shared/openStore';
import { timerView } from '../shared/timerView';

/** What a step is, as the item of a trigger has it. */
export function showEvent({ entry_id, at, record, late_seconds, timer, case: onCase }: TimerEvent): IDataObject {
	const { id, kind, pass, step, due_at, target_role, is_backup, action, forced } = record;
	const escalation = {
		kind,
		event_id: id,
		entry_id,
		at,
		timer: timer.name,
		pass,
		step,
		action,
		target_role,
		is_backup,
		forced,
		due_at,
		late_seconds,
		late: isLate(late_seconds),
		preview: false,
	};
	return showItem(escalation, timer, onCase);
}

/** The step that comes next, for a look at it in the editor. */
export function showPlanned(planned: PlannedStep, timer: Timer, onCase: TriageCase): IDataObject {
	const { pass, step, target_role, notify_at } = planned;
	const { case_id, run, chain } = timer;
	const escalation = {
		kind: step === null ? 'exhausted' : 'notify',
		event_id: `${case_id}/${run}/${step === null ? 'exhausted' : `${pass}/${step}`}`,
		entry_id: null,
		at: null,
		timer: timer.name,
		pass,
		step,
		action: step === null ? 'reassign' : (chain.steps[step - 1]?.action ?? 'notify'),
		target_role,
		is_backup: false,
		forced: null,
		due_at: notify_at,
		late_seconds: 0,
		late: false,
		preview: true,
	};
	return showItem(escalation, timer, onCase);
}

const showItem = (escalation: object, timer: Timer, onCase: TriageCase): IDataObject =>
	({ case_id: timer.case_id, escalation, timer: timerView(timer), case: onCase }) as unknown as IDataObject;
