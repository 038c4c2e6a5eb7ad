import fc from 'fast-check';

import {
	decideJudged,
	hitPolicies,
	type HitPolicy,
	type RuleVerdict,
	type RankedRule,
	type Truth,
} from '../../../core';

const rule = (id: string, owner_role = id, backup_role?: string): RankedRule => ({
	id,
	then: { owner_role, ...(backup_role !== undefined && { backup_role }) },
});
const judged = (combinator: 'and' | 'or', ...truths: Truth[]): RuleVerdict => ({
	combinator,
	conditions: truths.map((verdict, index) => ({
		field: `f${index}`,
		condition: 'equals "x"',
		...(verdict !== 'unknown' && { actual: index }),
		verdict,
	})),
});
const matched = judged('and', 'true');
const missed = judged('and', 'false');

const decide = (hit_policy: HitPolicy, ...rules: Array<[RankedRule, RuleVerdict]>) =>
	decideJudged(
		{ hit_policy, rules: rules.map(([row]) => row) },
		rules.map(([, verdicts]) => verdicts),
	);

test('R1: the one rule that matches names owner and backup, with its conditions', () => {
	const decision = decide(
		'unique',
		[rule('A'), missed],
		[rule('B', 'Billing', 'Finance'), judged('or', 'false', 'true')],
	);
	expect(decision).toEqual({
		outcome: 'Billing',
		owner_role: 'Billing',
		backup_role: 'Finance',
		accountable_role: 'Billing',
		decided_by: 'rule',
		rule: 'B',
		label: null,
		hit_policy: 'unique',
		matched: ['B'],
		shadowed: [],
		conditions: [
			{ rule: 'B', field: 'f0', condition: 'equals "x"', actual: 0, verdict: 'false' },
			{ rule: 'B', field: 'f1', condition: 'equals "x"', actual: 1, verdict: 'true' },
		],
		near_misses: [{ rule: 'A', failed: 'f0 equals "x"', field: 'f0', actual: 0 }],
		undecidable: [],
		confidence: 1,
		threshold: null,
		candidates: [],
		disagreement: null,
		table_id: null,
		table_version: null,
		input_digest: null,
		reason: "Rule 'B' matched",
	});
});

test('R2: without a match the nearest rules are named, three of them, the one that held most first', () => {
	const near = judged('and', 'true', 'true', 'false');
	const decision = decide('unique', [rule('A'), missed], [rule('B'), missed], [rule('C'), near], [rule('D'), missed]);
	expect(decision).toMatchObject({ outcome: 'triage', rule: null, label: 'route.no_match' });
	expect(decision.near_misses.map(({ rule: id, failed }) => [id, failed])).toEqual([
		['C', 'f2 equals "x"'],
		['A', 'f0 equals "x"'],
		['B', 'f0 equals "x"'],
	]);
	expect(decision.reason).toBe('No rule matched; closest was \'C\': f2 equals "x" does not hold');
});

test.each<['and' | 'or', Truth[], string]>([
	['and', ['true', 'true'], 'matched'],
	['and', ['true', 'false'], 'missed'],
	['and', ['true', 'unknown'], 'undecidable'],
	['and', ['false', 'unknown'], 'missed'],
	['and', [], 'missed'],
	['or', ['false', 'true'], 'matched'],
	['or', ['unknown', 'true'], 'matched'],
	['or', ['false', 'unknown'], 'undecidable'],
	['or', ['false', 'false'], 'missed'],
	['or', [], 'missed'],
])('R10: %s over %j is %s', (combinator, truths, expected) => {
	const decision = decide('first', [rule('A'), judged(combinator, ...truths)]);
	const found = decision.matched.length > 0 ? 'matched' : decision.undecidable.length > 0 ? 'undecidable' : 'missed';
	expect(found).toBe(expected);
});

test('a rule without conditions is a near miss that says so', () => {
	expect(decide('first', [rule('A'), judged('and')])).toMatchObject({
		near_misses: [{ rule: 'A', failed: 'a rule without conditions' }],
		reason: "No rule matched; closest was 'A': a rule without conditions does not hold",
	});
});

test('no rules at all go to triage', () => {
	expect(decide('first')).toMatchObject({ outcome: 'triage', label: 'route.no_match', reason: 'There are no rules' });
});

test('a long list of matches is shortened in the reason', () => {
	const rows = Array.from({ length: 7 }, (_, index): [RankedRule, RuleVerdict] => [rule(String(index)), matched]);
	expect(decide('unique', ...rows).reason).toBe(
		"Rules '0' and '1' and '2' and '3' and 3 more matched, and only one rule may match",
	);
});

test('judged rules that do not fit the rules are misuse', () => {
	expect(() => decideJudged({ rules: [rule('A')] }, [])).toThrow('1 rules came with 0 judged ones');
});

test('what was found is shown shortened, and secrets are not', () => {
	const condition = (field: string, actual: unknown) => ({
		field,
		condition: 'exists',
		actual,
		verdict: 'true' as const,
	});
	const values = [
		condition('customer.api_key', 'abc'),
		condition('pin', 1234),
		condition('text', 'x'.repeat(200)),
		condition('list', [1, 2]),
		condition('deep', { a: 1 }),
		condition('none', null),
		condition('nan', NaN),
		condition('lone', '\ud800'),
	];
	const decision = decide('first', [rule('A'), { combinator: 'and', conditions: values }]);
	expect(decision.conditions.map(({ actual }) => actual)).toEqual([
		'text (hidden)',
		'a number (hidden)',
		`${'x'.repeat(79)}…`,
		'a list of 2 entries',
		'an object with 1 field',
		null,
		'NaN',
		'\ufffd',
	]);
});

test('everything is decided or goes to triage with a label, for every policy', () => {
	const row = fc.tuple(
		fc.record({ id: fc.uuid(), owner: fc.constantFrom('A', 'B') }).map(({ id, owner }) => rule(id, owner)),
		fc.constantFrom(matched, missed, judged('and', 'unknown')),
	);
	fc.assert(
		fc.property(fc.constantFrom(...hitPolicies), fc.array(row, { maxLength: 6 }), (policy, rows) => {
			const decision = decide(policy, ...rows);
			expect(decision.label === null).toBe(decision.owner_role !== undefined);
			expect(decision.outcome).toBe(decision.owner_role ?? 'triage');
			expect(decision.decided_by === 'rule').toBe(decision.rule !== null);
		}),
	);
});
