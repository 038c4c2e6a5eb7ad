import { evolveTimer, type RecordedEntry, type Timer, type TimerCommand } from '../../core';
import type { Aggregate } from './aggregate';

export const readTimerRow = (record: string): Timer => JSON.parse(record) as Timer;

export const timersAggregate: Aggregate<Timer> = {
	kind: 'timer',
	table: 'timers',
	trailColumn: 'trail_id',
	columns: { trail_id: 'text' },
	// Case and name are the trail's own id.
	identity: [],
	evolve: (state, entry) => evolveTimer(state, entry as RecordedEntry<TimerCommand>),
	columnsOf: (trailId) => ({ trail_id: trailId }),
	read(record, parts) {
		const timer = readTimerRow(record);
		return { ...timer, chain: parts.share(timer.chain), calendar: parts.share(timer.calendar) };
	},
	identityOf: () => null,
};
