import { tableInvalid } from '../table/findings';
import { isRecord } from '../table/readOutcome';
import type { RoutingTable } from '../types';
import { parseTable, type ParsedTable } from './parsedTable';
import { parseTableCsv, type TableSettings } from './parseTableCsv';
import { parseTableJson } from './parseTableJson';

function parsePasted(pasted: unknown, settings: TableSettings): ParsedTable {
	if (typeof pasted !== 'string') return parseTable(isRecord(pasted) ? { ...settings, ...pasted } : pasted);
	return /^\ufeff?\s*\{/.test(pasted) ? parseTableJson(pasted, settings) : parseTableCsv(pasted, settings);
}

/**
 * A table that somebody pasted: CSV, JSON, or the object itself. `settings` has what it does not say: CSV says none of it,
 * JSON may. Throws `TABLE_INVALID` with all that is wrong in `details.findings`.
 */
export function readPastedTable(pasted: unknown, settings: TableSettings): RoutingTable {
	const { table, findings } = parsePasted(pasted, settings);
	if (table === null) throw tableInvalid(settings.id, findings);
	return table;
}
