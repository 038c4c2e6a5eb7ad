import { sql, type Kysely } from 'kysely';

import type { StoreTables } from '../tables';
import { describeRows, type FoldedRows } from './fold';
import type { ProjectedRow, Projection } from './projection';
import { projections } from './registry';

/** A trail whose rows of one table are not what its entries make of them. */
export interface Difference {
	table: Projection['table'];
	/** The id of a case, or of another trail. */
	case_id: string;
	/** `missing`: no row is there. `extra`: there should be none. */
	kind: 'changed' | 'missing' | 'extra';
}

/**
 * Compares the rows of all projections with what the trails make of them. Trails come in the order of their ids, so
 * that rows nobody folds are met in between, and no more than one page of trails is held.
 */
export class RowComparison {
	readonly #pending = new Map<Projection, Map<string, string>>();
	#comparedTo: string | null = null;
	#newest: string | null = null;
	caseCount = 0;

	constructor(
		private readonly db: Kysely<StoreTables>,
		private readonly onDifference: (difference: Difference) => void,
	) {}

	/** Takes the rows of a trail that is at its end. */
	add(folded: readonly FoldedRows[]) {
		for (const { projection, trailId, rows } of folded) {
			this.#newest = trailId;
			if (rows.length === 0) continue;
			if (projection.table === 'cases') this.caseCount += 1;
			const pending = this.#pending.get(projection) ?? new Map<string, string>();
			this.#pending.set(projection, pending.set(trailId, describeRows(projection.columns, rows)));
		}
	}

	/** Compares what was added. `isLast`: also finds the rows behind the last trail. */
	async flush(isLast: boolean) {
		if (!isLast && this.#newest === this.#comparedTo) return;
		for (const projection of projections) await this.#compare(projection, isLast ? null : this.#newest);
		this.#pending.clear();
		this.#comparedTo = this.#newest;
	}

	async #compare(projection: Projection, upTo: string | null) {
		const { table, trailColumn, columns } = projection;
		const pending = this.#pending.get(projection) ?? new Map<string, string>();
		const names = sql.join(columns.map((column) => sql.ref(column)));
		const trail = sql.ref(trailColumn);
		const after = this.#comparedTo === null ? sql`true` : sql`${trail} > ${this.#comparedTo}`;
		const before = upTo === null ? sql`true` : sql`${trail} <= ${upTo}`;
		const query = sql<ProjectedRow>`select ${names} from ${sql.table(table)} where ${after} and ${before}`;
		const stored = Map.groupBy((await query.execute(this.db)).rows, (row) => String(row[trailColumn]));
		for (const [trailId, rows] of stored) {
			const expected = pending.get(trailId);
			pending.delete(trailId);
			if (expected === describeRows(columns, rows)) continue;
			this.onDifference({ table, case_id: trailId, kind: expected === undefined ? 'extra' : 'changed' });
		}
		for (const trailId of pending.keys()) this.onDifference({ table, case_id: trailId, kind: 'missing' });
	}
}
