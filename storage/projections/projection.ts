import type { RecordedEntry } from '../../core';
import type { StoreTables } from '../tables';

export type ProjectedRow = Readonly<Record<string, string | number | null>>;

/** What the entries of one trail make of one table's rows. */
export interface Fold {
	add(entry: RecordedEntry): void;
	rows(): ProjectedRow[];
}

/**
 * A table that is made from entries and could be made again from them. Each of its rows belongs to one trail and names
 * it; entries of other trails have no part in it.
 */
export interface Projection {
	readonly table: Exclude<keyof StoreTables, `audit_${string}`>;
	/** Column that names the trail. */
	readonly trailColumn: string;
	/** All columns that are written, `trailColumn` among them; generated ones are not. */
	readonly columns: readonly string[];
	/** Begins to fold a trail; null when it has no part in the table. */
	begin(trailId: string): Fold | null;
}
