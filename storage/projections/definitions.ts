import { evolveDefinition, type Definition } from '../../core';
import type { Aggregate } from './aggregate';

export const readDefinition = (record: string): Definition => JSON.parse(record) as Definition;

export const definitionsAggregate: Aggregate<Definition> = {
	kind: 'definition',
	table: 'definitions',
	trailColumn: 'trail_id',
	columns: { trail_id: 'text' },
	// Kind and name are the trail's own id.
	identity: [],
	evolve: evolveDefinition,
	columnsOf: (trailId) => ({ trail_id: trailId }),
	read: readDefinition,
	identityOf: () => null,
};
