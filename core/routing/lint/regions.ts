import type { PathStep } from '../../gate';
import { nullAtom } from '../cells/atoms';
import { intersect, firstOf, isEmpty, isSame, type Ranges } from '../cells/ranges';
import type { ModelColumn, ModelRule, TableModel } from '../table/model';
import type { ColumnValue, TableFinding } from '../types';
import type { Box } from './boxes';

/** The inputs that a rule matches. */
export function boxOf({ conditions }: ModelRule): Box {
	return conditions.map(({ ranges }) => ranges);
}

/** What the author says can come; where nothing is declared, anything that is there. */
export function declaredBox({ columns }: TableModel): Box {
	return columns.map(({ axis }) => axis.declared ?? [nullAtom, axis.size]);
}

/** Inputs as cells by field, of the columns that matter. */
export function regionOf({ columns }: TableModel, box: Box): Record<string, string> {
	const cells = columns.map(({ field, axis }, index) => [field, axis.cellOf(box[index]!)] as const);
	return Object.fromEntries(cells.filter((cell): cell is [string, string] => cell[1] !== null));
}

/** Inputs in words: `type "bug" and age [29..30]`. */
export function describeRegion(region: Record<string, string>): string {
	const parts = Object.entries(region).map(([field, cell]) => `${field} ${cell}`);
	return parts.length === 0 ? 'every item' : parts.join(' and ');
}

/** Puts a value where a path leads, as far as nothing else is there. */
function place(facts: Record<string, unknown>, steps: readonly PathStep[], value: ColumnValue): void {
	let holder: object = facts;
	for (const [index, step] of steps.entries()) {
		const isLast = index === steps.length - 1;
		const present: unknown = Object.hasOwn(holder, step) ? (holder as Record<PathStep, unknown>)[step] : undefined;
		if (!isLast && typeof present === 'object' && present !== null) {
			holder = present;
			continue;
		}
		if (present !== undefined) return;
		const next = isLast ? value : typeof steps[index + 1] === 'number' ? [] : {};
		// Also for a field that is named __proto__.
		Object.defineProperty(holder, step, { value: next, enumerable: true, configurable: true, writable: true });
		if (typeof next === 'object' && next !== null) holder = next;
	}
}

function preferredAtom({ axis }: ModelColumn, ranges: Ranges): number | undefined {
	const likely = intersect(ranges, axis.declared ?? axis.typed);
	const typed = isEmpty(likely) ? intersect(ranges, axis.typed) : likely;
	return firstOf(isEmpty(typed) ? ranges : typed);
}

/** An input of the box, with only the fields that matter. */
export function sampleFacts({ columns }: TableModel, box: Box): Record<string, unknown> {
	const facts: Record<string, unknown> = {};
	for (const [index, column] of columns.entries()) {
		const ranges = box[index]!;
		if (isSame(ranges, column.axis.all)) continue;
		const atom = preferredAtom(column, ranges);
		const value = atom === undefined ? undefined : column.axis.sample(atom);
		if (value !== undefined) place(facts, column.steps, value);
	}
	return facts;
}

/** Region and input of a finding. */
export function evidenceOf(model: TableModel, box: Box): Required<Pick<TableFinding, 'region' | 'facts'>> {
	return { region: regionOf(model, box), facts: sampleFacts(model, box) };
}
