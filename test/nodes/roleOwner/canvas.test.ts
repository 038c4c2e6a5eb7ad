import { Workflow, type INodeParameters } from 'n8n-workflow';

import { readCaseFields } from '../../../core';
import { RoleOwner } from '../../../nodes/RoleOwner/RoleOwner.node';
import { nodeTypesOf } from '../../harness/nodeTypes';
import { flow } from '../../harness/runWorkflow';
import { storeOfNodes } from '../../harness/stores';
import { withContext } from '../onError/runSubject';
import { byName, ownerOf, rule, run, runOwner, twoRules, typeIs, when } from './owner';

test('R1: items part into assigned and needs triage, each with its reason and its pair', async () => {
	const result = await run(twoRules, [{ type: 'billing' }, { type: 'question' }, { type: 'bug' }]);
	expect(result.items('Owner', 0)).toEqual([
		{
			json: {
				type: 'billing',
				triage: {
					owner: {
						role: 'Billing-Escalation',
						backup_role: 'Finance-Lead',
						accountable_role: 'Billing-Escalation',
						outcome: 'Billing-Escalation',
						decided_by: 'rule',
						rule: 'Billing',
						label: null,
						hit_policy: 'unique',
						matched: ['Billing'],
						shadowed: [],
						conditions: [
							{ rule: 'Billing', field: 'type', condition: 'equals "billing"', actual: 'billing', verdict: 'true' },
						],
						near_misses: [{ rule: 'Bug', failed: 'type equals "bug"', field: 'type', actual: 'billing' }],
						undecidable: [],
						reason: "Rule 'Billing' matched",
						is_recorded: false,
					},
				},
			},
			pairedItem: { item: 0 },
		},
		expect.objectContaining({ pairedItem: { item: 2 } }),
	]);
	const [triage] = result.items('Owner', 1);
	expect(triage?.pairedItem).toEqual({ item: 1 });
	expect(ownerOf(triage)).toMatchObject({
		role: 'Triage',
		outcome: 'triage',
		decided_by: 'default',
		label: 'route.no_match',
		reason: 'No rule matched; closest was \'Billing\': type equals "billing" does not hold',
	});
});

test('hints say what needs triage, who is staffed by nobody, and that nothing was recorded without a case', async () => {
	const result = await run(twoRules, [{ type: 'x' }, { type: 'bug' }]);
	expect(result.hints).toEqual([
		'1 of 2 items needs triage (route.no_match 1). 1 exception opened.',
		'Roles Triage and Product-Support have nobody on them yet. Add members, so that somebody acts.',
		"2 decisions not recorded: 'Case ID' is empty. Put this node after Triage Case: Open.",
	]);
});

test('R3: overlapping rules go to triage unless the first may win', async () => {
	const overlapping = [
		...twoRules,
		rule('Paid', when('and', [{ left: '={{ $json.paid }}', operation: 'true', type: 'boolean' }]), 'VIP'),
	];
	const input = [{ type: 'billing', paid: true }];
	expect(ownerOf((await run(overlapping, input)).items('Owner', 1)[0])).toMatchObject({
		label: 'route.ambiguous',
		matched: ['Billing', 'Paid'],
	});
	const first = await run(overlapping, input, { hitPolicy: 'first' });
	expect(ownerOf(first.items('Owner', 0)[0])).toMatchObject({ role: 'Billing-Escalation', shadowed: ['Paid'] });
});

test('R10: a rule whose field is absent is undecidable; asking for presence is not', async () => {
	const rules = [
		rule('Large', when('and', [{ left: '={{ $json.amount }}', operation: 'gt', type: 'number', right: 100 }]), 'A'),
		rule(
			'Not small',
			when('and', [{ left: '={{ $json.amount }}', operation: 'notEquals', type: 'number', right: 1 }]),
			'B',
		),
		rule('No owner yet', when('and', [{ left: '={{ $json.owner }}', operation: 'notExists' }]), 'C'),
	];
	const result = await run(rules, [{}]);
	expect(ownerOf(result.items('Owner', 0)[0])).toMatchObject({
		role: 'C',
		undecidable: [
			{ rule: 'Large', missing_field: 'amount' },
			{ rule: 'Not small', missing_field: 'amount' },
		],
	});
});

test.each([
	['an absent right side', { left: '={{ $json.region }}', operation: 'notEquals', right: '={{ $json.home }}' }, 'home'],
	['an empty text as a number', { left: '={{ $json.empty }}', operation: 'lt', type: 'number', right: 10 }, 'empty'],
	['an empty list as a number', { left: '={{ $json.list }}', operation: 'lt', type: 'number', right: 10 }, 'list'],
	['an empty text as a boolean', { left: '={{ $json.empty }}', operation: 'false', type: 'boolean' }, 'empty'],
])('%s is undecidable', async (_, condition, missing_field) => {
	const item = { region: 'eu', empty: '', list: [] };
	const [triage] = (await run([rule('R', when('and', [condition]), 'A')], [item])).items('Owner', 1);
	expect(ownerOf(triage)).toMatchObject({ matched: [], undecidable: [{ rule: 'R', missing_field }] });
});

test('a reason names the field of an expression, not its template', async () => {
	const over = when('and', [
		{ left: '={{ $json.amount }}', operation: 'gt', type: 'number', right: '={{ $json.limit }}' },
	]);
	const [triage] = (await run([rule('Over', over, 'A')], [{ amount: 1, limit: 2 }])).items('Owner', 1);
	expect(ownerOf(triage).near_misses).toEqual([
		{ rule: 'Over', failed: 'amount gt limit', field: 'amount', actual: 1 },
	]);
});

test('a case keeps owner and backup when the rules have changed since', async () => {
	const store = await storeOfNodes();
	const fields = readCaseFields({ source: 'desk', ticket_id: 'kept' });
	const { case: record } = await store.execute(
		null,
		{ kind: 'open', fields },
		{ command_id: 'open-kept', actor: { kind: 'system', id: 'test' } },
	);
	const item = { type: 'bug', triage: { case_id: record.case_id } };
	await run([rule('Bug', typeIs('bug'), 'Product', 'Backup-Old')], [item]);
	const [kept] = (await run([rule('Bug', typeIs('bug'), 'Product', 'Backup-New')], [item])).items('Owner', 0);
	expect(ownerOf(kept)).toMatchObject({
		role: 'Product',
		backup_role: 'Backup-Old',
		reason: `Case ${record.case_id} keeps its owner Product`,
	});
	expect(kept?.json.triage).toMatchObject({ case: { owner: { backup_role: 'Backup-Old' }, version: 2 } });
});

test('a value of the wrong type is undecidable under strict types, not a stop', async () => {
	const strict = when('and', [{ left: '={{ $json.amount }}', operation: 'gt', type: 'number', right: 1 }], 'strict');
	const [item] = (await run([rule('Large', strict, 'A')], [{ amount: 'many' }])).items('Owner', 1);
	expect(ownerOf(item)).toMatchObject({ undecidable: [{ rule: 'Large', missing_field: 'amount' }] });
});

test.each([
	['and', [true, true], 'matched'],
	['and', [true, false], 'missed'],
	['and', [true, null], 'undecidable'],
	['and', [false, null], 'missed'],
	['or', [false, true], 'matched'],
	['or', [null, true], 'matched'],
	['or', [false, null], 'undecidable'],
	['or', [false, false], 'missed'],
] as const)('%s over %j is %s', async (combinator, truths, verdict) => {
	const conditions = truths.map((truth, index) => ({
		left: `={{ $json.f${index} }}`,
		right: truth === false ? 'no' : 'yes',
	}));
	const item = Object.fromEntries(truths.flatMap((truth, index) => (truth === null ? [] : [[`f${index}`, 'yes']])));
	const result = await run([rule('R', when(combinator, conditions), 'A')], [item]);
	const owner = ownerOf([...result.items('Owner', 0), ...result.items('Owner', 1)][0]);
	const found = owner.matched.length ? 'matched' : owner.undecidable.length ? 'undecidable' : 'missed';
	expect(found).toBe(verdict);
});

test('a rule without conditions never matches, and a rule without a name has its number', async () => {
	const result = await run([rule('', when('and', []), 'A'), rule('', typeIs('x'), 'B')], [{ type: 'x' }]);
	expect(ownerOf(result.items('Owner', 0)[0])).toMatchObject({ role: 'B', rule: 'Rule 2' });
});

test('roles may come from expressions', async () => {
	const rules = [rule('By team', typeIs('bug'), '={{ $json.team }}')];
	const result = await run(rules, [{ type: 'bug', team: 'Payments' }], { fallbackRole: byName('={{ $json.team }}') });
	expect(ownerOf(result.items('Owner', 0)[0]).role).toBe('Payments');
});

test.each([
	['an empty owner role', [rule('A', typeIs('x'), '={{ $json.team }}')], {}, "'Owner Role' of rule 'A' is empty"],
	['an empty fallback role', [], { fallbackRole: byName(' ') }, "'If No Rule Decides' is empty"],
	['two rules of one name', [rule('A', typeIs('x'), 'A'), rule('A', typeIs('y'), 'B')], {}, "Two rules are named 'A'"],
	['a person as owner', [rule('A', typeIs('x'), 'ada@example.com')], {}, /'Owner Role' looks like the e-mail address/],
	[
		'a regular expression that is none',
		[rule('A', when('and', [{ left: '={{ $json.type }}', operation: 'regex', right: '(' }]), 'A')],
		{},
		'The regular expression of \'type regex "("\' cannot be read',
	],
	['an unknown policy', [], { hitPolicy: 'best' }, /'If Several Rules Match' is "best"; allowed are/],
	['a case that is not there', [], { caseId: 'C-0404' }, "There is no case 'C-0404'"],
	[
		'a role of the wrong type',
		[],
		{ fallbackRole: { __rl: true, mode: 'name', value: 5 } },
		/is of type number; the name of a role/,
	],
	[
		'a name that is too long',
		[rule('x'.repeat(101), typeIs('x'), 'A')],
		{},
		/'Rule Name' is 101 characters long; at most 100/,
	],
])('%s stops the workflow with what to do', async (_, rules, more, message) => {
	const { status, error } = await run(rules, [{ type: 'x' }], more);
	expect(status).toBe('error');
	expect(error?.message).toMatch(message);
	expect((error as { description?: string }).description).toBeTruthy();
});

test('a rule says more than who owns: who answers, is asked and told, by when, and how urgent it is', async () => {
	const more = {
		accountableRole: byName('Head of Support'),
		casePriority: 'urgent',
		consulted: ' Legal, Finance-Lead, Legal ',
		informed: '={{ $json.tell }}',
		respondWithin: { time: { amount: 4, unit: 'business_hours' } },
	};
	const { assigned } = await run([rule('Bug', typeIs('bug'), 'Product', '', more)], [{ type: 'bug', tell: ['Board'] }]);
	expect(ownerOf(assigned[0])).toMatchObject({
		accountable_role: 'Head of Support',
		consulted: ['Legal', 'Finance-Lead'],
		informed: ['Board'],
		respond_within: { amount: 4, unit: 'business_hours' },
		priority: 'urgent',
	});
});

test('without an explanation the result is short, and the same in all the rest', async () => {
	const { assigned } = await run(twoRules, [{ type: 'bug' }], { options: { explain: false } });
	const short = ownerOf(assigned[0]);
	const long = ownerOf((await run(twoRules, [{ type: 'bug' }])).assigned[0]);
	const { conditions, near_misses, undecidable, ...rest } = long;
	expect(short).toEqual(rest);
	expect([conditions, near_misses, undecidable].map(({ length }) => length)).toEqual([1, 1, 0]);
});

test('parameters are read once a run, not once an item', async () => {
	const reads: string[] = [];
	const Counting = withContext(RoleOwner, (key, member) => {
		if (key !== 'getNodeParameter') return member;
		return (...args: unknown[]) => {
			reads.push(String(args[0]));
			return (member as (...all: unknown[]) => unknown)(...args);
		};
	});
	const readsFor = async (count: number) => {
		reads.length = 0;
		const items = Array.from({ length: count }, () => ({ type: 'bug' }));
		const { status } = await runOwner({ rules: { values: twoRules } }, items, undefined, [Counting]);
		expect(status).toBe('success');
		return [...reads];
	};
	const once = await readsFor(1);
	expect(await readsFor(50)).toEqual(once);
	expect(once.filter((name, index) => once.indexOf(name) !== index)).toEqual(['options']);
});

test.each<[string, object, boolean, boolean?]>([
	['without rules', {}, true],
	['with a list of none', { values: [] }, true],
	['without rules but with a classifier', {}, false, true],
	['with a rule', { values: [rule('Bug', typeIs('bug'), 'Product-Support')] }, false],
])('warns on the canvas %s', (_, rules, expected, useClassifier = false) => {
	const { nodes, connections } = flow(
		{ Owner: { type: 'roleOwner', parameters: { rules, useClassifier } as INodeParameters } },
		[],
	);
	const workflow = new Workflow({ nodes, connections, active: false, nodeTypes: nodeTypesOf([RoleOwner]) });
	const [hint] = new RoleOwner().description.hints!;
	const shown = workflow.expression.getSimpleParameterValue(nodes[0]!, hint!.displayCondition!, 'internal', {});
	expect(shown).toBe(expected);
});

test.each<[object, string]>([
	[{}, '0 Rules'],
	[{ rules: { values: [twoRules[0]] } }, '1 Rule'],
	[{ ruleSource: 'table', table: 'x' }, 'Table'],
	[{ ruleSource: 'ruleSet', ruleSet: { __rl: true, mode: 'list', value: 'support' } }, 'Rule Set support'],
])('names under the node where rules come from: %#', (parameters, expected) => {
	const { nodes, connections } = flow({ Owner: { type: 'roleOwner', parameters: parameters as INodeParameters } }, []);
	const workflow = new Workflow({ nodes, connections, active: false, nodeTypes: nodeTypesOf([RoleOwner]) });
	const { subtitle } = new RoleOwner().description;
	expect(workflow.expression.getSimpleParameterValue(nodes[0]!, subtitle!, 'internal', {})).toBe(expected);
});
