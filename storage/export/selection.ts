import { TriageError } from '../../core';
import type { ExportRange, ExportSource } from './source';

/** Which entries to export. */
export type ExportSelection =
	| { kind: 'case'; case_id: string }
	/** A range of indexes, without its end. */
	| { kind: 'period'; from: number; to: number }
	/** What the log dated from one instant to before another, both ISO 8601 in UTC; to its end without the second. */
	| { kind: 'period'; from_at: string; to_at?: string }
	| { kind: 'full' };

export interface StoredCheckpoint {
	size: number;
	note: string;
}

/** The newest checkpoint of a log with `size` entries, or null. Throws `EVIDENCE_INVALID` when it covers more. */
export async function newestCheckpoint(source: ExportSource, size: number): Promise<StoredCheckpoint | null> {
	let newest: StoredCheckpoint | null = null;
	for await (const checkpoint of source.checkpoints()) newest = checkpoint;
	if (newest === null || newest.size <= size) return newest;
	throw new TriageError(
		'EVIDENCE_INVALID',
		`The log has ${size} entries, and a checkpoint of ${newest.size} was signed: entries are missing`,
		'Restore the store from a copy that has them',
	);
}

async function checkCase(source: ExportSource, caseId: string): Promise<void> {
	const { done } = await source.entries({ case_id: caseId })[Symbol.asyncIterator]().next();
	if (!done) return;
	throw new TriageError(
		'CASE_NOT_FOUND',
		`There is no case '${caseId.slice(0, 40)}'`,
		'Check the case id; Triage Case: Get Many lists the cases there are',
	);
}

/**
 * Where the entries of a selection stand. Throws `CASE_NOT_FOUND` and, for a period without entries or with some that
 * the log does not hold, `PERIOD_EMPTY`.
 */
export async function findRange(
	source: ExportSource,
	selection: ExportSelection,
	{ first, size }: { first: number; size: number },
): Promise<ExportRange> {
	if (selection.kind === 'case') {
		await checkCase(source, selection.case_id);
		return { case_id: selection.case_id };
	}
	if (selection.kind === 'full') return { from: first, to: size };
	const isTimed = 'from_at' in selection;
	const { from, to } = isTimed ? await source.findPeriod(selection.from_at, selection.to_at) : selection;
	if (from >= first && from < to && to <= size) return { from, to };
	const held = `the log holds entries from ${first} to before ${size}`;
	const end = isTimed && selection.to_at !== undefined ? `before ${selection.to_at}` : 'now';
	throw new TriageError(
		'PERIOD_EMPTY',
		isTimed
			? `Nothing was recorded from ${selection.from_at} to ${end}; ${held}`
			: `There are not all entries from ${from} to before ${to}; ${held}`,
		'Choose a period with at least one entry',
	);
}
