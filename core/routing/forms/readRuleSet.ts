import { definitionInvalid } from '../../definition';
import { pointerStep, type Finding } from '../../findings';
import { isRecord } from '../table/readOutcome';
import type { RoutingTable, TableFinding } from '../types';
import { parseTable } from './parsedTable';

const codesOfColumns: ReadonlySet<TableFinding['code']> = new Set(['COLUMN_INVALID', 'COLUMN_IDLE']);

const placeOf = (list: unknown, holds: (entry: Readonly<Record<string, unknown>>) => boolean): number =>
	Array.isArray(list) ? list.findIndex((entry) => isRecord(entry) && holds(entry)) : -1;

/** Where a finding about a table points in it; the whole where it is about no rule and no column, or about several. */
function pointerOf(table: Readonly<Record<string, unknown>>, { code, rules: [rule], column }: TableFinding): string {
	if (rule === undefined) {
		const place = placeOf(table.columns, ({ field }) => field === column);
		return column !== undefined && codesOfColumns.has(code) && place >= 0 ? `/columns/${place}` : '';
	}
	const row = /^row (\d+)$/.exec(rule)?.[1];
	const named = placeOf(table.rules, ({ id }) => typeof id === 'string' && id.trim() === rule);
	const place = named < 0 && row !== undefined ? Number(row) - 1 : named;
	if (place < 0) return '';
	return `/rules/${place}${column === undefined ? '' : `/when/${pointerStep(column)}`}`;
}

/**
 * The table that is kept as a rule set: the JSON form, as it was read, under the name it is saved by. Equal tables have
 * equal bodies, whether or not they spell out what is default. Has no `version`, which is the number it is saved under.
 * Does not lint: a draft may have overlaps and gaps. Throws `DEFINITION_INVALID` with all findings in `details.findings`.
 */
export function readRuleSet(value: unknown, name: string): RoutingTable {
	const { table, findings } = parseTable(value);
	const faults: Finding[] = findings.map((finding) => ({
		pointer: isRecord(value) ? pointerOf(value, finding) : '',
		message: finding.message,
		fix: finding.fix,
	}));
	if (isRecord(value) && value.version !== undefined) {
		const message = 'It names a version, which is the number it is saved under';
		faults.push({ pointer: '/version', message, fix: 'Leave the version out' });
	}
	if (table === null || faults.length > 0) throw definitionInvalid({ kind: 'rule_set', name }, faults);
	return table;
}
