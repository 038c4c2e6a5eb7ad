import fc from 'fast-check';

import {
	compileTable,
	parseTableCsv,
	parseTableJson,
	readPastedTable,
	writeTableCsv,
	type RoutingRule,
	type RoutingTable,
	type TableFinding,
} from '../../../core';
import { tableArbitrary } from './arbitraries';

const settings = { id: 'support', version: 3, hit_policy: 'first' } as const;
const parse = (...lines: string[]) => parseTableCsv(lines.join('\n'), settings);
const findingsOf = (...lines: string[]): Partial<TableFinding>[] => parse(...lines).findings;

const full: RoutingTable = {
	...settings,
	columns: [
		{ field: 'customer.tier', type: 'string' },
		{ field: 'type', type: 'string', values: '"bug","billing"' },
		{ field: 'age', type: 'integer', values: '[0..120]' },
		{ field: 'vip', type: 'boolean' },
	],
	rules: [
		{
			id: 'young, gold',
			when: { 'customer.tier': 'gold', type: '"bug", "billing"', age: '< 18', vip: '*' },
			then: {
				owner_role: 'Care',
				backup_role: 'Desk',
				accountable_role: 'Head "of" Care',
				consulted: ['Legal', 'Sales; EU'],
				informed: ['Board', 'Press'],
				respond_within: { amount: 1.5, unit: 'business_hours' },
				priority: 'high',
			},
			priority: 2,
			examples: [{ facts: { age: 3, note: 'line\nbreak' } }],
		},
		{
			id: 'rest',
			when: { 'customer.tier': '*', type: 'not(bug)', age: '*', vip: 'true' },
			then: { owner_role: 'Desk' },
		},
	],
};

test('a table goes to CSV and comes back as it was', () => {
	const text = writeTableCsv(full);
	expect(text.split('\n')[0]).toBe(
		[
			'rule.id',
			'customer.tier',
			'"type: string ""bug"",""billing"""',
			'age: integer [0..120]',
			'vip: boolean',
			'then.owner_role',
			'then.backup_role',
			'then.accountable_role',
			'then.consulted',
			'then.informed',
			'then.respond_within',
			'then.priority',
			'rule.priority',
			'rule.examples',
		].join(','),
	);
	expect(parseTableCsv(text, settings)).toEqual({ table: full, findings: [] });
});

test('a table without rules, and one without what is optional, have the headers that are needed', () => {
	expect(writeTableCsv({ id: 't', columns: [{ field: 'x', type: 'number' }], rules: [] })).toBe(
		'rule.id,x: number,then.owner_role\n',
	);
	const { table } = parseTableCsv('rule.id,x: number,then.owner_role\n', { id: 't' });
	expect(table).toMatchObject({ id: 't', hit_policy: 'unique', rules: [] });
});

test('all tables mean the same after they were written and read', () => {
	const types = ['string', 'integer', 'date', 'datetime', 'boolean'] as const;
	fc.assert(
		fc.property(tableArbitrary({ types, maxRules: 6, declares: true }), ({ table: raw }) => {
			// White space around a cell is not kept.
			const trim = (when: RoutingRule['when']) =>
				Object.fromEntries(Object.entries(when).map(([field, cell]) => [field, String(cell).trim()]));
			const table = { ...raw, rules: raw.rules.map((rule) => ({ ...rule, when: trim(rule.when) })) };
			const { table: read, findings } = parseTableCsv(writeTableCsv(table), {
				id: table.id,
				hit_policy: table.hit_policy,
			});
			expect(findings).toEqual([]);
			const withoutValues = ({ columns, ...rest }: RoutingTable) => ({
				...rest,
				columns: columns.map(({ field, type }) => ({ field, type })),
			});
			expect(withoutValues(read!)).toEqual(withoutValues(compileTable(table).table));
			expect(writeTableCsv(read!)).toBe(writeTableCsv(table));
		}),
		{ numRuns: 100 },
	);
});

test.each([
	['commas', ','],
	['semicolons', ';'],
	['tabs', '\t'],
])('a sheet may part its cells with %s, and end lines as it likes', (_, sign) => {
	const lines = [
		['rule.id', 'type', 'age: number', 'then.owner_role'],
		['a', '"""bug"",""crash"""', '>= 18', 'Product'],
		['b', 'billing', '*', '"Billing, EU; West\tEnd"'],
	].map((cells) => cells.join(sign));
	const expected = [
		{ id: 'a', when: { type: '"bug","crash"', age: '>= 18' }, then: { owner_role: 'Product' } },
		{ id: 'b', when: { type: 'billing', age: '*' }, then: { owner_role: 'Billing, EU; West\tEnd' } },
	];
	for (const end of ['\n', '\r\n', '\r', '\n\n', `\n${sign.repeat(3)}\n`]) {
		expect(parseTableCsv(`\ufeff${lines.join(end)}`, settings)).toMatchObject({
			table: { rules: expected },
			findings: [],
		});
	}
});

test('cells that are pasted from a sheet with tabs keep their quotes', () => {
	const { table } = parse('rule.id\ttype\tthen.owner_role', 'a\t"bug","crash"\tProduct', 'b\t"billing"\tBilling');
	expect(table?.rules.map(({ when }) => when.type)).toEqual(['"bug","crash"', 'billing']);
});

test('findings name the line and the column', () => {
	expect(
		findingsOf(
			'rule.id,age: integer,then.owner_role,then.priority',
			'a,17..30,A,',
			'',
			'b,,B,asap',
			'"c\nd",5,,',
			',5,A,',
		),
	).toMatchObject([
		{
			code: 'CELL_UNREADABLE',
			rules: ['a'],
			line: 2,
			column: 'age',
			position: 3,
			message: "Line 2: Rule 'a': column age has .. outside of brackets, at position 3",
		},
		{ code: 'CELL_BLANK', rules: ['b'], line: 4, column: 'age', message: "Line 4: Rule 'b': column age is blank" },
		{ code: 'OUTCOME_INVALID', rules: ['b'], line: 4, message: "Line 4: Rule 'b': 'priority' is text \"asap\"" },
		{ code: 'OUTCOME_INVALID', rules: ['c\nd'], line: 5 },
		{ code: 'RULE_INVALID', rules: ['row 4'], line: 7, message: "Line 7: Rule 4: 'id' is empty" },
	]);
});

test.each<[string, string[], Partial<TableFinding>[]]>([
	['nothing', [''], [{ code: 'CSV_INVALID', line: 1, message: 'Line 1: there is nothing' }]],
	[
		'headers that are missing, blank, unknown or there twice',
		['age,,then.owner,age', '1,2,3,4'],
		[
			{ code: 'CSV_INVALID', message: 'Line 1: there is no column rule.id' },
			{ message: 'Line 1: there is no column then.owner_role' },
			{ message: 'Line 1: column 2 has no header' },
			{ message: 'Line 1: there is no then.owner', column: 'then.owner' },
			{ message: 'Line 1: column age is there twice', column: 'age' },
		],
	],
	[
		'lines with too many and too few cells',
		['rule.id,type,then.owner_role', 'a,bug,crash,Product', 'b,bug'],
		[
			{ line: 2, message: 'Line 2: it has 4 cells, and there are 3 headers' },
			{ line: 3, message: 'Line 3: it has 2 cells, and there are 3 headers' },
		],
	],
	[
		'a quote that is not closed',
		['rule.id,type,then.owner_role', 'a,"bug,A', 'b,bug,B'],
		[{ code: 'CSV_INVALID', line: 2, message: 'Line 2: A quote is not closed' }],
	],
	[
		'text after a closing quote',
		['rule.id,type,then.owner_role', '"a\nb","bug" or "crash",A'],
		[{ code: 'CSV_INVALID', line: 3, message: 'Line 3: Text follows a closing quote' }],
	],
	[
		'a type that there is not',
		['rule.id,age: int,then.owner_role', 'a,5,A'],
		[
			{
				code: 'COLUMN_INVALID',
				line: 1,
				column: 'age',
				fix: 'Did you mean integer? Types are boolean, date, datetime, integer, number, string',
			},
		],
	],
	[
		'durations, numbers and examples that are none',
		['rule.id,x,then.owner_role,then.respond_within,rule.priority,rule.examples', 'a,x,A,soon,high,none'],
		[
			{ code: 'OUTCOME_INVALID', line: 2, message: "Line 2: Rule 'a': 'respond_within' cannot be read" },
			{ code: 'RULE_INVALID', line: 2, message: "Line 2: Rule 'a': 'priority' is text \"high\"" },
			{ code: 'RULE_INVALID', line: 2, message: "Line 2: Rule 'a': 'examples' cannot be read" },
		],
	],
])('CSV with %s is refused', (_, lines, findings) => {
	const parsed = parse(...lines);
	expect(parsed.table).toBeNull();
	expect(parsed.findings).toMatchObject(findings);
});

test('a field that is named like a header of rules is quoted', () => {
	const { table } = parse('rule.id,"[""rule""].id",then.owner_role', 'a,x,A');
	expect(table).toMatchObject({
		columns: [{ field: '["rule"].id' }],
		rules: [{ id: 'a', when: { '["rule"].id': 'x' } }],
	});
});

test('JSON is read with the findings of the table, or told where it breaks off', () => {
	expect(parseTableJson(`\ufeff${JSON.stringify(full)}`)).toEqual({ table: full, findings: [] });
	expect(parseTableJson('{"id": "t", "columns": [')).toMatchObject({
		table: null,
		findings: [
			{
				code: 'TABLE_INVALID',
				severity: 'blocking',
				message: expect.stringMatching(/^The text is no JSON: /) as string,
			},
		],
	});
	expect(parseTableJson('5')).toMatchObject({ table: null, findings: [{ message: 'The table is the number 5' }] });
});

describe('a pasted table', () => {
	const { version: _version, hit_policy: _policy, ...unset } = full;
	const csv = writeTableCsv(full);

	test.each<[string, unknown]>([
		['CSV', csv],
		['CSV after a byte order mark', `\ufeff${csv}`],
		['JSON', JSON.stringify(unset)],
		['an object', unset],
	])('as %s takes from the settings what it does not say', (_, pasted) => {
		expect(readPastedTable(pasted, settings)).toEqual(full);
	});

	test('keeps what it says itself', () => {
		const own = { ...full, id: 'own', version: 9, hit_policy: 'any' as const };
		for (const pasted of [own, JSON.stringify(own)]) expect(readPastedTable(pasted, settings)).toEqual(own);
	});

	test('may begin with a column whose name is in brackets', () => {
		expect(readPastedTable('["a.b"],rule.id,then.owner_role\nx,r,Desk\n', settings).columns).toEqual([
			{ field: '["a.b"]', type: 'string' },
		]);
	});

	test.each([null, undefined, 5, [], '', '{', 'hello', '{"rules":[]}'])(
		'of %j is refused with what to do',
		(pasted) => {
			expect(() => readPastedTable(pasted, settings)).toThrow(
				expect.objectContaining({
					code: 'TABLE_INVALID',
					fix: expect.stringMatching(/./) as string,
					details: { findings: expect.any(Array) as unknown },
				}) as Error,
			);
		},
	);
});
