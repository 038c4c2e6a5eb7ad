import { canonicalize, evolveDefinition, type Definition } from '../../core';
import type { Aggregate } from './aggregate';

export const readDefinition = (record: string): Definition => JSON.parse(record) as Definition;

export const definitionsAggregate: Aggregate<Definition> = {
	kind: 'definition',
	table: 'definitions',
	trailColumn: 'trail_id',
	columns: ['trail_id', 'record'],
	// Kind and name are the trail's own id.
	identity: [],
	evolve: evolveDefinition,
	toRow: (trailId, state) => ({ trail_id: trailId, record: canonicalize(state) }),
	read: readDefinition,
	identityOf: () => null,
};
