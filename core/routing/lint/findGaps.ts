import { isEmpty, type Ranges } from '../cells/ranges';
import { blocking } from '../table/findings';
import type { TableModel } from '../table/model';
import type { TableFinding } from '../types';
import { findUncovered, type Box, type Budget } from './boxes';
import { boxOf, describeRegion, evidenceOf } from './regions';

/**
 * Inputs that no rule matches, whatever stands in the columns whose values are not known: combinations of truth values, of
 * declared values, and of the whole numbers between the outermost ones that rules name. Without such columns there are none.
 */
export function* eachGap(model: TableModel, budget: Budget): Generator<Box> {
	const known = model.columns.flatMap(({ axis }, column) => (axis.domain === null ? [] : [column]));
	if (known.length === 0) return;
	const covers = model.rules
		.map(boxOf)
		.filter((box) => !box.some(isEmpty))
		.map((box) => known.map((column) => box[column]!));
	const domain = known.map((column) => model.columns[column]!.axis.domain!);
	for (const gap of findUncovered(domain, covers, budget)) {
		yield model.columns.map(({ axis }, column): Ranges => gap[known.indexOf(column)] ?? axis.all);
	}
}

const maxListed = 20;

/** Gaps as findings. A table with a default has none: it takes what no rule matches. */
export function findGaps(model: TableModel, budget: Budget): TableFinding[] {
	if (model.table.default !== undefined || model.rules.length === 0) return [];
	const findings: TableFinding[] = [];
	const fix = 'Add a rule for it, widen one, or give the table a default';
	for (const gap of eachGap(model, budget)) {
		if (findings.length === maxListed) {
			return [
				...findings,
				blocking('TABLE_GAP', [], 'There are more gaps', 'Mend the ones that are listed and look again'),
			];
		}
		const evidence = evidenceOf(model, gap);
		findings.push(blocking('TABLE_GAP', [], `No rule matches ${describeRegion(evidence.region)}`, fix, evidence));
	}
	return findings;
}
