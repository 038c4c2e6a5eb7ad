import { canonicalize, evolveTrigger, type RecordedEntry, type Trigger, type TriggerSaid } from '../../core';
import type { Aggregate } from './aggregate';

export const readTriggerRow = (record: string): Trigger => JSON.parse(record) as Trigger;

export const triggersAggregate: Aggregate<Trigger> = {
	kind: 'trigger',
	table: 'triggers',
	trailColumn: 'trail_id',
	columns: ['trail_id', 'record'],
	identity: ['source', 'key'],
	evolve: (state, entry) => evolveTrigger(state, entry as RecordedEntry<TriggerSaid>),
	toRow: (trailId, state) => ({ trail_id: trailId, record: canonicalize(state) }),
	read: readTriggerRow,
	identityOf: ({ source, key }) => (key === null ? null : [source, key]),
};
