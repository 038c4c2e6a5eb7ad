import { byName, ownerOf, rule, run, twoRules, typeIs, when } from './owner';

const overlapping = (one: [string, object], other: [string, object]) => [
	rule('One', typeIs('bug'), one[0], '', one[1]),
	rule(
		'Other',
		when('and', [{ left: '={{ $json.paid }}', operation: 'true', type: 'boolean' }]),
		other[0],
		'',
		other[1],
	),
];

test.each<[string, string, object[], object]>([
	['R4: any', 'any', overlapping(['A', {}], ['A', {}]), { role: 'A', matched: ['One', 'Other'], label: null }],
	['R4: any', 'any', overlapping(['A', {}], ['B', {}]), { role: 'Triage', label: 'route.ambiguous' }],
	['R5: first', 'first', overlapping(['A', {}], ['B', {}]), { role: 'A', shadowed: ['Other'] }],
	['priority', 'priority', overlapping(['A', { rank: 1 }], ['B', { rank: 2 }]), { role: 'B', shadowed: ['One'] }],
	['priority', 'priority', overlapping(['A', { rank: 2 }], ['B', { rank: 2 }]), { label: 'route.ambiguous' }],
	[
		'collect',
		'collect',
		overlapping(['A', { informed: 'X' }], ['A', { informed: 'Y' }]),
		{ role: 'A', informed: ['X', 'Y'], collected: [{ informed: ['X'] }, { informed: ['Y'] }] },
	],
])('%s decides between rules that match: %#', async (_, hitPolicy, rules, expected) => {
	const { outputs } = await run(rules, [{ type: 'bug', paid: true }], { hitPolicy });
	expect(ownerOf(outputs.flat()[0])).toMatchObject(expected);
});

test('the default role owns what no rule matches, and what rules cannot agree on still goes to triage', async () => {
	const options = { defaultRole: byName('Support-Desk') };
	const rules = [...twoRules, rule('Also', typeIs('bug'), 'B')];
	const { assigned, triage } = await run(rules, [{ type: 'question' }, { type: 'bug' }], { options });
	expect(assigned.map((item) => ownerOf(item))).toEqual([
		expect.objectContaining({ role: 'Support-Desk', outcome: 'Support-Desk', decided_by: 'default', label: null }),
	]);
	expect(ownerOf(triage[0])).toMatchObject({ role: 'Triage', label: 'route.ambiguous' });
});

test('what somebody chose comes before every rule, for items where somebody did', async () => {
	const options = { chosenRole: '={{ $json.chosen }}' };
	const { assigned } = await run(twoRules, [{ type: 'bug', chosen: 'VIP-Desk' }, { type: 'bug' }], { options });
	expect(assigned.map((item) => [ownerOf(item).role, ownerOf(item).decided_by, ownerOf(item).rule])).toEqual([
		['VIP-Desk', 'override', null],
		['Product-Support', 'rule', 'Bug'],
	]);
});
