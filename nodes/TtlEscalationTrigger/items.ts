import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isLate, type Retry, type ScheduledStep, type Timer, type TriageCase } from '../../core';
import type { CaseEvent, FoundStep, RedriveEvent, RetryEvent, TimerEvent } from '../shared/openStore';
import { sentAgain } from '../shared/redriven';
import { withResult } from '../shared/resultField';
import { retryView } from '../shared/retryView';
import { timerView } from '../shared/timerView';

/** What a timer is of. */
type About = Pick<TimerEvent, 'exception' | 'case'>;

/** A step that was found, without what it is about. */
function stepView({ entry_id, at, record, late_seconds, timer }: FoundStep) {
	const { id, kind, pass, step, due_at, notify_at, target_role, is_backup, action, window, forced } = record;
	return {
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
		window,
		forced,
		due_at,
		notify_at,
		late_seconds,
		late: isLate(late_seconds),
	};
}

/** A step that is told together with another one: what it is, and what of. */
function bundledView(found: FoundStep) {
	const { timer, exception, case: onCase } = found;
	const { case_id = null, subject = null, priority = null, state = null, link = null } = onCase ?? {};
	return {
		...stepView(found),
		timer_state: timer.state,
		case_id,
		...(exception && { exception_id: exception.exception_id }),
		case: onCase && { case_id, subject, priority, state, link },
	};
}

/** What a step is, as the item of a trigger has it. */
export function showEvent({ held_since, bundled, ...found }: TimerEvent): IDataObject {
	const escalation = { ...stepView(found), held_since, bundled: bundled.map(bundledView), preview: false };
	return showItem(escalation, found.timer, found);
}

/** The step that comes next, for a look at it in the editor. */
export function showPlanned(planned: ScheduledStep, timer: Timer, about: About): IDataObject {
	const { pass, step, target_role, due_at, notify_at } = planned;
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
		window: (step === null ? undefined : chain.steps[step - 1]?.window) ?? null,
		forced: null,
		due_at,
		notify_at,
		late_seconds: 0,
		late: false,
		held_since: null,
		bundled: [],
		preview: true,
	};
	return showItem(escalation, timer, about);
}

const showItem = (escalation: object, timer: Timer, { exception, case: onCase }: About): IDataObject =>
	({
		case_id: onCase?.case_id ?? null,
		...(exception && { exception_id: exception.exception_id, exception }),
		escalation,
		timer: timerView(timer),
		case: onCase,
	}) as unknown as IDataObject;

type RetryFacts = Pick<RetryEvent, 'kind' | 'retry' | 'start' | 'data' | 'case'> & {
	entry_id: string | null;
	at: string | null;
};

/** The data that the step is tried with again, and beside it what is to be tried. */
function retryItem(event: RetryFacts, field: string, preview: boolean): INodeExecutionData {
	const { kind, retry, start, data, case: onCase, entry_id, at } = event;
	const late_seconds = start?.late_seconds ?? 0;
	const result = {
		case_id: retry.case_id,
		retry: {
			...retryView(retry),
			kind,
			entry_id,
			at,
			due_at: start?.due_at ?? null,
			late_seconds,
			late: isLate(late_seconds),
			data_erased: data === null,
			preview,
		},
		case: onCase,
	} as unknown as IDataObject;
	const json = (data ?? {}) as IDataObject;
	const held = Object.hasOwn(json, field) ? json[field] : undefined;
	const isFree = held === undefined || held === null || (typeof held === 'object' && !Array.isArray(held));
	// A value of the user's where the result goes is kept beside it: nobody is there to whom it could be refused.
	return isFree ? withResult({ json }, field, result) : { json: { ...json, [field]: { ...result, held } } };
}

/** An attempt that starts, or a step of which trying ended. */
export const showRetry = (event: RetryEvent, field: string): INodeExecutionData => retryItem(event, field, false);

/** The attempt that comes next, for a look at it in the editor. */
export function showPlannedRetry(
	retry: Retry,
	data: Record<string, unknown> | null,
	onCase: TriageCase,
	field: string,
): INodeExecutionData {
	const start = { due_at: retry.next_at!, late_seconds: 0 };
	return retryItem({ kind: 'due', retry, start, data, case: onCase, entry_id: null, at: null }, field, true);
}

type RedriveFacts = Pick<RedriveEvent, 'exception' | 'payload' | 'case' | 'due_at' | 'late_seconds'> & {
	entry_id: string | null;
	at: string | null;
};

/** The item of an exception that is sent again, as Redrive puts it out, and that it was put off. */
export function showRedrive(event: RedriveFacts, field: string, preview: boolean): INodeExecutionData {
	const { exception, payload, case: onCase, entry_id, at, due_at, late_seconds } = event;
	const { exception_id, case_id } = exception;
	const result = { case_id, exception_id, exception, case: onCase } as unknown as IDataObject;
	const more = { kind: 'due', entry_id, at, due_at, late_seconds, late: isLate(late_seconds), preview };
	return sentAgain(exception, payload, field, result, more);
}

/** The role that has to be told of what happened to a case: the owner of the exception about it, or of the case. */
const toldRole = ({ entry: { type }, case: onCase, exception }: CaseEvent): string | null =>
	(type === 'owner.lapsed' ? exception?.owner_role : onCase?.owner?.role) ?? null;

/** Whether a role has to be told of it; null stands for any. */
export const isFor = (role: string | null, event: CaseEvent): boolean => role === null || toldRole(event) === role;

/**
 * What happened to a case: it is passed around too much, by which signs; or nobody may be acting on it, why and since when,
 * with the exception about that.
 */
export function showCaseEvent(event: CaseEvent, preview: boolean): IDataObject {
	const { entry, case: onCase, exception } = event;
	const { entry_id, at, data, type } = entry;
	const isLapse = type === 'owner.lapsed';
	const escalation = {
		kind: isLapse ? 'case_without_owner' : 'rapid_reassignment',
		event_id: entry_id,
		entry_id,
		at,
		target_role: toldRole(event),
		...(isLapse ? { lapse: data.kind, since: data.since } : { signs: data.signs, change_count: data.change_count }),
		preview,
	};
	const about = exception && { exception_id: exception.exception_id, exception };
	return { case_id: onCase?.case_id ?? null, ...about, escalation, case: onCase } as unknown as IDataObject;
}
