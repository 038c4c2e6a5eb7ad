import { evolveTrigger, type RecordedEntry, type Trigger, type TriggerSaid } from '../../core';
import type { Aggregate } from './aggregate';

export const readTriggerRow = (record: string): Trigger => JSON.parse(record) as Trigger;

export const triggersAggregate: Aggregate<Trigger> = {
	kind: 'trigger',
	table: 'triggers',
	trailColumn: 'trail_id',
	columns: { trail_id: 'text' },
	identity: ['source', 'key'],
	evolve: (state, entry) => evolveTrigger(state, entry as RecordedEntry<TriggerSaid>),
	columnsOf: (trailId) => ({ trail_id: trailId }),
	read: readTriggerRow,
	identityOf: ({ source, key }) => (key === null ? null : [source, key]),
};
