import { trailKindOf, type RecordedEntry, type TrailKind } from '../../core';
import type { ProjectedRow, Projection } from './projection';
import type { SharedParts } from './sharedParts';

/**
 * A kind of thing with trails of its own and one row a trail: what its entries make of it, as commands read and change
 * it. `State` is kept as canonical text in the column `record`; other columns are generated from it or stand beside it.
 */
export interface Aggregate<State> {
	readonly kind: TrailKind;
	readonly table: Projection['table'];
	/** Column that names the trail. */
	readonly trailColumn: string;
	/** All columns that are written: `trailColumn` first, `record` last. */
	readonly columns: readonly string[];
	/** Columns, generated from `record`, that name one thing beside the id of its trail; none without them. */
	readonly identity: readonly string[];
	/** The state after one more entry of the trail; null while the trail has no row. */
	evolve(state: State | null, entry: RecordedEntry): State | null;
	toRow(trailId: string, state: State): ProjectedRow;
	/** Large parts that many rows have in common are taken from `parts`. */
	read(record: string, parts: SharedParts): State;
	identityOf(state: State): readonly string[] | null;
}

/** Any kind of aggregate: who keeps several kinds together hands each its own states only. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a state goes in and out as one kind of aggregate made it
export type AnyAggregate = Aggregate<any>;

/** The projection whose rows are those of an aggregate. */
export function aggregateProjection(aggregate: AnyAggregate): Projection {
	const { table, trailColumn, columns, kind } = aggregate;
	return {
		table,
		trailColumn,
		columns,
		begin(trailId) {
			if (trailKindOf(trailId) !== kind) return null;
			let state: unknown = null;
			return {
				add: (entry) => (state = aggregate.evolve(state, entry)),
				rows: () => (state === null ? [] : [aggregate.toRow(trailId, state)]),
			};
		},
	};
}
