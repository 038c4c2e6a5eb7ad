import fc from 'fast-check';

import { compileTable, decide, type RoutingDecision, type RoutingTable } from '../../../core';
import { factsOf, naiveVerdict, shuffle, tableArbitrary, valuesArbitrary } from './arbitraries';

const types = ['string', 'boolean', 'integer', 'number', 'date', 'datetime'] as const;
const sixColumns = tableArbitrary({ types, maxRules: 40 });

const known = (maxRules = 40) =>
	tableArbitrary({ types, maxRules }).chain((table) => fc.tuple(fc.constant(table), valuesArbitrary(table.types)));

/** What a decision decides, without the order that it lists things in. */
function coreOf({ outcome, owner_role, decided_by, label, rule, confidence, matched, shadowed }: RoutingDecision) {
	return {
		outcome,
		owner_role,
		decided_by,
		label,
		rule,
		confidence,
		matched: [...matched].sort(),
		shadowed: [...shadowed].sort(),
	};
}

test('the index finds the rules that asking each one finds, and tells misses from undecidable rules as well', () => {
	fc.assert(
		fc.property(known(), ([{ table, cells }, values]) => {
			const decision = decide({ ...table, hit_policy: 'first' }, factsOf(values));
			const verdicts = cells.map((row, index) => ({ id: `r${index}`, verdict: naiveVerdict(row, values) }));
			const idsOf = (wanted: string) => verdicts.filter(({ verdict }) => verdict === wanted).map(({ id }) => id);
			expect(decision.matched).toEqual(idsOf('matched'));
			expect(decision.undecidable.map(({ rule }) => rule)).toEqual(idsOf('undecidable').slice(0, 20));
			expect(decision.near_misses.map(({ rule }) => rule).filter((id) => !idsOf('missed').includes(id))).toEqual([]);
			expect(decision.near_misses).toHaveLength(Math.min(3, idsOf('missed').length));
			for (const { verdict } of decision.conditions) expect(verdict).toBe('true');
		}),
		{ numRuns: 300 },
	);
});

test('a table of more values than the index has buckets is searched exactly', () => {
	const rules = Array.from({ length: 1500 }, (_, index) => ({
		id: `r${index}`,
		when: { n: `[${index}..${index + (index % 7)}]`, product: `"p${index % 700}","p${(index * 31) % 700}"` },
		then: { owner_role: 'A' },
	}));
	const table: RoutingTable = {
		id: 'large',
		hit_policy: 'first',
		columns: [
			{ field: 'n', type: 'integer' },
			{ field: 'product', type: 'string' },
		],
		rules,
	};
	const compiled = compileTable(table);
	fc.assert(
		fc.property(fc.integer({ min: -5, max: 1510 }), fc.integer({ min: 0, max: 700 }), (n, product) => {
			const expected = rules.flatMap(({ id }, index) => {
				const names = [index % 700, (index * 31) % 700];
				return n >= index && n <= index + (index % 7) && names.includes(product) ? [id] : [];
			});
			const { matched } = compiled.decide({ n, product: `p${product}` });
			expect(matched).toEqual(expected);
		}),
		{ numRuns: 200 },
	);
});

test.each(['unique', 'any', 'priority'] as const)(
	'under %s the order of rules, columns and facts decides nothing',
	(hit_policy) => {
		const keys = fc.infiniteStream(fc.nat());
		fc.assert(
			fc.property(known(6), keys, ([{ table }, values], stream) => {
				const original = { ...table, hit_policy };
				const shuffled = {
					...original,
					rules: shuffle(table.rules, stream),
					columns: shuffle(table.columns, stream),
				};
				const facts = factsOf(values);
				const otherFacts = Object.fromEntries(shuffle(Object.entries(facts), stream));
				expect(coreOf(decide(shuffled, otherFacts))).toEqual(coreOf(decide(original, facts)));
			}),
			{ numRuns: 200 },
		);
	},
);

test('each hit policy chooses as it is defined', () => {
	fc.assert(
		fc.property(known(8), ([{ table, cells }, values]) => {
			const decision = decide(table, factsOf(values));
			const matched = table.rules.filter((_, index) => naiveVerdict(cells[index]!, values) === 'matched');
			const roles = new Set(matched.map(({ then }) => then.owner_role));
			const highest = Math.max(...matched.map(({ priority = 0 }) => priority));
			const ofHighest = matched.filter(({ priority = 0 }) => priority === highest);
			const expected = {
				unique: matched.length === 1 ? matched[0]!.then.owner_role : 'triage',
				first: matched[0]?.then.owner_role,
				any: roles.size === 1 ? [...roles][0] : 'triage',
				collect: roles.size === 1 ? [...roles][0] : 'triage',
				priority:
					new Set(ofHighest.map(({ then }) => then.owner_role)).size === 1 ? ofHighest[0]!.then.owner_role : 'triage',
			}[table.hit_policy!];
			expect(decision.outcome).toBe(matched.length === 0 ? 'triage' : expected);
			const label = matched.length === 0 ? 'route.no_match' : 'route.ambiguous';
			expect(decision.label).toBe(decision.outcome === 'triage' ? label : null);
			expect(decision.owner_role === undefined).toBe(decision.outcome === 'triage');
		}),
		{ numRuns: 300 },
	);
});

test('the digest of an input is that of what the columns see', () => {
	fc.assert(
		fc.property(sixColumns, fc.jsonValue(), ({ table }, noise) => {
			const facts = { string: 'a', integer: 3 };
			const compiled = compileTable(table);
			const digest = compiled.decide(facts).input_digest;
			expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
			expect(compiled.decide({ noise, ...facts }).input_digest).toBe(digest);
			expect(compiled.decide({ ...facts, string: 'b' }).input_digest).not.toBe(digest);
			expect(compiled.decide({ string: 'a' }).input_digest).not.toBe(digest);
		}),
		{ numRuns: 50 },
	);
});

test('a compiled table does not change with the one it was made from', () => {
	const table = {
		id: 't',
		columns: [{ field: 'x', type: 'string' as const }],
		rules: [{ id: 'r', when: { x: '"a"' }, then: { owner_role: 'A' } }],
	};
	const compiled = compileTable(table);
	table.rules[0]!.when.x = '"b"';
	table.rules[0]!.then.owner_role = 'B';
	expect(compiled.decide({ x: 'a' }).outcome).toBe('A');
	expect(compiled.digest).not.toBe(compileTable(table).digest);
	expect(compiled.table.rules[0]).toMatchObject({ when: { x: '"a"' }, then: { owner_role: 'A' } });
});
