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
	columns: {
		trail_id: 'text',
		case_id: 'text',
		state: 'text',
		next_due_at: 'text',
		due_at: 'text',
		calendar_name: 'text',
		calendar_at: 'text',
	},
	// Case and name are the trail's own id.
	identity: [],
	evolve: (state, entry) => evolveTimer(state, entry as RecordedEntry<TimerCommand | RecountTimer>),
	columnsOf: (trailId, timer) => {
		const newest = savedCalendarOf(timer)?.at(-1);
		return {
			trail_id: trailId,
			case_id: timer.case_id,
			state: timer.state,
			next_due_at: timer.next_due_at,
			due_at: timer.due_at,
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
