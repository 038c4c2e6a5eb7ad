import { budgetSeconds } from '../clock';
import { refuseField } from '../findings';
import { isoOf, millisOf } from '../time';
import { isEnded } from './run';
import {
	backupWord,
	ownerWord,
	type StartTimer,
	type Timer,
	type TimerCase,
	type TimerCommand,
	type TimerDecision,
	type TimerEntry,
	type TimerRefusal,
	type TimerTarget,
} from './types';

const accept = (...entries: TimerEntry[]): TimerDecision => ({ outcome: 'accepted', entries });
const refuse = (code: TimerRefusal['code'], message: string, fix: string): TimerDecision => ({
	outcome: 'refused',
	refusal: { code, message, fix },
});

const endNames: Partial<Record<Timer['state'], string>> = {
	exhausted: 'has no step left',
	resolved: 'ended with its case',
	stopped: 'was stopped',
};

const isWord = (role: string | null | undefined) => role === ownerWord || role === backupWord;

const call = ({ case_id, name }: TimerTarget) => `Timer '${name}' of case ${case_id}`;

/** When a run counts from: now, or an instant of the past. */
function startOf({ started_at }: StartTimer, now: string): string {
	if (started_at === null) return now;
	const at = isoOf(millisOf(started_at, 'Start Counting From'));
	if (at <= now) return at;
	throw refuseField('started_at', `'Start Counting From' is ${at}, which is to come`, 'Choose a time up to now');
}

function start(
	state: Timer | null,
	command: StartTimer,
	target: TimerTarget,
	{ owner, state: caseState }: TimerCase,
	now: string,
): TimerDecision {
	if (state !== null && !isEnded(state) && command.on_running === 'keep') return { outcome: 'unchanged' };
	const { chain, calendar, saved_calendar, within } = command;
	if (caseState === 'resolved') {
		const fix = 'Reopen the case first, or start timers before it is resolved';
		return refuse('TIMER_CASE_RESOLVED', `Case ${target.case_id} is resolved, so no timer can run`, fix);
	}
	const isAsked = chain.steps.some(({ target_role, backup_role }) => isWord(target_role) || isWord(backup_role));
	if (isAsked && owner === null) {
		const fix = 'Let a Role Owner node give the case an owner first';
		return refuse('TIMER_OWNER_MISSING', `Case ${target.case_id} has no owner, whom the steps name`, fix);
	}
	const started_at = startOf(command, now);
	const hasBudget = within !== null && within.amount > 0;
	const data = {
		calendar: calendar.name,
		...(saved_calendar && { calendar_version: saved_calendar.version }),
		chain: chain.id,
		chain_version: chain.version,
		run: (state?.run ?? 0) + 1,
		started_at,
		...(hasBudget && { budget_seconds: Math.round(budgetSeconds(within, calendar, started_at)) }),
		...(owner && { owner_role: owner.role }),
		...(owner?.backup_role && { backup_role: owner.backup_role }),
		...(command.pause_while_waiting && { waits: true }),
	};
	const isWaiting = command.pause_while_waiting && caseState === 'waiting-for-systems';
	const started: TimerEntry = { type: 'timer.started', data };
	return isWaiting ? accept(started, { type: 'timer.paused', data: { by: 'case' } }) : accept(started);
}

/**
 * What a command does to a timer: entries to append, nothing, or a refusal in words. `state` is null before the timer was
 * started. `now` is the log's clock. Throws `FIELD_INVALID` and `CALENDAR_INVALID`.
 */
export function decideTimer(
	state: Timer | null,
	command: TimerCommand,
	target: TimerTarget,
	onCase: TimerCase,
	now: string,
): TimerDecision {
	if (command.kind === 'start') return start(state, command, target, onCase, now);
	if (state === null) {
		const fix = 'Start it first, or check the name; upper and lower case count';
		return refuse('TIMER_NOT_FOUND', `There is no timer '${target.name}' on case ${target.case_id}`, fix);
	}
	if (isEnded(state)) {
		if (command.kind === 'stop') return { outcome: 'unchanged' };
		return refuse('TIMER_ENDED', `${call(target)} ${endNames[state.state]}`, 'Start the timer again');
	}
	switch (command.kind) {
		case 'acknowledge': {
			const by_role = command.by_role === ownerWord ? onCase.owner?.role : command.by_role;
			if (by_role !== undefined) return accept({ type: 'timer.acknowledged', data: { by_role } });
			const message = `Case ${target.case_id} has no owner that could acknowledge`;
			return refuse('TIMER_OWNER_MISSING', message, 'Name the role that takes the case on');
		}
		case 'pause':
			// A pause by a person outlasts one by the case.
			if (state.paused_by === 'command') return { outcome: 'unchanged' };
			return accept({ type: 'timer.paused', data: { by: 'command' } });
		case 'resume':
			if (state.paused_by === null) return { outcome: 'unchanged' };
			return accept({ type: 'timer.resumed', data: { by: 'command' } });
		case 'stop':
			return accept({ type: 'timer.stopped', data: {} });
		case 'force':
			return accept({ type: 'timer.forced', data: {} });
	}
}

/** What somebody did on a case, as far as timers go. */
export type CaseActivity =
	| { kind: 'resolved' }
	| { kind: 'merged' }
	| { kind: 'state_change'; to: string; by_role: string | null }
	| { kind: 'comment' | 'evidence'; by_role: string | null };

/** What happens to a timer when something happens to its case. Empty when nothing does. */
export function followCase(state: Timer, activity: CaseActivity): TimerEntry[] {
	if (isEnded(state)) return [];
	if (activity.kind === 'resolved') return [{ type: 'timer.resolved', data: {} }];
	if (activity.kind === 'merged') return [{ type: 'timer.stopped', data: { because: 'merged' } }];
	const entries: TimerEntry[] = [];
	const { kind, by_role } = activity;
	if (state.ack !== null && by_role === state.ack.by_role) {
		entries.push({ type: 'timer.active', data: { by_role, what: kind } });
	}
	if (kind !== 'state_change' || !state.pause_while_waiting) return entries;
	const isWaiting = activity.to === 'waiting-for-systems';
	if (isWaiting && state.paused_by === null) entries.push({ type: 'timer.paused', data: { by: 'case' } });
	if (!isWaiting && state.paused_by === 'case') entries.push({ type: 'timer.resumed', data: { by: 'case' } });
	return entries;
}
