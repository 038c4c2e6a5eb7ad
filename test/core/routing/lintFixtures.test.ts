import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileTable, lintTable, tableFindingCodes, type RoutingTable, type TableFinding } from '../../../core';

interface Fixture {
	description: string;
	table: RoutingTable;
	roles?: string[];
	/** All of them, in order; each has at least these fields. */
	findings: Partial<TableFinding>[];
}

const folder = join(__dirname, 'fixtures', 'lint');
const unreadable = /^(CELL|COLUMN_INVALID|RULE_INVALID|RULE_DUPLICATE|OUTCOME_INVALID|TABLE_INVALID)/;

describe.each(readdirSync(folder))('%s', (file) => {
	const fixtures = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture[];

	it.each(fixtures)('$description', ({ table, roles, findings }) => {
		const found = lintTable(table, { roles });

		expect(found).toMatchObject(findings);
		for (const { fix, message } of found) {
			expect(fix).not.toBe('');
			expect(message).not.toMatch(/undefined|\[object|NaN/);
		}
		// Compiling refuses exactly what cannot be read, and says all of it.
		const misread = found.filter(({ code }) => unreadable.test(code));
		const compile = () => compileTable(table);
		if (misread.length === 0) expect(compile).not.toThrow();
		else {
			expect(compile).toThrow(
				expect.objectContaining({ code: 'TABLE_INVALID', details: { findings: misread } }) as Error,
			);
		}
	});
});

test('every code is documented, and none that there is not', () => {
	const text = readFileSync(join(__dirname, '../../../docs/reference/error-codes.md'), 'utf8');
	const [section = ''] = text.split('## Findings of a routing table')[1]?.split('\n## ') ?? [];
	const listed = [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
	expect(listed.sort()).toEqual([...tableFindingCodes]);
});
