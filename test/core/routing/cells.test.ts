import { decide, lintTable, type ColumnType, type RoutingTable } from '../../../core';

const tableOf = (type: ColumnType, cell: string | number | boolean): RoutingTable => ({
	id: 't',
	columns: [{ field: 'x', type }],
	rules: [{ id: 'r', when: { x: cell }, then: { owner_role: 'A' } }],
});

/** `yes`, `no`, or `unknown` where the rule cannot be decided. */
function verdictOf(type: ColumnType, cell: string | number | boolean, facts: unknown): string {
	const { matched, undecidable } = decide(tableOf(type, cell), facts);
	return matched.length > 0 ? 'yes' : undecidable.length > 0 ? 'unknown' : 'no';
}

test.each<[ColumnType, string | number | boolean, unknown[], unknown[], unknown[]]>([
	['string', '*', ['a', '', null, undefined, 5], [], []],
	['string', '-', ['a', null, undefined], [], []],
	['string', '"a"', ['a'], ['A', 'a ', ''], [null, undefined, 5, ['a'], true]],
	['string', 'a', ['a'], ['b'], [null]],
	['string', "'a'", ['a'], ['b'], []],
	['string', '""', [''], ['a'], [null]],
	['string', 'very urgent , low', ['very urgent', 'low'], ['very', 'urgent'], []],
	['string', "don't know", ["don't know"], ['don'], []],
	['string', '404', ['404'], ['4040'], [404]],
	['string', 404, ['404'], ['4040'], [404]],
	['string', 'true', ['true'], ['false'], [true]],
	['string', 'not sure', ['not sure'], ['sure'], []],
	['string', 'nullable', ['nullable'], ['null'], [null]],
	['string', '"null"', ['null'], ['x'], [null]],
	['string', 'null', [null], ['null', ''], [undefined, 0]],
	['string', 'null, "a"', [null, 'a'], ['b'], [undefined]],
	['string', 'not("a", b)', ['c', ''], ['a', 'b'], [null, undefined]],
	['string', 'not( null )', ['c', ''], [null], [undefined, 5]],
	['string', '"a\\"b\\u00e9\\\\"', ['a"bé\\'], ['a'], []],
	['string', '"ü","😀"', ['ü', '😀'], ['u\u0308'], []],
	['string', '"\ud800"', ['\ud800'], ['\ud801'], []],
	['boolean', 'true', [true], [false], ['true', 1, null, undefined]],
	['boolean', true, [true], [false], []],
	['boolean', 'not(true)', [false], [true], [null]],
	['boolean', 'true,false', [true, false], [], [null]],
	['number', '18', [18, 18.0], [17.999], ['18', null, NaN, Infinity]],
	['number', '-0.5e1', [-5], [5], []],
	['number', '0', [0, -0], [1e-300], []],
	['number', '>= 18', [18, 1e308], [17.9], []],
	['number', '<-1', [-1.1], [-1, 0], []],
	['number', '(0..1)', [0.5], [0, 1], []],
	['number', ']0..1[', [0.5], [0, 1], []],
	['number', '[0..1)', [0, 0.999], [1], []],
	['number', '(0..1]', [1], [0], []],
	['number', '[0..0]', [0], [1], []],
	['number', 'not([0..1], > 5)', [-1, 2, 5], [0, 1, 6], []],
	['integer', '> 17', [18], [17], [17.5, '18']],
	['integer', '(17..19)', [18], [17, 19], []],
	['integer', '9007199254740991', [9007199254740991], [9007199254740990], [9007199254740992, 1e300]],
	[
		'date',
		'2026-05-04',
		['2026-05-04'],
		['2026-05-05'],
		['2026-05-04T00:00:00Z', '2026-5-4', '2026-02-30', '2026-13-01', 20260504],
	],
	['date', '[2026-02-28..2026-03-01)', ['2026-02-28'], ['2026-03-01', '2026-02-27'], ['2026-02-29']],
	['date', '>= date("2026-05-04")', ['2026-05-04'], ['2026-05-03'], [null]],
	['date', '"2026-05-04", null', ['2026-05-04', null], ['2026-05-05'], []],
	[
		'datetime',
		'< 2026-05-04T09:00:00+02:00',
		['2026-05-04T06:59:59.999Z'],
		['2026-05-04T07:00:00Z'],
		['2026-05-04', '2026-05-04T06:00:00', '2026-05-04 06:00:00Z'],
	],
	['datetime', 'date and time("2026-05-04T09:00:00Z")', ['2026-05-04T11:00:00+02:00'], ['2026-05-04T09:00:01Z'], []],
])('%s %j', (type, cell, yes, no, unknown) => {
	const verdicts = (values: unknown[]) => values.map((x) => [x, verdictOf(type, cell, { x })]);
	expect(verdicts(yes)).toEqual(yes.map((x) => [x, 'yes']));
	expect(verdicts(no)).toEqual(no.map((x) => [x, 'no']));
	expect(verdicts(unknown)).toEqual(unknown.map((x) => [x, 'unknown']));
});

test.each<[ColumnType, string, number, string, string]>([
	['integer', '17,', 4, 'ends where a value is needed', 'Write 18, >= 18, [17..30] or *'],
	['integer', '17.5', 1, 'has 17.5, which is not a whole number', 'Write 18, >= 18, [17..30] or *'],
	['integer', '"5"', 1, 'has "5", which is not a whole number', 'Write 18, >= 18, [17..30] or *'],
	['number', '1e999', 1, 'has 1e999, which is not a number', 'Write 18.5, >= 18, [17..30) or *'],
	['number', '0x10', 1, 'has 0x10, which is not a number', 'Write 18.5, >= 18, [17..30) or *'],
	['number', '17..30', 3, 'has .. outside of brackets', 'Write [17..30], or (17..30) without the ends'],
	['number', '[17,30]', 4, 'has a range without ..', 'Write both ends with two dots between them, as [17..30]'],
	['number', '[17..30', 8, 'has a range that is not closed', 'End it with ] or ), as [17..30)'],
	['number', ' [30..17]', 2, 'has a range that holds nothing', 'Write the lower end first'],
	['number', '(1..1]', 1, 'has a range that holds nothing', 'Write the lower end first'],
	['number', '>= ', 4, 'ends where a value is needed', 'Write 18.5, >= 18, [17..30) or *'],
	['number', '> null', 3, 'has null, which is not a number', 'Write 18.5, >= 18, [17..30) or *'],
	[
		'number',
		'!= 5',
		1,
		'has !',
		'Write the value alone for equal, not(…) for unequal, and a text with this sign in quotes',
	],
	[
		'number',
		'= 5',
		1,
		'has =',
		'Write the value alone for equal, not(…) for unequal, and a text with this sign in quotes',
	],
	['number', '5 and 6', 1, 'has 5 and 6, which is not a number', 'Write 18.5, >= 18, [17..30) or *'],
	['number', '5, *', 4, 'has * beside other tests', 'Leave * alone in the cell, or remove it'],
	['number', 'not(5', 6, 'is not closed', 'End not(…) with a bracket'],
	['number', 'not()', 5, 'has ) where it cannot be', 'Write 18.5, >= 18, [17..30) or *'],
	['number', 'not(5), 6', 7, 'has , where it cannot be', 'Write 18.5, >= 18, [17..30) or *'],
	['number', 'not(not(5))', 5, 'has not, which is not a number', 'Write 18.5, >= 18, [17..30) or *'],
	['boolean', 'yes', 1, 'has yes, which is not true or false', 'Write true, false or *'],
	[
		'boolean',
		'> true',
		1,
		'compares true or false with >, and only numbers and dates have an order',
		'Write true, false or *',
	],
	['string', '"a', 1, 'has a quote that is not closed', 'End the text with the same quote'],
	['string', "'a", 1, 'has a quote that is not closed', 'End the text with the same quote'],
	['string', '"\\x"', 1, 'has a text that cannot be read', 'Write \\" for a quote and \\\\ for a backslash'],
	['string', '“billing”', 1, 'has the typographic quote “', 'Write straight quotes, as "billing"'],
	['string', 'Sales (EU)', 7, 'has ( where it cannot be', 'Write "billing", "billing","bug", not("bug") or *'],
	[
		'string',
		'>= m',
		1,
		'compares a text with >, and only numbers and dates have an order',
		'Put a text with this sign in quotes, or set another type for the column',
	],
	['string', 'a..b', 2, 'has .. outside of brackets', 'Put a text with .. in quotes'],
	['string', 'a,,b', 3, 'has , where it cannot be', 'Write "billing", "billing","bug", not("bug") or *'],
	[
		'date',
		'2026-02-30',
		1,
		'has 2026-02-30, which is not a date',
		'Write 2026-05-04, >= 2026-05-04, [2026-01-01..2026-03-31] or *',
	],
	[
		'datetime',
		'2026-05-04',
		1,
		'has 2026-05-04, which is not a date with time and offset',
		'Write >= 2026-05-04T09:00:00Z or *',
	],
])('%s %j is refused at position %i', (type, cell, position, what, fix) => {
	expect(lintTable(tableOf(type, cell))).toMatchObject([
		{
			code: 'CELL_UNREADABLE',
			severity: 'blocking',
			rules: ['r'],
			column: 'x',
			position,
			message: `Rule 'r': column x ${what}, at position ${position}`,
			fix,
		},
	]);
});

test('a cell that goes on for ever is refused, and a long one is read', () => {
	const list = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`).join(',');
	expect(lintTable(tableOf('string', list(5000)))).toMatchObject([
		{ code: 'CELL_UNREADABLE', position: 1, fix: 'Split the rule into several' },
	]);
	expect(verdictOf('string', list(2000), { x: 'v1999' })).toBe('yes');
});
