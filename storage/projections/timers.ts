import {
	evolveTimer,
	savedCalendarOf,
	type RecordedEntry,
	type RecountTimer,
	type Timer,
	type TimerCommand,
} from '../../core';
import type { Aggregate } from './aggregate';

export const readTimerRow = (record: string): Timer => JSON.parse(record) as Timer;

export const timersAggregate: Aggregate<Timer> = {
	kind: 'timer',
	table: 'timers',
	trailColumn: 'trail_id',
	columns: { trail_id: 'text', calendar_name: 'text', calendar_at: 'text' },
	// Case and name are the trail's own id.
	identity: [],
	evolve: (state, entry) => evolveTimer(state, entry as RecordedEntry<TimerCommand | RecountTimer>),
	columnsOf: (trailId, timer) => {
		const newest = savedCalendarOf(timer)?.at(-1);
		return {
			trail_id: trailId,
			calendar_name: newest?.calendar.name ?? null,
			calendar_at: newest?.effective_from ?? null,
		};
	},
	read(record, parts) {
		const timer = readTimerRow(record);
		return { ...timer, chain: parts.share(timer.chain), calendar: parts.share(timer.calendar) };
	},
	identityOf: () => null,
};
