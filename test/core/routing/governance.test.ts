import fc from 'fast-check';

import {
	backtest,
	compileTable,
	decide,
	diffTables,
	type PastCase,
	type RoutingRule,
	type RoutingTable,
} from '../../../core';
import { factsOf, shuffle, tableArbitrary, valuesArbitrary } from './arbitraries';

const rule = (id: string, type: string, owner_role: string, more: Partial<RoutingRule> = {}): RoutingRule => ({
	id,
	when: { type },
	then: { owner_role },
	...more,
});
const tableOf = (rules: RoutingRule[], more: Partial<RoutingTable> = {}): RoutingTable => ({
	id: 'support',
	version: 1,
	columns: [{ field: 'type', type: 'string' }],
	rules,
	...more,
});

describe('the difference between two versions', () => {
	const before = tableOf([
		rule('bug', 'bug', 'Product'),
		rule('billing', 'billing', 'Billing'),
		rule('spam', 'spam', 'Desk'),
	]);

	test('names what changes of settings, columns and rules, part by part', () => {
		const after = tableOf(
			[
				rule('bug', 'bug,crash', 'Product', { priority: 2 }),
				{ id: 'billing', when: { type: 'billing' }, then: { owner_role: 'Finance', backup_role: 'Desk' } },
				rule('press', 'press', 'Press'),
			],
			{
				version: 2,
				hit_policy: 'first',
				columns: [{ field: 'type', type: 'string', values: ['bug'] }],
				default: { owner_role: 'Desk' },
			},
		);
		expect(diffTables(before, after)).toEqual({
			is_same: false,
			settings: [
				{ part: 'version', before: 1, after: 2 },
				{ part: 'hit_policy', before: 'unique', after: 'first' },
				{ part: 'default.owner_role', before: null, after: 'Desk' },
				{ part: 'columns.type.values', before: null, after: ['bug'] },
			],
			added: ['press'],
			removed: ['spam'],
			changed: [
				{
					rule: 'bug',
					changes: [
						{ part: 'when.type', before: 'bug', after: 'bug,crash' },
						{ part: 'priority', before: null, after: 2 },
					],
				},
				{
					rule: 'billing',
					changes: [
						{ part: 'then.owner_role', before: 'Billing', after: 'Finance' },
						{ part: 'then.backup_role', before: null, after: 'Desk' },
					],
				},
			],
			moved: [],
		});
	});

	test('names only the rules that passed others as moved', () => {
		const [bug, billing, spam] = before.rules;
		expect(diffTables(before, tableOf([spam!, bug!, billing!])).moved).toEqual([{ rule: 'spam', from: 3, to: 1 }]);
		expect(diffTables(before, tableOf([rule('new', 'new', 'A'), bug!, spam!])).moved).toEqual([]);
	});

	test('is none where nothing differs, whatever is left to its default', () => {
		expect(diffTables(before, { ...before, hit_policy: 'unique' })).toMatchObject({
			is_same: true,
			settings: [],
			changed: [],
		});
	});

	test('moves as few rules as there have to move', () => {
		const ids = Array.from({ length: 6 }, (_, index) => `r${index}`);
		const tableOfIds = (list: string[]) => tableOf(list.map((id) => rule(id, id, 'A')));
		fc.assert(
			fc.property(fc.infiniteStream(fc.nat()), (keys) => {
				const order = shuffle(ids, keys);
				const moved = new Set(diffTables(tableOfIds(ids), tableOfIds(order)).moved.map(({ rule: id }) => id));
				const kept = order.filter((id) => !moved.has(id));
				expect(kept).toEqual([...kept].sort());
				// No larger set keeps its order: try all.
				for (let mask = 0; mask < 2 ** ids.length; mask++) {
					const some = order.filter((_, index) => (mask >> index) & 1);
					if (some.join() === [...some].sort().join()) expect(some.length).toBeLessThanOrEqual(kept.length);
				}
			}),
			{ numRuns: 50 },
		);
	});
});

describe('a backtest', () => {
	const active = compileTable(tableOf([rule('bug', 'bug', 'Product'), rule('billing', 'billing', 'Billing')]));
	const draft = compileTable(
		tableOf([
			rule('bug', 'bug', 'Engineering'),
			rule('refund', 'refund', 'Billing'),
			rule('billing', 'billing', 'Billing'),
		]),
	);
	const cases: PastCase[] = [
		{ case_id: 'C-1', facts: { type: 'bug' } },
		{ case_id: 'C-2', facts: { type: 'bug' } },
		{ case_id: 'C-3', facts: { type: 'billing' } },
		{ case_id: 'C-4', facts: { type: 'refund' } },
		{ case_id: 'C-5', facts: { type: 'other' }, suggestion: { outcome: 'Ops', confidence: 0.9 } },
		{ case_id: 'C-6', facts: { type: 'other' } },
	];

	test('tells which cases would have moved, from whom to whom, and what each rule decides', () => {
		expect(backtest(draft, active, cases)).toEqual({
			case_count: 6,
			compared_count: 6,
			moved_count: 3,
			moved: [
				{ case_id: 'C-1', from: 'Product', to: 'Engineering', from_rule: 'bug', to_rule: 'bug', label: null },
				{ case_id: 'C-2', from: 'Product', to: 'Engineering', from_rule: 'bug', to_rule: 'bug', label: null },
				{ case_id: 'C-4', from: 'triage', to: 'Billing', from_rule: null, to_rule: 'refund', label: null },
			],
			flows: [
				{ from: 'Product', to: 'Engineering', count: 2 },
				{ from: 'triage', to: 'Billing', count: 1 },
			],
			rules: [
				{ rule: 'bug', active_count: 2, draft_count: 2 },
				{ rule: 'refund', active_count: null, draft_count: 1 },
				{ rule: 'billing', active_count: 1, draft_count: 1 },
			],
			triage_count: { active: 2, draft: 1 },
			undecidable_count: 0,
			unknown_fields: [],
		});
	});

	test('without an active table compares with who got the cases then', () => {
		const past = [
			{ case_id: 'C-1', facts: { type: 'bug' }, owner_role: 'Engineering' },
			{ case_id: 'C-2', facts: { type: 'bug' }, owner_role: 'Desk' },
			{ case_id: 'C-3', facts: { type: 'other' } },
			{ case_id: 'C-4', facts: { type: 'other' }, owner_role: 'Desk' },
		];
		const result = backtest(draft, null, past);
		expect(result.moved).toEqual([
			{ case_id: 'C-2', from: 'Desk', to: 'Engineering', from_rule: null, to_rule: 'bug', label: null },
			{ case_id: 'C-4', from: 'Desk', to: 'triage', from_rule: null, to_rule: null, label: 'route.no_match' },
		]);
		expect(result.triage_count).toEqual({ active: null, draft: 2 });
		expect(result.rules).toContainEqual({ rule: 'bug', active_count: null, draft_count: 2 });
	});

	test('takes a case that no rule decided for one of triage, and a role that the default names for that role', () => {
		const past = { case_id: 'C-1', facts: { type: 'other' }, owner_role: 'Triage', owned_by_default: true };
		expect(backtest(draft, null, [past]).moved_count).toBe(0);
		const withDefault = (owner_role: string) => compileTable({ ...draft.table, default: { owner_role } });
		expect(backtest(withDefault('Triage'), null, [past]).moved_count).toBe(0);
		expect(backtest(withDefault('Desk'), null, [past]).moved).toMatchObject([{ from: 'Triage', to: 'Desk' }]);
	});

	test('lists a thousand cases and counts all', () => {
		function* many(): Generator<PastCase> {
			for (let index = 0; index < 1500; index++) yield { case_id: `C-${index}`, facts: { type: 'bug' } };
		}
		const result = backtest(draft, active, many());
		expect(result).toMatchObject({ case_count: 1500, moved_count: 1500, flows: [{ count: 1500 }] });
		expect(result.moved).toHaveLength(1000);
	});

	test('a table moves no case against itself, and agrees with deciding one by one against another', () => {
		const one = tableArbitrary({ types: ['string', 'boolean'], maxRules: 5 });
		const values = fc.array(valuesArbitrary({ string: 'string', 'nested.boolean': 'boolean' }), { maxLength: 20 });
		fc.assert(
			fc.property(one, one, values, ({ table }, { table: other }, inputs) => {
				const past = inputs.map((input, index) => ({ case_id: String(index), facts: factsOf(input) }));
				const [mine, theirs] = [compileTable(table), compileTable(other)];
				expect(backtest(mine, mine, past).moved_count).toBe(0);
				const expected = past.filter(({ facts }) => decide(table, facts).outcome !== decide(other, facts).outcome);
				expect(backtest(mine, theirs, past).moved.map(({ case_id }) => case_id)).toEqual(
					expected.map(({ case_id }) => case_id),
				);
			}),
			{ numRuns: 50 },
		);
	});
});
