import { blocking } from '../table/findings';
import { parseTable, type ParsedTable } from './parsedTable';

/** A table from JSON text. */
export function parseTableJson(text: string): ParsedTable {
	let value: unknown;
	try {
		value = JSON.parse(text.replace(/^\ufeff/, ''));
	} catch (cause) {
		const message = `The text is no JSON: ${(cause as Error).message}`;
		return { table: null, findings: [blocking('TABLE_INVALID', [], message, 'Correct it there, or paste CSV')] };
	}
	return parseTable(value);
}
