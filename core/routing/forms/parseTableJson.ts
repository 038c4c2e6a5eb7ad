import { blocking } from '../table/findings';
import { isRecord } from '../table/readOutcome';
import { parseTable, type ParsedTable } from './parsedTable';
import type { TableSettings } from './parseTableCsv';

/** A table from JSON text. `settings` has what the text may leave out; what it says itself counts. */
export function parseTableJson(text: string, settings: Partial<TableSettings> = {}): ParsedTable {
	let value: unknown;
	try {
		value = JSON.parse(text.replace(/^\ufeff/, ''));
	} catch (cause) {
		const message = `The text is no JSON: ${(cause as Error).message}`;
		return { table: null, findings: [blocking('TABLE_INVALID', [], message, 'Correct it there, or paste CSV')] };
	}
	return parseTable(isRecord(value) ? { ...settings, ...value } : value);
}
