import fc from 'fast-check';

import { hitPolicies, type ColumnType, type RoutingColumn, type RoutingRule, type RoutingTable } from '../../../core';

/** A cell as text, and what it means: made together, so that one can be held against the other. */
export interface KnownCell {
	text: string;
	/** Undefined where the cell cannot be decided. `value` is undefined where the field is absent. */
	holds(value: unknown): boolean | undefined;
}

const any: KnownCell = { text: '*', holds: () => true };

interface Test {
	text: string;
	test(value: unknown): boolean;
}

const nullTest: Test = { text: 'null', test: (value) => value === null };

/** A list of tests, or its negation, over values that `isTyped` says are of the column's type. */
function listOf(tests: readonly Test[], isNegated: boolean, isTyped: (value: unknown) => boolean): KnownCell {
	const list = tests.map(({ text }) => text).join(', ');
	const asksForNull = tests.includes(nullTest);
	return {
		text: isNegated ? `not(${list})` : list,
		holds: (value) => {
			if (!isTyped(value) && !(value === null && asksForNull)) return undefined;
			return tests.some(({ test }) => test(value)) !== isNegated;
		},
	};
}

const texts = ['a', 'b', 'c'];
const isText = (value: unknown) => typeof value === 'string';
const spelled = (text: string) => fc.constantFrom(`"${text}"`, `'${text}'`, text, ` ${text} `);
const textTest = fc
	.constantFrom(...texts)
	.chain((text) => spelled(text).map((written): Test => ({ text: written, test: (value) => value === text })));

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

function orderedTest(bound: fc.Arbitrary<number>, write: (bound: number) => string, read: (value: unknown) => number) {
	const literal = bound.map((at): Test => ({ text: write(at), test: (value) => read(value) === at }));
	const comparison = fc.tuple(fc.constantFrom('<', '<=', '>', '>='), bound).map(([sign, at]): Test => {
		const compare: Record<string, (found: number) => boolean> = {
			'<': (found) => found < at,
			'<=': (found) => found <= at,
			'>': (found) => found > at,
			'>=': (found) => found >= at,
		};
		return { text: `${sign} ${write(at)}`, test: (value) => value !== null && compare[sign]!(read(value)) };
	});
	const range = fc
		.tuple(fc.constantFrom('[', '(', ']'), bound, bound, fc.constantFrom(']', ')', '['))
		.filter(([open, low, high, close]) => low < high || (low === high && open === '[' && close === ']'))
		.map(([open, low, high, close]): Test => {
			const test = (value: unknown) => {
				const found = read(value);
				const isAbove = open === '[' ? found >= low : found > low;
				return value !== null && isAbove && (close === ']' ? found <= high : found < high);
			};
			return { text: `${open}${write(low)}..${write(high)}${close}`, test };
		});
	return fc.oneof(literal, comparison, range);
}

const day = (number: number) => `2026-05-${String(10 + number).padStart(2, '0')}`;
const isDay = (value: unknown): value is string => typeof value === 'string' && /^2026-05-\d\d$/.test(value);

interface KnownColumn {
	type: ColumnType;
	test: fc.Arbitrary<Test>;
	isTyped(value: unknown): boolean;
	/** All values that tell cells apart, wrong types included. */
	values: readonly unknown[];
	/** All values of the type that can come, where they are declared. */
	declared: readonly (string | number | boolean)[];
}

export const knownColumns: Record<ColumnType, KnownColumn> = {
	string: { type: 'string', test: textTest, isTyped: isText, values: [...texts, 'd', '', 5, ['a']], declared: texts },
	boolean: {
		type: 'boolean',
		test: fc.boolean().map((truth): Test => ({ text: String(truth), test: (value) => value === truth })),
		isTyped: (value) => typeof value === 'boolean',
		values: [true, false, 'true', 1],
		declared: [true, false],
	},
	integer: {
		type: 'integer',
		test: orderedTest(fc.integer({ min: 0, max: 5 }), String, Number),
		isTyped: isWhole,
		values: [-1, 0, 1, 2, 3, 4, 5, 6, -0, 2.5, '3', NaN, Infinity, 1e300],
		declared: [0, 1, 2, 3, 4, 5],
	},
	number: {
		type: 'number',
		test: orderedTest(fc.constantFrom(0, 0.5, 1, 1.5, 2), (bound) => (bound === 1 ? '1.0' : String(bound)), Number),
		isTyped: isNumber,
		values: [-1, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 3, '1', NaN],
		declared: [0, 0.5, 1, 1.5, 2],
	},
	date: {
		type: 'date',
		test: orderedTest(
			fc.integer({ min: 0, max: 3 }),
			(bound) => (bound === 1 ? `date("${day(bound)}")` : day(bound)),
			(value) => Number(String(value).slice(-2)) - 10,
		),
		isTyped: isDay,
		values: [day(-1), day(0), day(1), day(2), day(3), day(4), '2026-02-30', '2026-05-10T00:00:00Z', 20],
		declared: [day(0), day(1), day(2), day(3)],
	},
	datetime: {
		type: 'datetime',
		test: orderedTest(
			fc.integer({ min: 0, max: 3 }),
			(bound) => `2026-05-04T1${bound}:00:00Z`,
			(value) => (Date.parse(String(value)) - Date.parse('2026-05-04T10:00:00Z')) / 3_600_000,
		),
		isTyped: (value) => typeof value === 'string' && /T/.test(value),
		values: [
			...[9, 10, 11, 12, 13, 14].map((hour) => `2026-05-04T${String(hour).padStart(2, '0')}:00:00Z`),
			'2026-05-04T13:30:00.5+02:00',
			'2026-05-04',
			5,
		],
		declared: [10, 11, 12, 13].map((hour) => `2026-05-04T${hour}:00:00Z`),
	},
};

export function cellArbitrary({ test, isTyped }: KnownColumn, withNull = true): fc.Arbitrary<KnownCell> {
	const tests = fc.array(withNull ? fc.oneof({ weight: 6, arbitrary: test }, fc.constant(nullTest)) : test, {
		minLength: 1,
		maxLength: 3,
	});
	return fc.oneof(
		{ weight: 1, arbitrary: fc.constantFrom(any, { ...any, text: '-' }) },
		{ weight: 4, arbitrary: fc.tuple(tests, fc.boolean()).map(([list, negated]) => listOf(list, negated, isTyped)) },
	);
}

/** A table, and what each of its cells means. */
export interface KnownTable {
	table: RoutingTable;
	cells: Array<Record<string, KnownCell>>;
	types: Record<string, ColumnType>;
}

export const roleNames = ['A', 'B', 'C'];

export function tableArbitrary(options: {
	types: readonly ColumnType[];
	maxRules: number;
	/** Declares the values of all columns, and leaves null out. */
	declares?: boolean;
	policies?: RoutingTable['hit_policy'][];
}): fc.Arbitrary<KnownTable> {
	const { types, maxRules, declares = false, policies = [...hitPolicies] } = options;
	const fields = types.map((type, index) => (index % 2 === 0 ? type : `nested.${type}`));
	const columns = types.map((type, index): RoutingColumn => ({
		field: fields[index]!,
		type,
		...(declares && type !== 'boolean' && { values: knownColumns[type].declared }),
	}));
	const row = fc.record({
		cells: fc.tuple(...types.map((type) => cellArbitrary(knownColumns[type], !declares))),
		role: fc.constantFrom(...roleNames),
		priority: fc.integer({ min: -1, max: 1 }),
	});
	return fc
		.tuple(fc.array(row, { maxLength: maxRules, minLength: 1 }), fc.constantFrom(...policies))
		.map(([rows, hit_policy]) => ({
			table: {
				id: 'known',
				...(hit_policy !== undefined && { hit_policy }),
				columns,
				rules: rows.map(({ cells, role, priority }, index): RoutingRule => ({
					id: `r${index}`,
					when: Object.fromEntries(fields.map((field, column) => [field, cells[column]!.text])),
					then: { owner_role: role },
					priority,
				})),
			},
			cells: rows.map(({ cells }) => Object.fromEntries(fields.map((field, column) => [field, cells[column]!]))),
			types: Object.fromEntries(fields.map((field, index) => [field, types[index]!])),
		}));
}

/** Facts with a value for each field; undefined leaves it out. */
export function factsOf(values: Record<string, unknown>): Record<string, unknown> {
	const facts: Record<string, unknown> = {};
	for (const [field, value] of Object.entries(values)) {
		if (value === undefined) continue;
		const name = field.replace('nested.', '');
		if (name === field) facts[field] = value;
		else facts.nested = { ...(facts.nested as object), [name]: value };
	}
	return facts;
}

export function valuesArbitrary(types: Record<string, ColumnType>): fc.Arbitrary<Record<string, unknown>> {
	return fc.record(
		Object.fromEntries(
			Object.entries(types).map(([field, type]) => [
				field,
				fc.constantFrom<unknown>(undefined, null, ...knownColumns[type].values),
			]),
		),
	);
}

/** How a rule comes out, by asking each of its cells. */
export function naiveVerdict(cells: Record<string, KnownCell>, values: Record<string, unknown>) {
	const truths = Object.entries(cells).map(([field, cell]) => cell.holds(values[field]));
	if (truths.includes(false)) return 'missed';
	return truths.includes(undefined) ? 'undecidable' : 'matched';
}

/** The same items in another order. */
export function shuffle<Item>(items: readonly Item[], keys: Iterator<number>): Item[] {
	return items
		.map((item) => ({ item, key: keys.next().value as number }))
		.sort((one, other) => one.key - other.key)
		.map(({ item }) => item);
}
