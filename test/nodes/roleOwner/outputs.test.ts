import { Workflow, type INodeParameters } from 'n8n-workflow';

import { RoleOwner } from '../../../nodes/RoleOwner/RoleOwner.node';
import { nodeTypesOf } from '../../harness/nodeTypes';
import { flow } from '../../harness/runWorkflow';
import { byName, ownerOf, rule, run, runOwner, saveRole, saveRuleSet, twoRules, typeIs } from './owner';

const perRole = (...roles: string[]) => ({
	outputs: 'perRole',
	outputRoles: { values: roles.map((role) => ({ role: byName(role) })) },
});
const rolesOf = (outputs: Array<Array<{ json: object }>>) =>
	outputs.map((items) => items.map((item) => ownerOf(item as never).role));

test('each chosen role has its output, all others share one, and Needs Triage keeps its place', async () => {
	const rules = [...twoRules, rule('Refund', typeIs('refund'), 'Finance')];
	const input = ['billing', 'x', 'bug', 'refund', 'billing'].map((type) => ({ type }));
	const { outputs } = await run(rules, input, perRole('Product-Support', 'Billing-Escalation'));
	expect(rolesOf(outputs)).toEqual([
		['Finance'],
		['Triage'],
		['Product-Support'],
		['Billing-Escalation', 'Billing-Escalation'],
	]);
	expect(outputs[3]!.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 4 }]);
});

test('an item leaves by the output of the role that owns it, also where that is the backup', async () => {
	await saveRole('Away', { on_duty: false });
	const { outputs } = await run(
		[rule('A', typeIs('bug'), 'Away', 'Stand-In')],
		[{ type: 'bug' }],
		perRole('Away', 'Stand-In'),
	);
	expect(rolesOf(outputs)).toEqual([[], [], [], ['Stand-In']]);
});

test('an output for the fallback role does not get what needs triage', async () => {
	const { outputs } = await run(twoRules, [{ type: 'x' }], perRole('Triage'));
	expect(rolesOf(outputs)).toEqual([[], ['Triage'], []]);
});

test('a saved rule set that names new roles sends what they own by Other Roles', async () => {
	const table = (owner_role: string) => ({
		columns: [{ field: 'type', type: 'string' as const }],
		rules: [{ id: 'bugs', when: { type: 'bug' }, then: { owner_role } }],
	});
	const parameters = { ruleSource: 'ruleSet', ruleSet: byName('outputs'), ...perRole('Product') };
	await saveRuleSet('outputs', table('Product'));
	expect(rolesOf((await runOwner(parameters, [{ type: 'bug' }])).outputs)).toEqual([[], [], ['Product']]);
	await saveRuleSet('outputs', table('Platform'));
	expect(rolesOf((await runOwner(parameters, [{ type: 'bug' }])).outputs)).toEqual([['Platform'], [], []]);
});

test.each([
	['continueRegularOutput', [0, 1, 0]],
	['continueErrorOutput', [0, 0, 0, 1]],
] as const)('under %s what cannot be judged passes by the outputs of roles', async (onError, counts) => {
	const parameters = { rules: { values: twoRules }, caseId: 'C-0404', ...perRole('Product-Support') };
	const { outputs } = await runOwner(parameters, [{ type: 'bug' }], onError);
	expect(outputs.map(({ length }) => length)).toEqual(counts);
});

test.each<[string, object, RegExp]>([
	['an empty role', perRole(' '), /^Role 1 of 'Roles With Their Own Output' is empty/],
	['a role that is there twice', perRole('A', 'A'), /^Role 2 of 'Roles With Their Own Output' is 'A' again/],
	['an expression', perRole('={{ $json.team }}'), /^Role 1 of 'Roles With Their Own Output' is an expression/],
	['a person', perRole('ada@example.com'), /looks like the e-mail address/],
	['an unknown choice', { outputs: 'many' }, /'Outputs' is "many"; allowed are/],
])('%s stops the workflow with what to do', async (_, more, message) => {
	const { status, error } = await run(twoRules, [{ type: 'bug' }], more);
	expect(status).toBe('error');
	expect(error?.message).toMatch(message);
});

test('more than 20 are refused by n8n', async () => {
	const more = perRole(...Array.from({ length: 21 }, (_, index) => `R${index}`));
	await expect(run(twoRules, [{ type: 'bug' }], more)).rejects.toThrow(/At most 20 fields are allowed/);
});

test.each<[object, string[]]>([
	[{}, ['Assigned', 'Needs Triage']],
	[{ outputs: 'single', outputRoles: { values: [{ role: byName('A') }] } }, ['Assigned', 'Needs Triage']],
	[{ outputs: 'perRole' }, ['Other Roles', 'Needs Triage']],
	[perRole('A', ''), ['Other Roles', 'Needs Triage', 'A', 'No Role Chosen']],
])('the canvas shows the outputs of %j', (parameters, names) => {
	const { nodes, connections } = flow({ Owner: { type: 'roleOwner', parameters: parameters as INodeParameters } }, []);
	const workflow = new Workflow({ nodes, connections, active: false, nodeTypes: nodeTypesOf([RoleOwner]) });
	const { outputs } = new RoleOwner().description;
	const shown = workflow.expression.getSimpleParameterValue(nodes[0]!, outputs as string, 'internal', {});
	expect((shown as unknown as Array<{ displayName: string }>).map(({ displayName }) => displayName)).toEqual(names);
});
