import fc from 'fast-check';

import { compileTable, decide, lintTable, type ColumnType, type RoutingTable } from '../../../core';
import { eachGap } from '../../../core/routing/lint/findGaps';
import { eachOverlap } from '../../../core/routing/lint/findOverlaps';
import { takersOf } from '../../../core/routing/lint/findUnreachable';
import { sampleFacts } from '../../../core/routing/lint/regions';
import { buildModel, locate, type TableModel } from '../../../core/routing/table/model';
import { contains } from '../../../core/routing/cells/ranges';
import type { Box } from '../../../core/routing/lint/boxes';
import { factsOf, knownColumns, naiveVerdict, tableArbitrary, type KnownTable } from './arbitraries';

const types = ['string', 'boolean', 'integer', 'number', 'date'] as const;
const plenty = () => ({ left: 10_000_000 });

/** All combinations of the values that `valuesOf` names for each field. */
function combinations(
	tableTypes: Record<string, ColumnType>,
	valuesOf: (type: ColumnType) => readonly unknown[],
): Record<string, unknown>[] {
	return Object.entries(tableTypes).reduce<Record<string, unknown>[]>(
		(all, [field, type]) => all.flatMap((one) => valuesOf(type).map((value) => ({ ...one, [field]: value }))),
		[{}],
	);
}

const declaredValues = (type: ColumnType) => knownColumns[type].declared;
/** Everything that tells cells apart, null and absence included. */
const allValues = (type: ColumnType) => [undefined, null, ...knownColumns[type].values];

function modelOf({ table }: KnownTable): TableModel {
	const { model, findings } = buildModel(table);
	expect(findings).toEqual([]);
	return model!;
}

const isIn = (model: TableModel, box: Box, facts: unknown) =>
	model.columns.every((column, index) => contains(box[index]!, locate(column, facts)));

const matchedBy = ({ cells }: KnownTable, values: Record<string, unknown>) =>
	cells.flatMap((row, index) => (naiveVerdict(row, values) === 'matched' ? [index] : []));

/** Tables of one to `width` columns. */
const tables = (width: number, options: Omit<Parameters<typeof tableArbitrary>[0], 'types'>) =>
	fc
		.subarray([...types], { minLength: 1, maxLength: width })
		.chain((some) => tableArbitrary({ types: some, ...options }));

const declared = (policies: RoutingTable['hit_policy'][], width: number) =>
	tables(width, { maxRules: 7, declares: true, policies });

test.each(['unique', 'any', 'collect', 'priority'] as const)(
	'under %s lint finds exactly the overlaps that trying all inputs finds, each with an input that shows it',
	(hit_policy) => {
		fc.assert(
			fc.property(declared([hit_policy], 3), (known) => {
				const { table, types: tableTypes } = known;
				const model = modelOf(known);
				const expected = new Set<string>();
				for (const values of combinations(tableTypes, declaredValues)) {
					const matched = matchedBy(known, values).map((index) => table.rules[index]!);
					const highest = Math.max(...matched.map(({ priority = 0 }) => priority));
					for (const [at, one] of matched.entries()) {
						for (const other of matched.slice(at + 1)) {
							const isTop = one.priority === highest && other.priority === highest;
							const differs = one.then.owner_role !== other.then.owner_role;
							const counts = hit_policy === 'unique' || (differs && (hit_policy !== 'priority' || isTop));
							if (counts) expected.add(`${one.id} ${other.id}`);
						}
					}
				}
				const found = [...eachOverlap(model, plenty())];
				expect(found.map(({ rules }) => rules.map(({ rule }) => rule.id).join(' ')).sort()).toEqual(
					[...expected].sort(),
				);
				for (const { box, rules } of found) {
					const decision = decide(table, sampleFacts(model, box));
					expect(decision.matched).toEqual(expect.arrayContaining(rules.map(({ rule }) => rule.id)));
					expect(decision.label).toBe('route.ambiguous');
				}
			}),
			{ numRuns: 200 },
		);
	},
);

test('lint finds exactly the gaps that trying all inputs finds, and no input twice', () => {
	fc.assert(
		fc.property(declared(['unique'], 4), (known) => {
			const model = modelOf(known);
			const gaps = [...eachGap(model, plenty())];
			for (const values of combinations(known.types, declaredValues)) {
				const facts = factsOf(values);
				const isCovered = matchedBy(known, values).length > 0;
				expect(gaps.filter((gap) => isIn(model, gap, facts))).toHaveLength(isCovered ? 0 : 1);
			}
			for (const gap of gaps) expect(decide(known.table, sampleFacts(model, gap)).matched).toEqual([]);
		}),
		{ numRuns: 200 },
	);
});

test('a gap in known columns is one whatever the others hold', () => {
	const table = (cell: string): RoutingTable => ({
		id: 't',
		columns: [
			{ field: 'type', type: 'string', values: ['bug', 'billing'] },
			{ field: 'product', type: 'string' },
		],
		rules: [
			{ id: 'bug', when: { type: '"bug"', product: cell }, then: { owner_role: 'A' } },
			{ id: 'billing', when: { type: '"billing"', product: '*' }, then: { owner_role: 'B' } },
		],
	});
	const gapsOf = (cell: string) => lintTable(table(cell)).filter(({ code }) => code === 'TABLE_GAP');
	expect(gapsOf('"x"')).toEqual([]);
	const never: RoutingTable = {
		...table('*'),
		columns: [...table('*').columns, { field: 'n', type: 'number' }],
		rules: [table('*').rules[0]!, { id: 'never', when: { n: 'not(< 0, >= 0)' }, then: { owner_role: 'B' } }],
	};
	expect(lintTable(never).map(({ code }) => code)).toEqual(expect.arrayContaining(['TABLE_GAP', 'RULE_UNREACHABLE']));
	expect(lintTable({ ...table('*'), rules: table('*').rules.slice(0, 1) })).toContainEqual(
		expect.objectContaining({ code: 'TABLE_GAP', region: { type: '"billing"' }, facts: { type: 'billing' } }),
	);
});

test.each(['first', 'priority'] as const)(
	'under %s lint finds exactly the rules that win for no input at all',
	(hit_policy) => {
		fc.assert(
			fc.property(tables(3, { maxRules: 6, policies: [hit_policy] }), (one) => {
				const model = modelOf(one);
				const { rules } = one.table;
				const wins = new Set<number>();
				for (const values of combinations(one.types, allValues)) {
					const matched = matchedBy(one, values);
					const highest = Math.max(...matched.map((index) => rules[index]!.priority ?? 0));
					const winners =
						hit_policy === 'first'
							? matched.slice(0, 1)
							: matched.filter((index) => rules[index]!.priority === highest);
					for (const index of winners) wins.add(index);
				}
				for (const index of rules.keys()) expect(takersOf(model, index, plenty()) === null).toBe(wins.has(index));
			}),
			{ numRuns: 200 },
		);
	},
);

test('the region of an overlap and of a gap can be pasted into a rule, which then holds for the same inputs', () => {
	fc.assert(
		fc.property(declared(['unique'], 4), (known) => {
			const findings = lintTable(known.table).filter(({ region }) => region !== undefined);
			for (const { region, code, rules } of findings) {
				const rule = { id: 'pasted', when: region!, then: { owner_role: 'Z' } };
				const pasted: RoutingTable = { ...known.table, hit_policy: 'first', rules: [rule, ...known.table.rules] };
				const compiled = compileTable(pasted);
				for (const values of combinations(known.types, declaredValues)) {
					const [first, ...others] = compiled.decide(factsOf(values), null, { explain: false }).matched;
					if (first !== 'pasted') continue;
					if (code === 'TABLE_GAP') expect(others).toEqual([]);
					if (code === 'RULE_OVERLAP' && rules.length === 2) expect(others).toEqual(expect.arrayContaining(rules));
				}
			}
		}),
		{ numRuns: 100 },
	);
});
