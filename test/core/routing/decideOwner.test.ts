import fc from 'fast-check';

import { decideOwner, hitPolicies, type HitPolicy, type OwnerRule, type RuleVerdict } from '../../../core';

const rule = (name: string, owner_role = name, backup_role: string | null = null): OwnerRule => ({
	name,
	owner_role,
	backup_role,
});
const matched: RuleVerdict = { verdict: 'matched', held_count: 1 };
const missed = (failed = 'type equals "bug"', held_count = 0): RuleVerdict => ({
	verdict: 'missed',
	held_count,
	failed,
});
const undecidable: RuleVerdict = { verdict: 'undecidable', held_count: 0, missing_field: 'amount' };

const decide = (hit_policy: HitPolicy, ...rules: Array<[OwnerRule, RuleVerdict]>) =>
	decideOwner(
		{ hit_policy, rules: rules.map(([row]) => row), fallback_role: 'Triage' },
		rules.map(([, verdict]) => verdict),
	);

test('R1: the one rule that matches names owner and backup', () => {
	const decision = decide('unique', [rule('A'), missed()], [rule('B', 'Billing', 'Finance'), matched]);
	expect(decision).toEqual({
		outcome: 'assigned',
		owner_role: 'Billing',
		backup_role: 'Finance',
		decided_by: 'rule',
		rule: 'B',
		label: null,
		hit_policy: 'unique',
		matched: ['B'],
		shadowed: [],
		near_misses: [{ rule: 'A', failed: 'type equals "bug"' }],
		undecidable: [],
		reason: "Rule 'B' matched",
	});
});

test('R2: without a match the fallback role owns it, with the nearest rule and its first unmet condition', () => {
	const decision = decide('unique', [rule('A'), missed('a is 1', 0)], [rule('B'), missed('b is 2', 2)]);
	expect(decision).toMatchObject({
		outcome: 'triage',
		owner_role: 'Triage',
		decided_by: 'default',
		rule: null,
		label: 'route.no_match',
		near_misses: [
			{ rule: 'B', failed: 'b is 2' },
			{ rule: 'A', failed: 'a is 1' },
		],
		reason: "No rule matched; closest was 'B': b is 2 does not hold",
	});
});

test('R3: two matches under unique guess no owner', () => {
	expect(decide('unique', [rule('A'), matched], [rule('B'), matched])).toMatchObject({
		outcome: 'triage',
		owner_role: 'Triage',
		label: 'route.ambiguous',
		matched: ['A', 'B'],
		reason: "Rules 'A' and 'B' matched, and only one rule may match",
	});
});

test('R4: any takes matches that agree, and only those', () => {
	const agreed = decide('any', [rule('A', 'Billing'), matched], [rule('B', 'Billing'), matched]);
	expect(agreed).toMatchObject({ outcome: 'assigned', owner_role: 'Billing', matched: ['A', 'B'] });
	const other = decide('any', [rule('A', 'Billing'), matched], [rule('B', 'Product'), matched]);
	expect(other).toMatchObject({ outcome: 'triage', label: 'route.ambiguous' });
	const backups = decide('any', [rule('A', 'Billing', 'X'), matched], [rule('B', 'Billing', 'Y'), matched]);
	expect(backups).toMatchObject({ outcome: 'triage', label: 'route.ambiguous' });
});

test('R5: first takes the upper rule and lists the lower one as shadowed', () => {
	const rows: Array<[OwnerRule, RuleVerdict]> = [
		[rule('1'), missed()],
		[rule('2'), matched],
		[rule('3'), missed()],
		[rule('4'), matched],
	];
	expect(decide('first', ...rows)).toMatchObject({ owner_role: '2', matched: ['2', '4'], shadowed: ['4'] });
});

test('R10: a rule whose field is absent is undecidable and never matches', () => {
	expect(decide('unique', [rule('A'), undecidable])).toMatchObject({
		outcome: 'triage',
		label: 'route.no_match',
		undecidable: [{ rule: 'A', missing_field: 'amount' }],
		reason: "No rule matched; 'A' needs amount, which is not there",
	});
});

test('no rules at all still give an owner', () => {
	expect(decide('first')).toMatchObject({ outcome: 'triage', owner_role: 'Triage', reason: 'There are no rules' });
});

test('a long list of matches is shortened in the reason', () => {
	const rows = Array.from({ length: 7 }, (_, index): [OwnerRule, RuleVerdict] => [rule(String(index)), matched]);
	expect(decide('unique', ...rows).reason).toBe(
		"Rules '0' and '1' and '2' and '3' and 3 more matched, and only one rule may match",
	);
});

test('verdicts that do not fit the rules are misuse', () => {
	expect(() => decideOwner({ hit_policy: 'first', rules: [rule('A')], fallback_role: 'T' }, [])).toThrow(
		'1 rules came with 0 verdicts',
	);
});

test('the order of the rules changes no owner under unique and any, and everything always has one', () => {
	const row = fc.tuple(
		fc.record({
			name: fc.uuid(),
			owner_role: fc.constantFrom('A', 'B'),
			backup_role: fc.constantFrom(null, 'C'),
		}),
		fc.constantFrom<RuleVerdict>(matched, missed(), undecidable),
	);
	fc.assert(
		fc.property(
			fc.constantFrom(...hitPolicies),
			fc.uniqueArray(row, { selector: ([{ name }]) => name, maxLength: 6 }),
			fc.infiniteStream(fc.nat()),
			(policy, rows, keys) => {
				const keyed = rows.map((entry) => ({ entry, key: keys.next().value ?? 0 }));
				const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ entry }) => entry);
				const [one, other] = [decide(policy, ...rows), decide(policy, ...shuffled)];
				expect(one.owner_role).not.toBe('');
				expect(one.decided_by === 'rule').toBe(one.outcome === 'assigned');
				if (policy !== 'first') expect(other.owner_role).toBe(one.owner_role);
			},
		),
	);
});
