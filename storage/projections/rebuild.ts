import { commandPartName, entryId, logCaseId, TriageError } from '../../core';
import { readBody, recordedEntry } from '../log/entries';
import type { Ports } from '../log/ports';
import { readTrails } from '../log/readTrails';
import type { WorkUnit } from '../log/unit';
import type { CommandContext, RebuildResult } from '../store';
import { RowComparison, type Difference } from './compare';
import { TrailFold } from './fold';
import { refoldTrails } from './refold';
import { projections } from './registry';

/** Folds every trail and finds the rows that differ, page by page. */
async function findDifferences(unit: WorkUnit): Promise<Difference[]> {
	const differences: Difference[] = [];
	const rows = new RowComparison(unit.db, (difference) => differences.push(difference));
	let fold = null as TrailFold | null;
	for await (const page of readTrails(unit.db, { partName: commandPartName })) {
		for (const { row, parts } of page) {
			if (fold?.trailId !== row.case_id) {
				if (fold !== null) rows.add(fold.rows());
				fold = new TrailFold(row.case_id);
			}
			fold.add(recordedEntry(readBody(row.body), parts[0]?.bytes ?? null));
		}
		await rows.flush(false);
	}
	if (fold !== null) rows.add(fold.rows());
	await rows.flush(true);
	return differences;
}

/** Makes the rows that differ again, and appends an entry that says how many. */
export async function rebuildProjections(
	unit: WorkUnit,
	context: CommandContext,
	ports: Ports,
): Promise<RebuildResult> {
	const id = entryId(context.command_id, 0);
	const earlier = unit.findEntry(id);
	if (earlier !== null && earlier.body.c.type !== 'log.rebuilt') {
		throw new TriageError('COMMAND_REUSED', `Command '${context.command_id.slice(0, 40)}' ran before`, 'Take a new id');
	}
	const differences = await findDifferences(unit);
	await refoldTrails(unit.db, [...new Set(differences.map(({ case_id }) => case_id))]);
	if (earlier !== null) return { differences, idx: earlier.body.s.idx };
	await unit.load(logCaseId);
	const [placed] = unit.append(logCaseId, [
		{
			id,
			type: 'log.rebuilt',
			occurred_at: ports.now(),
			actor: context.actor,
			...(context.run && { run: context.run }),
			data: { differing: differences.length, tables: projections.map(({ table }) => table) },
			parts: [],
		},
	]);
	return { differences, idx: placed!.body.s.idx };
}
