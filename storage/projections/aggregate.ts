import { canonicalize, trailKindOf, type RecordedEntry, type TrailKind } from '../../core';
import type { ProjectedRow, Projection } from './projection';
import type { SharedParts } from './sharedParts';

/**
 * A kind of thing with trails of its own and one row a trail: what its entries make of it, as commands read and change
 * it. `State` is kept as canonical text in the column `record`; other columns are generated from it or written beside it.
 */
export interface Aggregate<State> {
	readonly kind: TrailKind;
	readonly table: Projection['table'];
	/** Column that names the trail. */
	readonly trailColumn: string;
	/** Columns that are written beside `record`, with their types: `trailColumn` first. */
	readonly columns: Readonly<Record<string, 'text' | 'bigint'>>;
	/** Columns that name one thing beside the id of its trail; none without them. */
	readonly identity: readonly string[];
	/** The state after one more entry of the trail; null while the trail has no row. */
	evolve(state: State | null, entry: RecordedEntry): State | null;
	/** The values of `columns`. */
	columnsOf(trailId: string, state: State): ProjectedRow;
	/** Large parts that many rows have in common are taken from `parts`. */
	read(record: string, parts: SharedParts): State;
	identityOf(state: State): readonly string[] | null;
}

/** Any kind of aggregate: who keeps several kinds together hands each its own states only. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a state goes in and out as one kind of aggregate made it
export type AnyAggregate = Aggregate<any>;

/** All columns that are written. */
export const writtenColumns = ({ columns }: AnyAggregate): string[] => [...Object.keys(columns), 'record'];

export const rowOf = (aggregate: AnyAggregate, trailId: string, state: unknown): ProjectedRow => ({
	...aggregate.columnsOf(trailId, state),
	record: canonicalize(state),
});

/** The projection whose rows are those of an aggregate. */
export function aggregateProjection(aggregate: AnyAggregate): Projection {
	const { table, trailColumn, kind } = aggregate;
	return {
		table,
		trailColumn,
		columns: writtenColumns(aggregate),
		begin(trailId) {
			if (trailKindOf(trailId) !== kind) return null;
			let state: unknown = null;
			return {
				add: (entry) => (state = aggregate.evolve(state, entry)),
				rows: () => (state === null ? [] : [rowOf(aggregate, trailId, state)]),
			};
		},
	};
}
