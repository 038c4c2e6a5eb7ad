import type { RecordedEntry } from '../../core';
import type { ProjectedRow, Projection } from './projection';
import { projections } from './registry';

/** The rows of one table and trail. */
export interface FoldedRows {
	projection: Projection;
	trailId: string;
	rows: ProjectedRow[];
}

/** The projections that a trail has a part in: tables of others may not be there yet while the store is brought up to date. */
export const projectionsOf = (trailId: string): Projection[] =>
	projections.filter((projection) => projection.begin(trailId) !== null);

/** Folds one trail into the rows of every projection at once. */
export class TrailFold {
	readonly #folds;

	constructor(readonly trailId: string) {
		this.#folds = projections.map((projection) => ({ projection, fold: projection.begin(trailId) }));
	}

	add(entry: RecordedEntry) {
		for (const { fold } of this.#folds) fold?.add(entry);
	}

	rows(): FoldedRows[] {
		return this.#folds.map(({ projection, fold }) => ({ projection, trailId: this.trailId, rows: fold?.rows() ?? [] }));
	}
}

/** One text for the same rows in any order. */
export function describeRows(columns: readonly string[], rows: readonly ProjectedRow[]): string {
	return rows
		.map((row) => JSON.stringify(columns.map((column) => row[column] ?? null)))
		.sort()
		.join('\n');
}
