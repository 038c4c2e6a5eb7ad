import { trailKindOf, type TrailKind } from '../../core';
import { aggregateProjection, type AnyAggregate } from './aggregate';
import { casesAggregate } from './cases';
import { definitionsAggregate } from './definitions';
import { exceptionsAggregate } from './exceptions';
import type { Projection } from './projection';
import { retriesAggregate } from './retries';
import { throttlesAggregate } from './throttles';
import { timersAggregate } from './timers';
import { triggersAggregate } from './triggers';

/** Every kind of thing that has a row. The log itself has none. */
const aggregates: Readonly<Partial<Record<TrailKind, AnyAggregate>>> = {
	case: casesAggregate,
	definition: definitionsAggregate,
	exception: exceptionsAggregate,
	retry: retriesAggregate,
	throttle: throttlesAggregate,
	timer: timersAggregate,
	trigger: triggersAggregate,
};

/** The aggregate whose trail this is, or null for a trail without rows. */
export function aggregateOf(trailId: string): AnyAggregate | null {
	const kind = trailKindOf(trailId);
	return kind === null ? null : (aggregates[kind] ?? null);
}

/** Every table that is made from entries. A table that is listed here is verified, rebuilt and cleaned of erased parts. */
export const projections: readonly Projection[] = Object.values(aggregates).map(aggregateProjection);
