import { budgetSeconds } from '../clock';
import { TriageError } from '../errors';
import { canonicalize, maxPartBytes, type EntryData } from '../evidence';
import { workingSeconds, type CalendarVersion } from '../time';
import { isEnded, pausesOf, standingOf } from './run';
import type { RecountTimer, Timer, TimerEntry } from './types';

/** When a timer comes to what, by one state of its calendar. */
export interface TimerFigures {
	/** Null without a budget, and while the timer is paused. */
	due_at: string | null;
	/** When the next step is told; null when none is to come. */
	next_at: string | null;
	/** Whole seconds that have counted since its start. */
	counted_seconds: number;
}

/** Another calendar for a timer that runs: what is to be kept, and what it changes. */
export interface TimerRecount {
	entry: TimerEntry;
	command: RecountTimer;
	before: TimerFigures;
	after: TimerFigures;
}

/** The saved calendar that a timer counts by, in all versions that count for it; null where its hours are its own. */
export function savedCalendarOf({ calendar }: Pick<Timer, 'calendar'>): readonly CalendarVersion[] | null {
	return Array.isArray(calendar) ? (calendar as readonly CalendarVersion[]) : null;
}

function figuresOf(timer: Timer, now: string): TimerFigures {
	const { due_at, next } = standingOf(timer, now);
	const counted = workingSeconds(timer.calendar, timer.started_at, now, pausesOf(timer));
	return { due_at, next_at: next?.notify_at ?? null, counted_seconds: Math.floor(counted) };
}

type Side = 'before' | 'after';

/** Facts hold no null: what is null is left out. */
const factsOf = (side: Side, figures: TimerFigures): EntryData =>
	Object.fromEntries(
		Object.entries(figures).flatMap(([name, value]) => (value === null ? [] : [[`${side}_${name}`, value as string]])),
	);

/** What an entry `timer.recounted` says of one side. */
export function readRecount(data: EntryData, side: Side): TimerFigures {
	const text = (name: string) => (data[name] === undefined ? null : String(data[name]));
	const counted_seconds = Number(data[`${side}_counted_seconds`]);
	return { due_at: text(`${side}_due_at`), next_at: text(`${side}_next_at`), counted_seconds };
}

/** The calendar of a timer after a recount: an edit adds a version, a repair leaves its own. */
export const recountedCalendar = (timer: Pick<Timer, 'calendar'>, { by, version }: RecountTimer): CalendarVersion[] =>
	by === 'repair' ? [version] : [...(savedCalendarOf(timer) ?? []), version];

/** Null where the timer cannot count by it, as it never opens again: then it goes on by what it has. */
function recount(timer: Timer, command: RecountTimer, budget_seconds: number | null, now: string): TimerRecount | null {
	const { by, version } = command;
	if (canonicalize(command).length > maxPartBytes) return null;
	try {
		const before = figuresOf(timer, now);
		const after = figuresOf({ ...timer, calendar: recountedCalendar(timer, command), budget_seconds }, now);
		const data = {
			by,
			calendar: version.calendar.name,
			calendar_version: version.version,
			effective_from: version.effective_from,
			...(budget_seconds !== timer.budget_seconds && { budget_seconds: budget_seconds! }),
			...factsOf('before', before),
			...factsOf('after', after),
		};
		return { entry: { type: 'timer.recounted', data }, command, before, after };
	} catch (error) {
		if (error instanceof TriageError && error.code === 'CALENDAR_INVALID') return null;
		throw error;
	}
}

/**
 * What an edited calendar does to a timer that runs: seconds before it came into force count as they did, later ones by it.
 * Null where the timer knows it, has hours of its own, or ended.
 */
export function followCalendar(timer: Timer, edited: CalendarVersion, now: string): TimerRecount | null {
	const newest = savedCalendarOf(timer)?.at(-1);
	if (newest === undefined || isEnded(timer) || edited.effective_from <= newest.effective_from) return null;
	return recount(timer, { kind: 'recount', by: 'edit', version: edited }, timer.budget_seconds, now);
}

/**
 * What counting a timer that runs from its start by one version of its calendar does. What was told stays told. A budget in
 * business days is turned into working time anew. Null where it counts by that version alone, and for a timer that ended.
 */
export function repairTimer(timer: Timer, version: CalendarVersion, now: string): TimerRecount | null {
	const known = savedCalendarOf(timer);
	if (known === null || isEnded(timer)) return null;
	const [only, ...others] = known;
	const isSame = others.length === 0 && only!.version === version.version;
	if (isSame && only!.effective_from === version.effective_from) return null;
	const within = timer.within ?? null;
	const budget = within && Math.round(budgetSeconds(within, version.calendar, timer.started_at));
	return recount(timer, { kind: 'recount', by: 'repair', version }, budget, now);
}
