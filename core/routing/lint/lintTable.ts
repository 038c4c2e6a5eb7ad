import { asCompiledTable } from '../decide/decide';
import { warning } from '../table/findings';
import { buildModel } from '../table/model';
import type { TableFinding } from '../types';
import type { Budget } from './boxes';
import { checkExamples } from './checkExamples';
import { findGaps } from './findGaps';
import { findIdle } from './findIdle';
import { findUndeclaredValues, findUnknownRoles } from './findNames';
import { findOverlaps } from './findOverlaps';
import { findUnreachable } from './findUnreachable';

export interface LintOptions {
	/** Names of all roles there are; without them roles are not looked at. */
	roles?: readonly string[];
}

/** Some tenths of a second of work for each of the searches, however the table is made. */
const maxSteps = 5_000_000;

function exhausted(what: string): TableFinding {
	return warning(
		'LINT_INCOMPLETE',
		[],
		`The table has too many combinations to look for all ${what}`,
		'Split it into smaller tables, or check it with examples',
	);
}

/**
 * What is wrong with a table, blocking findings first; never throws because of the table. Blocking: what keeps it from
 * being compiled, overlaps that the hit policy cannot decide, gaps, rules that can never win, roles and values that there
 * are not, examples that do not hold. Overlaps and gaps are found within the declared values; gaps only where all values of
 * a column are known. A table with very many combinations is not searched to the end, which `LINT_INCOMPLETE` says.
 */
export function lintTable(table: unknown, { roles }: LintOptions = {}): TableFinding[] {
	const { model, findings } = buildModel(table);
	if (model === null) return findings;
	const isWhole = findings.length === 0;
	const budgets: Record<'overlaps' | 'gaps' | 'unreachable rules', Budget> = {
		overlaps: { left: maxSteps },
		gaps: { left: maxSteps },
		'unreachable rules': { left: maxSteps },
	};
	const found = [
		...findings,
		...findOverlaps(model, budgets.overlaps),
		// A rule that cannot be read might fill the gap, or be what the example reaches.
		...(isWhole ? findGaps(model, budgets.gaps) : []),
		...findUnreachable(model, budgets['unreachable rules']),
		...(roles === undefined ? [] : findUnknownRoles(model, roles)),
		...findUndeclaredValues(model),
		...(isWhole ? checkExamples(asCompiledTable(model)) : []),
		...findIdle(model),
		...Object.entries(budgets).flatMap(([what, { left }]) => (left < 0 ? [exhausted(what)] : [])),
	];
	const isBlocking = ({ severity }: TableFinding) => severity === 'blocking';
	return [...found.filter(isBlocking), ...found.filter((finding) => !isBlocking(finding))];
}
