import fc from 'fast-check';

import {
	backtest,
	compileTable,
	decide,
	PastCaseReader,
	type HitPolicy,
	type RoutingColumn,
	type RoutingRule,
	type RoutingTable,
	type TriageCase,
} from '../../../core';
import { factsOf, tableArbitrary, valuesArbitrary } from './arbitraries';

const text = (field: string): RoutingColumn => ({ field, type: 'string' });
const caseOf = (more: Partial<TriageCase> = {}): TriageCase => ({
	...({ case_id: 'C-0001', version: 1, state: 'queued', owner: null } as TriageCase),
	source: 'desk',
	ticket_id: 'T-1',
	subject: null,
	type: 'billing',
	priority: 'high',
	customer_id: 'CU-1',
	product: null,
	segment: null,
	link: null,
	...more,
});

describe('what a case of the past still tells', () => {
	test('its own fields by their names, and others by the fields that hold them', () => {
		const columns = [text('type'), text('priority'), text('customer.id'), text('body.kind'), text('tier')];
		const reader = new PastCaseReader(columns, { 'customer.id': 'customer_id', 'body.kind': 'type' });
		expect(reader.read(caseOf())).toEqual({
			case_id: 'C-0001',
			facts: { type: 'billing', priority: 'high', customer: { id: 'CU-1' }, body: { kind: 'billing' } },
			unknown_fields: ['tier'],
		});
		expect(reader.unheldFields).toEqual(['tier']);
	});

	test('a field that the ticket did not have is absent, not unknown', () => {
		expect(new PastCaseReader([text('product')]).read(caseOf())).toMatchObject({ facts: {}, unknown_fields: [] });
	});

	test('who owned it, and whether a rule said so', () => {
		const owner = { role: 'Billing', decided_by: 'rule' } as TriageCase['owner'];
		const reader = new PastCaseReader([]);
		expect(reader.read(caseOf({ owner }))).toMatchObject({ owner_role: 'Billing', owned_by_default: false });
		const fallback = { ...owner!, role: 'Triage', decided_by: 'default' as const };
		expect(reader.read(caseOf({ owner: fallback }))).toMatchObject({ owner_role: 'Triage', owned_by_default: true });
	});

	test('nothing but its priority once its ticket was erased', () => {
		const erased = caseOf({ source: 'erased', type: null });
		const reader = new PastCaseReader([text('type'), text('priority'), text('source')]);
		expect(reader.read(erased)).toMatchObject({ facts: { priority: 'high' }, unknown_fields: ['type', 'source'] });
	});

	test('no number, which a case holds as text, whichever of two tables asks for one', () => {
		const number: RoutingColumn = { field: 'segment', type: 'number' };
		for (const columns of [[number], [number, text('segment')], [text('segment'), number]]) {
			expect(new PastCaseReader(columns).read(caseOf({ segment: '5' }))).toMatchObject({
				facts: {},
				unknown_fields: ['segment'],
			});
		}
	});

	test('a list entry where the path names one, and what does not fit beside another is unknown', () => {
		const fields = { 'tags[0]': 'type', a: 'type', 'a.b': 'type' } as const;
		const { facts, unknown_fields } = new PastCaseReader(Object.keys(fields).map(text), fields).read(caseOf());
		expect(facts).toEqual({ tags: ['billing'], a: 'billing' });
		expect(unknown_fields).toEqual(['a.b']);
	});

	test('names of what objects inherit are fields as others', () => {
		const fields = ['__proto__', '__proto__.polluted', 'constructor'];
		const mapped = Object.fromEntries(fields.map((field) => [field, 'type' as const]));
		Object.defineProperty(mapped, '__proto__', { value: 'type', enumerable: true });
		const { facts } = new PastCaseReader(fields.map(text), mapped).read(caseOf());
		expect(Object.keys(facts as object)).toEqual(['__proto__', 'constructor']);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
		expect(new PastCaseReader(['constructor', 'toString'].map(text)).unheldFields).toEqual(['constructor', 'toString']);
	});
});

describe('a backtest over cases of which not everything is known', () => {
	const rule = (id: string, when: RoutingRule['when'], owner_role: string): RoutingRule => ({
		id,
		when,
		then: { owner_role },
	});
	const tableOf = (hit_policy: HitPolicy, rules: RoutingRule[]): RoutingTable => ({
		id: 'support',
		hit_policy,
		columns: [text('type'), text('tier')],
		rules,
	});
	const past = (type: string) => ({ case_id: type, facts: { type }, unknown_fields: ['tier', 'elsewhere'] });

	test('counts those that go one way whatever the rest was, and says what the others depend on', () => {
		const draft = compileTable(
			tableOf('unique', [
				rule('bugs', { type: 'bug' }, 'Product'),
				rule('gold', { type: 'billing', tier: 'gold' }, 'Key Accounts'),
				rule('plain', { type: 'billing', tier: 'not("gold")' }, 'Billing'),
			]),
		);
		const active = compileTable(tableOf('unique', [rule('all', {}, 'Desk')]));
		expect(backtest(draft, active, [past('bug'), past('billing'), past('other')])).toMatchObject({
			case_count: 3,
			compared_count: 2,
			moved_count: 2,
			flows: [
				{ from: 'Desk', to: 'Product', count: 1 },
				{ from: 'Desk', to: 'triage', count: 1 },
			],
			rules: [
				{ rule: 'bugs', active_count: null, draft_count: 1 },
				{ rule: 'gold', active_count: null, draft_count: 0 },
				{ rule: 'plain', active_count: null, draft_count: 0 },
				{ rule: 'all', active_count: 2, draft_count: null },
			],
			undecidable_count: 1,
			unknown_fields: [{ field: 'tier', case_count: 1 }],
		});
	});

	test('does not mind rules behind the one that decides', () => {
		const behind = [rule('bugs', { type: 'bug' }, 'Product'), rule('gold', { tier: 'gold' }, 'Key Accounts')];
		expect(backtest(compileTable(tableOf('first', behind)), null, [past('bug')])).toMatchObject({ compared_count: 1 });
		const ranked = behind.map((one, index) => ({ ...one, priority: 2 - index }));
		expect(backtest(compileTable(tableOf('priority', ranked)), null, [past('bug')])).toMatchObject({
			compared_count: 1,
		});
		const before = compileTable(tableOf('first', behind.toReversed()));
		expect(backtest(before, null, [past('bug')])).toMatchObject({ compared_count: 0, undecidable_count: 1 });
	});

	test('says only what holds for every value of the unknown field', () => {
		const known = fc.record({ type: fc.constantFrom('a', 'b', 'c') });
		const cell = fc.constantFrom('*', 'a', 'b', 'not(a)', 'a,b');
		const ruleArbitrary = fc.record({ type: cell, tier: cell, owner: fc.constantFrom('X', 'Y'), rank: fc.nat(2) });
		const policies = fc.constantFrom<HitPolicy>('unique', 'first', 'any', 'priority', 'collect');
		fc.assert(
			fc.property(policies, fc.array(ruleArbitrary, { maxLength: 5 }), known, (policy, rows, facts) => {
				const rules = rows.map(({ type, tier, owner, rank }, index) => ({
					...rule(`r${index}`, { type, tier }, owner),
					priority: rank,
				}));
				const table = tableOf(policy, rules);
				const possible = [{}, ...['a', 'b', 'c'].map((tier) => ({ tier }))].map(
					(rest) => decide(table, { ...facts, ...rest }).outcome,
				);
				const one = { case_id: 'C-1', facts, unknown_fields: ['tier'], owner_role: possible[0]! };
				const { compared_count, moved_count } = backtest(compileTable(table), null, [one]);
				if (compared_count === 1) expect([new Set(possible).size, moved_count]).toEqual([1, 0]);
			}),
		);
	});

	test('is the same as ever where the unknown fields are asked by no table', () => {
		const one = tableArbitrary({ types: ['string', 'boolean'], maxRules: 5 });
		const values = fc.array(valuesArbitrary({ string: 'string', 'nested.boolean': 'boolean' }), { maxLength: 10 });
		fc.assert(
			fc.property(one, values, ({ table }, inputs) => {
				const cases = inputs.map((input, index) => ({ case_id: String(index), facts: factsOf(input) }));
				const compiled = compileTable(table);
				const unknown = cases.map((one) => ({ ...one, unknown_fields: ['of no table'] }));
				expect(backtest(compiled, null, unknown)).toEqual(backtest(compiled, null, cases));
			}),
			{ numRuns: 30 },
		);
	});
});
