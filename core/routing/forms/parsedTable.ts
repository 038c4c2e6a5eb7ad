import { readTable } from '../table/readTable';
import type { RoutingTable, TableFinding } from '../types';

/** A table that was read from text; null where it has findings. */
export interface ParsedTable {
	table: RoutingTable | null;
	findings: TableFinding[];
}

/** A table from a loose value, with all that keeps it from being used. */
export function parseTable(value: unknown): ParsedTable {
	const { read, findings } = readTable(value);
	return { table: findings.length === 0 && read !== null ? read.table : null, findings };
}
