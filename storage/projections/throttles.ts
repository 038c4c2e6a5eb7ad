import { evolveThrottle, type RoleThrottle } from '../../core';
import type { Aggregate } from './aggregate';

export const throttlesAggregate: Aggregate<RoleThrottle> = {
	kind: 'throttle',
	table: 'throttles',
	trailColumn: 'trail_id',
	columns: { trail_id: 'text' },
	// The role is the trail's own id.
	identity: [],
	evolve: evolveThrottle,
	columnsOf: (trailId) => ({ trail_id: trailId }),
	read: (record) => JSON.parse(record) as RoleThrottle,
	identityOf: () => null,
};
