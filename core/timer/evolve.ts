import type { TimeBudget } from '../clock';
import type { EntryData, EntryType, RecordedEntry } from '../evidence';
import type { EscalationChain, EscalationEvent, EscalationRecord } from '../escalation';
import { recountedCalendar } from './recount';
import { standingOf } from './run';
import { backupWord, ownerWord, type RecountTimer, type StartTimer, type Timer, type TimerCommand } from './types';

type TimerRecord = RecordedEntry<TimerCommand | RecountTimer>;

const text = (data: EntryData, key: string): string | null => (data[key] === undefined ? null : String(data[key]));

/** The chain with roles in the place of words. */
function nameRolesOf(chain: EscalationChain, data: EntryData): EscalationChain {
	const { fallback_role } = chain.on_exhausted;
	const owner = text(data, 'owner_role') ?? fallback_role;
	const backup = text(data, 'backup_role') ?? fallback_role;
	const named = (role: string) => (role === ownerWord ? owner : role === backupWord ? backup : role);
	return {
		...chain,
		steps: chain.steps.map(({ target_role, backup_role, ...step }) => ({
			...step,
			target_role: named(target_role),
			...(backup_role && { backup_role: named(backup_role) }),
		})),
	};
}

function start({ case_id: trailId, data, command }: TimerRecord): Omit<Timer, 'updated_at'> {
	const [, case_id = '', ...name] = trailId.split('/');
	const { chain, calendar, saved_calendar, within } = command as StartTimer;
	return {
		case_id,
		name: name.join('/'),
		run: Number(data.run),
		state: 'running',
		started_at: String(data.started_at),
		budget_seconds: data.budget_seconds === undefined ? null : Number(data.budget_seconds),
		due_at: null,
		paused_by: null,
		ack: null,
		next: null,
		next_due_at: null,
		pause_while_waiting: data.waits === true,
		chain: nameRolesOf(chain, data),
		...(saved_calendar === undefined ? { calendar } : { calendar: [{ ...saved_calendar, calendar }], within }),
		events: [],
		records: [],
	};
}

/** What an entry means for the run; null for one that only keeps what the run came to. */
function eventOf({ type, at, data, command, actor }: TimerRecord): EscalationEvent | null {
	switch (type) {
		case 'timer.acknowledged':
			return { at, kind: 'acked', by_role: String(data.by_role) };
		case 'timer.active': {
			const what = data.what as Extract<EscalationEvent, { kind: 'activity' }>['what'];
			return { at, kind: 'activity', by_role: String(data.by_role), what };
		}
		case 'timer.paused':
			return { at, kind: 'paused' };
		case 'timer.resumed':
			return { at, kind: 'resumed' };
		case 'timer.resolved':
			return { at, kind: 'resolved' };
		case 'timer.stopped':
			if (data.because === 'merged') return { at, kind: 'stopped', reason: 'merged' };
			return { at, kind: 'stopped', reason: command?.kind === 'stop' && command.reason ? command.reason : 'stopped' };
		case 'timer.forced': {
			const reason = command?.kind === 'force' ? command.reason : 'erased';
			return { at, kind: 'forced', actor: actor.role ?? actor.id, reason };
		}
		default:
			return null;
	}
}

/** The response window of the role that becomes the owner; null where its step has none. */
function windowOf({ window_amount, window_unit, window_end_of_day }: EntryData): TimeBudget | null {
	if (window_amount === undefined) return null;
	const window = { amount: Number(window_amount), unit: window_unit as TimeBudget['unit'] };
	return window_end_of_day === true ? { ...window, end_of_day: true } : window;
}

/** The record that an entry keeps. Who forced it is said by the event. Throws `RangeError` for an entry that keeps none. */
export function readTimerRecord({ type, data }: Pick<TimerRecord, 'type' | 'data'>): EscalationRecord {
	if (!keepsRecord(type)) throw new RangeError(`A ${type} keeps no record of a timer`);
	return {
		action: text(data, 'action') ?? 'notify',
		due_at: String(data.due_at),
		forced: null,
		id: String(data.id),
		is_backup: data.is_backup === true,
		kind: type === 'timer.exhausted' ? 'exhausted' : (data.kind as EscalationRecord['kind']),
		notify_at: String(data.notify_at),
		pass: Number(data.pass),
		step: data.step === undefined ? null : Number(data.step),
		target_role: text(data, 'target_role'),
		window: windowOf(data),
	};
}

const keepsRecord = (type: EntryType) =>
	type === 'timer.fired' || type === 'timer.skipped' || type === 'timer.exhausted';

function recordOf(entry: TimerRecord, events: readonly EscalationEvent[]): EscalationRecord | null {
	if (!keepsRecord(entry.type)) return null;
	const forced = entry.data.forced === true ? events.findLast((event) => event.kind === 'forced') : undefined;
	const by = forced === undefined ? null : { actor: forced.actor, reason: forced.reason };
	return { ...readTimerRecord(entry), forced: by };
}

/** A timer that is paused is not paused again; a pause that begins in the instant in which one ended goes on. */
function addEvent({ events, paused_by }: Timer, event: EscalationEvent): EscalationEvent[] {
	if (event.kind !== 'paused') return [...events, event];
	if (paused_by !== null) return events;
	const last = events.at(-1);
	return last?.kind === 'resumed' && last.at === event.at ? events.slice(0, -1) : [...events, event];
}

function pausedBy({ type, data }: TimerRecord, before: Timer['paused_by']): Timer['paused_by'] {
	if (type === 'timer.paused') return data.by === 'case' ? 'case' : 'command';
	return type === 'timer.resumed' ? null : before;
}

/** What counts from the entry on: the calendar that it brings, and the budget by it. */
function countBy(before: Timer, { type, data, command }: TimerRecord): Pick<Timer, 'calendar' | 'budget_seconds'> {
	const { calendar, budget_seconds } = before;
	if (type !== 'timer.recounted') return { calendar, budget_seconds };
	const recounted = data.budget_seconds === undefined ? budget_seconds : Number(data.budget_seconds);
	return { calendar: recountedCalendar(before, command as RecountTimer), budget_seconds: recounted };
}

function follow(before: Timer, entry: TimerRecord): Omit<Timer, 'updated_at'> {
	const event = eventOf(entry);
	const record = recordOf(entry, before.events);
	return {
		...before,
		...countBy(before, entry),
		paused_by: pausedBy(entry, before.paused_by),
		events: event === null ? before.events : addEvent(before, event),
		records: record === null ? before.records : [...before.records, record],
	};
}

/**
 * The timer after one more entry of its trail. Folding it over the trail from null rebuilds it: what comes next, and when, is
 * computed from what happened and what was recorded, at the instant of the entry.
 */
export function evolveTimer(before: Timer | null, entry: TimerRecord): Timer | null {
	const isStart = entry.type === 'timer.started';
	if (before === null && !isStart) return null;
	const after = isStart ? start(entry) : follow(before!, entry);
	return { ...after, ...standingOf(after, entry.at), updated_at: entry.at };
}
