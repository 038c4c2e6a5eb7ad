import fc from 'fast-check';

import {
	compileTable,
	decide,
	lintTable,
	parseTableCsv,
	parseTableJson,
	TriageError,
	type RoutingTable,
	type Suggestion,
} from '../../../core';

const anything = fc.anything({
	withBigInt: true,
	withDate: true,
	withMap: true,
	withNullPrototype: true,
	withSparseArray: true,
	withTypedArray: true,
	key: fc.oneof(
		fc.string(),
		fc.constantFrom('__proto__', 'constructor', 'id', 'columns', 'rules', 'when', 'then', 'field', 'type'),
	),
});

const tableOf = (field: string, cell = '"x"'): RoutingTable => ({
	id: 't',
	columns: [{ field, type: 'string' }],
	rules: [{ id: 'r', when: { [field]: cell }, then: { owner_role: 'A' } }],
});

test('no facts and no suggestion make a decision fail', () => {
	const compiled = compileTable({
		id: 't',
		columns: [
			{ field: 'a', type: 'string' },
			{ field: 'b.c', type: 'number' },
			{ field: 'items[3].x', type: 'datetime' },
		],
		rules: [{ id: 'r', when: { a: 'x', 'b.c': '> 1' }, then: { owner_role: 'A' } }],
	});
	fc.assert(
		fc.property(anything, anything, (facts, suggestion) => {
			const limits = { threshold: undefined, min_margin: undefined };
			const asked = typeof suggestion === 'object' && suggestion !== null ? { ...suggestion, ...limits } : suggestion;
			const decision = compiled.decide(facts, asked as Suggestion);
			expect(decision.label === null).toBe(decision.owner_role !== undefined);
			expect(() => JSON.stringify(decision)).not.toThrow();
		}),
		{ numRuns: 500 },
	);
});

test('lint takes anything for a table, and compiling refuses it with findings', () => {
	const almost = fc.record(
		{
			id: fc.oneof(fc.string(), anything),
			hit_policy: fc.oneof(fc.constantFrom('first', 'any'), anything),
			columns: fc.oneof(
				fc.array(
					fc.record(
						{ field: fc.string(), type: fc.constantFrom('string', 'integer', 'x'), values: anything },
						{ requiredKeys: [] },
					),
				),
				anything,
			),
			rules: fc.oneof(
				fc.array(
					fc.record(
						{
							id: fc.oneof(fc.string(), anything),
							when: fc.oneof(fc.dictionary(fc.string(), fc.oneof(fc.string(), anything)), anything),
							then: anything,
							examples: anything,
						},
						{ requiredKeys: [] },
					),
				),
				anything,
			),
			default: anything,
		},
		{ requiredKeys: [] },
	);
	fc.assert(
		fc.property(fc.oneof(almost, anything), (table) => {
			const findings = lintTable(table, { roles: ['A'] });
			try {
				compileTable(table as RoutingTable);
				expect(findings.filter(({ code }) => code === 'TABLE_INVALID')).toEqual([]);
			} catch (thrown) {
				expect(thrown).toBeInstanceOf(TriageError);
				expect((thrown as TriageError).code).toBe('TABLE_INVALID');
				expect((thrown as TriageError).details.findings).not.toEqual([]);
			}
		}),
		{ numRuns: 500 },
	);
});

test('any text is read as CSV and JSON, or refused with findings', () => {
	const csv = fc.array(
		fc.constantFrom(
			'rule.id',
			'then.owner_role',
			'age: integer',
			',',
			';',
			'\t',
			'"',
			'\n',
			'\r',
			'a',
			'*',
			'5',
			'__proto__',
		),
		{ maxLength: 60 },
	);
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string({ unit: 'binary' }),
				csv.map((parts) => parts.join('')),
			),
			(text) => {
				for (const { table, findings } of [parseTableCsv(text, { id: 't' }), parseTableJson(text)]) {
					expect(table === null).toBe(findings.length > 0);
				}
			},
		),
		{ numRuns: 1000 },
	);
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a.__proto__', '["__proto__"].x'])(
	'the field %s is one like any other, and nothing is inherited',
	(field) => {
		const table = JSON.parse(
			JSON.stringify(tableOf('FIELD')).replaceAll('FIELD', field.replaceAll('"', '\\"')),
		) as RoutingTable;
		const holder = (value: string) =>
			JSON.parse(
				field.includes('.')
					? `{${field.startsWith('a') ? '"a":{"__proto__":' : '"__proto__":{"x":'}${value}}}`
					: `{"${field}":${value}}`,
			) as object;
		expect(decide(table, holder('"x"'))).toMatchObject({ outcome: 'A', matched: ['r'] });
		expect(decide(table, { a: {} })).toMatchObject({ matched: [], undecidable: [{ rule: 'r', missing_field: field }] });
		expect(({} as Record<string, unknown>).x).toBeUndefined();
		// The input that a finding shows holds the field as its own.
		const overlapping = {
			...table,
			rules: [...table.rules, { ...table.rules[0]!, id: 's', then: { owner_role: 'B' } }],
		};
		const facts = lintTable(overlapping)[0]?.facts;
		expect(JSON.stringify(facts)).toBe(JSON.stringify(holder('"x"')));
	},
);

test('facts that hold themselves, or are very deep, are looked at where the columns lead only', () => {
	const endless: Record<string, unknown> = { type: 'x' };
	endless.self = endless;
	let deep: unknown = 'x';
	for (let level = 0; level < 100_000; level++) deep = [deep];
	expect(decide(tableOf('self.self.self.type'), endless).outcome).toBe('A');
	expect(decide(tableOf('type'), { type: deep })).toMatchObject({
		outcome: 'triage',
		undecidable: [{ rule: 'r', missing_field: 'type', actual: 'a list of 1 entry' }],
	});
});

test('ten megabytes of text are one value', () => {
	const text = 'x'.repeat(10_000_000);
	const decision = decide(tableOf('type'), { type: text });
	expect(decision.near_misses).toMatchObject([{ rule: 'r', actual: `${'x'.repeat(79)}…` }]);
	expect(JSON.stringify(decision).length).toBeLessThan(2000);
});

test('lone surrogates and NUL in names are mended, as the store would', () => {
	const { table } = compileTable({
		id: 't\u0000',
		columns: [{ field: 'type', type: 'string' }],
		rules: [{ id: 'r\ud800', when: { type: '"\ud800"' }, then: { owner_role: ' A\udfff ' } }],
	});
	expect(table).toMatchObject({ id: 't\ufffd', rules: [{ id: 'r\ufffd', then: { owner_role: 'A\ufffd' } }] });
	expect(decide(table, { type: '\ud800' })).toMatchObject({ outcome: 'A\ufffd', conditions: [{ actual: '\ufffd' }] });
});

test('names that are too long are refused', () => {
	const long = 'x'.repeat(101);
	const findings = lintTable({
		id: long,
		columns: [{ field: 'a', type: 'string' }],
		rules: [{ id: long, when: { a: 'x' }, then: { owner_role: long, backup_role: long } }],
	});
	expect(findings.map(({ message }) => message)).toEqual([
		"The table: 'id' is 101 characters long; at most 100 are kept",
		"Rule 1: 'id' is 101 characters long; at most 100 are kept",
		"Rule 1: 'owner_role' is 101 characters long; at most 100 are kept",
		"Rule 1: 'backup_role' is 101 characters long; at most 100 are kept",
	]);
});

test('a table that would take for ever to search is searched as far as that is sensible, and lint says so', () => {
	const random = (seed: number) => (limit: number) => {
		seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
		return Math.floor((seed / 2 ** 32) * limit);
	};
	const draw = random(77);
	const columns = Array.from({ length: 10 }, (_, index) => ({
		field: `c${index}`,
		type: 'string' as const,
		values: ['a', 'b', 'c', 'd', 'e'],
	}));
	const rules = Array.from({ length: 120 }, (_, index) => ({
		id: `r${index}`,
		when: Object.fromEntries(columns.map(({ field }) => [field, `not(${'abcde'[draw(5)]})`])),
		then: { owner_role: 'A' },
	}));
	expect(lintTable({ id: 't', hit_policy: 'first', columns, rules })).toContainEqual({
		code: 'LINT_INCOMPLETE',
		severity: 'warning',
		rules: [],
		message: 'The table has too many combinations to look for all unreachable rules',
		fix: 'Split it into smaller tables, or check it with examples',
	});
});
