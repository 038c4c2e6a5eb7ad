import { join } from 'node:path';

import { openSqliteStore } from '../../storage';
import { Editor } from './editor';
import { OwnN8n } from './ownN8n';

const own = new OwnN8n();
let editor: Editor;

const ticket = {
	ticket_id: 'T-1001',
	subject: 'Refund is missing',
	type: 'refund',
	amount: 620,
	customer: { tier: 'gold' },
	output: { role: 'Platform', confidence: 0.71, candidates: { Platform: 0.71, 'Product-Support': 0.64 } },
};
const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const when = (left: string, right: unknown, type = 'string', operation = 'equals') => ({
	options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
	combinator: 'and',
	conditions: [
		{ id: '5f1c8a56-54b8-4d5a-9f0e-6f7b1c2d3e4f', leftValue: left, rightValue: right, operator: { type, operation } },
	],
});
const rule = (ruleName: string, filter: object, owner: string, backup: string, more: object = {}) => ({
	ruleName,
	when: filter,
	ownerRole: byName(owner),
	backupRole: byName(backup),
	more,
});
const common = { hitPolicy: 'unique', fallbackRole: byName('Triage'), caseId: '', options: {} };
const csv = [
	'rule.id,type,customer.tier,amount: number,then.owner_role,then.backup_role,then.respond_within',
	'billing,billing,*,*,Billing-Escalation,Finance-Lead,4 hours',
	'large refund,refund,"gold,silver",>= 500,Finance-Lead,Billing-Escalation,1 business_days',
	'bug,bug,not(free),*,Product-Support,Platform,',
].join('\n');
const rows = [
	rule('Refund', when('={{ $json.type }}', 'refund'), 'Billing-Escalation', 'Finance-Lead', {
		respondWithin: { time: { amount: 4, unit: 'business_hours' } },
		casePriority: 'high',
	}),
	rule('Large', when('={{ $json.amount }}', 1000, 'number', 'gte'), 'Finance-Lead', ''),
];
const owners: Record<string, object> = {
	'Own by canvas rules': { ...common, ruleSource: 'canvas', rules: { values: rows } },
	'Own by table': { ...common, ruleSource: 'table', table: csv },
	'Own by rule set': {
		...common,
		ruleSource: 'ruleSet',
		ruleSet: { __rl: true, mode: 'list', value: 'support' },
		outputs: 'perRole',
		outputRoles: { values: [{ role: byName('Billing-Escalation') }, { role: byName('Finance-Lead') }] },
	},
	'Own by classifier': {
		...common,
		ruleSource: 'canvas',
		rules: {},
		useClassifier: true,
		answer: '={{ $json.output }}',
		categories: { values: [{ category: 'platform', role: byName('Platform') }] },
	},
};
const names = Object.keys(owners);
const to = (...nodes: string[]) => ({ main: [nodes.map((node) => ({ node, type: 'main', index: 0 }))] });
const workflow = {
	name: 'Four ways to own',
	nodes: [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		{
			name: 'Sample ticket',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify(ticket), options: {} },
		},
		...names.map((name) => ({
			name,
			type: 'n8n-nodes-support-triage.roleOwner',
			typeVersion: 1,
			parameters: owners[name],
		})),
	].map((node, index) => ({
		...node,
		id: `node-${index}`,
		position: [224 * Math.min(index, 2), 192 * Math.max(0, index - 2)],
	})),
	connections: { Start: to('Sample ticket'), 'Sample ticket': to(...names) },
	settings: { executionOrder: 'v1' },
};

async function saveRuleSet() {
	const store = await openSqliteStore(join(own.userFolder, '.n8n', 'support-triage', 'store.sqlite'));
	const target = { kind: 'rule_set', name: 'support' } as const;
	const by = (id: string) => ({ command_id: `saved-by-${id}`, actor: { kind: 'human' as const, id } });
	const body = {
		columns: [{ field: 'type', type: 'string' }],
		rules: [{ id: 'refunds', when: { type: 'refund' }, then: { owner_role: 'Finance-Lead' } }],
	};
	await store.executeDefinition(target, { kind: 'save', body }, by('ada'));
	await store.executeDefinition(target, { kind: 'review', version: 1, decision: 'approved' }, by('bob'));
	await store.executeDefinition(target, { kind: 'activate', version: 1 }, by('cleo'));
	await store.close();
}

beforeAll(async () => {
	await own.start();
	await saveRuleSet();
	const { id } = (await own.n8n.client.api('POST', '/workflows', workflow)) as { id: string };
	editor = await Editor.openOn(own.n8n, id);
});

afterAll(async () => {
	await editor?.close();
	await own.remove();
});

afterEach(async () => expect(await editor.takeProblems()).toEqual([]));

it('names where its rules come from under the node, and shows an output for each role', async () => {
	const subtitles = await Promise.all(names.map(async (name) => await editor.subtitle(name)));
	expect(subtitles).toEqual(['2 Rules', 'Table', 'Rule Set support', '0 Rules']);
	expect(await editor.outputLabels('Own by table')).toEqual(['Assigned', 'Needs Triage']);
	expect(await editor.outputLabels('Own by rule set')).toEqual([
		'Other Roles',
		'Needs Triage',
		'Billing-Escalation',
		'Finance-Lead',
	]);
});

it('runs with rules from everywhere', async () => {
	expect(await editor.runFrom('Start')).toContain('Workflow executed successfully');
	await editor.screenshot('owner-canvas');
});

it.each<[string, string[]]>([
	['Own by canvas rules', ['Roles Billing-Escalation and Finance-Lead have nobody on them yet']],
	['Own by table', ['Roles Finance-Lead and Billing-Escalation have nobody on them yet']],
	['Own by rule set', ['Role Finance-Lead has nobody on it yet']],
	['Own by classifier', ['1 of 1 item needs triage (route.low_confidence 1)']],
])('%s says after the run what happened', async (name, wanted) => {
	await editor.inPanel(name, async () => {
		const hints = (await editor.outputHints()).join('\n');
		for (const hint of wanted) expect(hints).toContain(hint);
		await editor.screenshot(`owner-${name.toLowerCase().replaceAll(' ', '-')}`);
	});
});

it('offers the rule sets of the store with the version in force, and the roles', async () => {
	await editor.inPanel('Own by rule set', async () => {
		expect(await editor.choices('ruleSet', 'support')).toEqual(['support (version 1 in force)']);
		await editor.screenshot('owner-rule-sets');
	});
});
