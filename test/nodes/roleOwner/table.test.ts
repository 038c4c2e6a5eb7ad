import type { RoutingTable } from '../../../core';
import { byName, ownerOf, runOwner } from './owner';

const csv = [
	'rule.id,type: string billing;bug,customer.tier,amount: number,then.owner_role,then.backup_role,then.respond_within',
	'billing,billing,*,*,Billing-Escalation,Finance-Lead,4 hours',
	'large,refund,"gold,silver",>= 500,Finance-Lead,,',
	'bug,bug,not(free),*,Product-Support,Platform,',
]
	.join('\n')
	.replace('string billing;bug', 'string');
const outcome = (owner_role: string) => ({ owner_role });
const table: RoutingTable = {
	id: 'support',
	version: 4,
	hit_policy: 'first',
	columns: [{ field: 'amount', type: 'number' }],
	rules: [
		{ id: 'large', when: { amount: '>= 500' }, then: outcome('Finance-Lead') },
		{ id: 'any', when: { amount: '> 0' }, then: outcome('Billing-Escalation') },
	],
	default: outcome('Support-Desk'),
};
const run = async (pasted: unknown, input: object[], more: object = {}) =>
	await runOwner({ ruleSource: 'table', table: pasted, ...more }, input as never);

test('R1: a table from a sheet decides, with the cells that held and what was found', async () => {
	const { assigned, triage, status } = await run(csv, [
		{ type: 'billing' },
		{ type: 'refund', customer: { tier: 'silver' }, amount: 500 },
		{ type: 'refund', customer: { tier: 'silver' }, amount: 499 },
	]);
	expect(status).toBe('success');
	expect(assigned).toEqual([
		expect.objectContaining({ pairedItem: { item: 0 } }),
		expect.objectContaining({ pairedItem: { item: 1 } }),
	]);
	expect(ownerOf(assigned[0])).toMatchObject({
		role: 'Billing-Escalation',
		backup_role: 'Finance-Lead',
		respond_within: { amount: 4, unit: 'hours' },
		rule: 'billing',
		rule_set: 'Owner',
		conditions: [{ rule: 'billing', field: 'type', condition: 'is billing', actual: 'billing', verdict: 'true' }],
		input_digest: expect.stringMatching(/^sha256:/) as string,
	});
	expect(ownerOf(triage[0])).toMatchObject({
		role: 'Triage',
		label: 'route.no_match',
		near_misses: [{ rule: 'large', failed: 'amount >= 500', field: 'amount', actual: 499 }, {}, {}],
	});
});

test('R10: a rule whose field is absent or of another type is undecidable', async () => {
	const { triage } = await run(csv, [{ type: 'refund', amount: '900' }, { type: 'bug' }]);
	expect(triage.map((item) => ownerOf(item).undecidable)).toEqual([
		[{ rule: 'large', missing_field: 'customer.tier' }],
		[{ rule: 'bug', missing_field: 'customer.tier' }],
	]);
});

test.each<[string, unknown]>([
	['JSON', JSON.stringify(table)],
	['JSON after a byte order mark', `\ufeff ${JSON.stringify(table)}`],
	['an object', table],
	['an expression that gives the object', '={{ $json.rules }}'],
])('a table as %s keeps its name, hit policy and default', async (_, pasted) => {
	const { assigned } = await run(pasted, [{ amount: 900, rules: table }, { amount: -1 }]);
	expect(assigned.map((item) => ownerOf(item))).toEqual([
		expect.objectContaining({ role: 'Finance-Lead', shadowed: ['any'], rule_set: 'support', rule_set_version: 4 }),
		expect.objectContaining({ role: 'Support-Desk', decided_by: 'default', label: null }),
	]);
});

test('what a table does not say comes from the node', async () => {
	const { id: _id, hit_policy: _policy, default: _default, version: _version, ...bare } = table;
	const more = { hitPolicy: 'first', options: { defaultRole: byName('Triage-Desk') } };
	const { assigned } = await run(JSON.stringify(bare), [{ amount: 900 }, {}], more);
	expect(assigned.map((item) => [ownerOf(item).role, ownerOf(item).rule_set])).toEqual([
		['Finance-Lead', 'Owner'],
		['Triage-Desk', 'Owner'],
	]);
});

test('R3: rules of a table that overlap go to triage, and no owner is guessed', async () => {
	const overlap = 'rule.id,amount: number,then.owner_role\none,> 1,A\ntwo,> 2,B\n';
	const { triage } = await run(overlap, [{ amount: 5 }]);
	expect(ownerOf(triage[0])).toMatchObject({ role: 'Triage', label: 'route.ambiguous', matched: ['one', 'two'] });
});

test.each<[string, unknown, RegExp]>([
	['nothing', ' \n', /^'Table' is empty/],
	['text without rules', 'hello', /there is no column rule\.id/],
	['a blank cell', 'rule.id,a,then.owner_role\nr,,A\n', /Line 2: Rule 'r': column a is blank/],
	['a cell that cannot be read', 'rule.id,a: number,then.owner_role\nr,[1..,A\n', /Line 2: Rule 'r': column a/],
	['an unknown type', 'rule.id,a: nubmer,then.owner_role\nr,1,A\n', /its type is/],
	['a person as owner', 'rule.id,a,then.owner_role\nr,1,ada@example.com\n', /e-mail address of a person/],
	['two rules of one id', 'rule.id,a,then.owner_role\nr,1,A\nr,2,A\n', /Several rules have the id 'r'/],
	['a row with too many cells', 'rule.id,a,then.owner_role\nr,1,A,x\n', /it has 4 cells, and there are 3 headers/],
	['JSON that ends too early', '{"id": "x"', /The text is no JSON/],
	['a list', ['a'], /The table is a list/],
	['a number', 5, /The table is/],
	['two findings', '{"columns": [], "rules": {}}', /\(and 1 more\)/],
])('a table that is %s stops the workflow with what to do', async (_, pasted, message) => {
	const { status, error } = await run(pasted, [{}]);
	expect(status).toBe('error');
	expect(error?.message).toMatch(message);
	expect((error as { description?: string }).description).toBeTruthy();
});

test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
	'under %s a bad table sends every item past Assigned',
	async (onError) => {
		const { status, outputs } = await runOwner({ ruleSource: 'table', table: 'hello' }, [{ a: 1 }, { a: 2 }], onError);
		expect(status).toBe('success');
		expect(outputs[0]).toEqual([]);
		const bad = outputs[onError === 'continueErrorOutput' ? 2 : 1]!;
		expect(bad.map(({ json, pairedItem }) => [json.a, pairedItem])).toEqual([
			[1, { item: 0 }],
			[2, { item: 1 }],
		]);
	},
);
