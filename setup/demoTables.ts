import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { N8nApi } from './n8nApi';

/** A table of n8n that the demo of the connectors answers from, with the rows it begins with. */
export interface DemoTable {
	name: string;
	/** Columns that together name a row. */
	key: string[];
	columns: Array<{ name: string; type: 'string' | 'number' }>;
	rows: Array<Record<string, string | number>>;
}

/** The tables as the pack has them, beside its workflows. */
export function readDemoTables(folder = join(__dirname, '..', 'workflows')): DemoTable[] {
	return JSON.parse(readFileSync(join(folder, 'demo', 'tables.json'), 'utf8')) as DemoTable[];
}

/** What became of one table. */
export interface DoneTable {
	name: string;
	action: 'created' | 'unchanged' | 'restored';
	row_count: number;
}

export interface TableOptions {
	/** Says what would be done, and does nothing. */
	isDryRun?: boolean;
	/** Gives the rows of the demo their first values back in tables that are there. Other rows stay. */
	restore?: boolean;
}

const filterOf = ({ key }: DemoTable, row: DemoTable['rows'][number]) => ({
	type: 'and',
	filters: key.map((columnName) => ({ columnName, condition: 'eq', value: row[columnName] })),
});

/** Makes the tables that are not there, with their rows. */
export async function setUpTables(
	api: N8nApi,
	tables: readonly DemoTable[],
	{ isDryRun = false, restore = false }: TableOptions = {},
	tell: (done: DoneTable) => void = () => undefined,
): Promise<DoneTable[]> {
	const existing = await api.list<{ id: string; name: string }>('/data-tables');
	const ids = new Map(existing.map(({ id, name }) => [name, id]));
	const all: DoneTable[] = [];
	for (const table of tables) {
		const { name, columns, rows } = table;
		const there = ids.get(name);
		const action = there === undefined ? 'created' : restore ? 'restored' : 'unchanged';
		if (!isDryRun && action !== 'unchanged') {
			const id = there ?? (await api.call<{ id: string }>('POST', '/data-tables', { name, columns })).id;
			for (const row of rows) {
				await api.call('POST', `/data-tables/${id}/rows/upsert`, { filter: filterOf(table, row), data: row });
			}
		}
		const done: DoneTable = { name, action, row_count: rows.length };
		all.push(done);
		tell(done);
	}
	return all;
}

/** Takes the tables of the demo out, with every row in them. */
export async function removeTables(
	api: N8nApi,
	tables: readonly DemoTable[],
	{ isDryRun = false }: Pick<TableOptions, 'isDryRun'>,
	tell: (name: string) => void,
): Promise<void> {
	const names = new Set(tables.map(({ name }) => name));
	for (const { id, name } of await api.list<{ id: string; name: string }>('/data-tables')) {
		if (!names.has(name)) continue;
		if (!isDryRun) await api.call('DELETE', `/data-tables/${id}`);
		tell(name);
	}
}
