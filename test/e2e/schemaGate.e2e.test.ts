import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Editor } from './editor';
import { OwnN8n } from './ownN8n';

const own = new OwnN8n();
let editor: Editor;

const ticket = {
	ticket_id: 'T-1001',
	subject: 'Refund is missing',
	plan: 'Pro',
	amount: '120.50',
	charge: 100,
	customer: { email: 'ada@example.com', name: 'Ada Example' },
	items: [{ sku: 'A-1', price: 80 }, { sku: 'B-7' }],
};
const row = (path: string, type: string, more: object = {}) => ({
	path,
	type,
	required: true,
	allowedValues: '',
	limits: {},
	...more,
});
const desk = readFileSync(join(__dirname, '../core/gate/openApi/documents/desk-3.0.json'), 'utf8');
const notAbove = {
	ruleName: 'Refund not above charge',
	mustBeTrue: {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
		combinator: 'and',
		conditions: [
			{
				id: '1b0c8a56-54b8-4d5a-9f0e-6f7b1c2d3e4f',
				leftValue: '={{ $json.amount }}',
				rightValue: '={{ $json.charge }}',
				operator: { type: 'number', operation: 'lte' },
			},
		],
	},
	severity: 'warn',
	message: '',
};
const gates: Record<string, object> = {
	'Check by field list': {
		contractSource: 'fields',
		fields: {
			values: [
				row('ticket_id', 'text'),
				row('plan', 'text', { allowedValues: 'free, pro' }),
				row('amount', 'number'),
				row('customer.emial', 'email'),
				row('items[].sku', 'text'),
			],
		},
		extraFields: 'keep',
		rules: {},
		fixes: ['convertType', 'lowercase'],
		options: { contractName: 'refund', contractVersion: '2' },
	},
	'Check by example': {
		contractSource: 'example',
		example: JSON.stringify({ ...ticket, amount: 80, items: [{ sku: 'A-1', price: 80 }] }, null, 2),
		changes: {
			values: [
				{
					field: { __rl: true, mode: 'list', value: 'plan' },
					type: 'learned',
					required: 'no',
					allowedValues: 'free, pro',
					limits: {},
				},
			],
		},
		extraFields: 'keep',
		rules: {},
		fixes: [],
		options: {},
	},
	'Check by JSON Schema': {
		contractSource: 'jsonSchema',
		schema: '{\n  "required": ["ticket_id"],\n  "properties": { "amount": { "type": "number" } }\n}',
		rules: { values: [notAbove] },
		fixes: ['convertType', 'trim'],
		options: {},
	},
	'Check by OpenAPI': {
		contractSource: 'openApi',
		openApiFrom: 'text',
		openApiDocument: JSON.stringify(JSON.parse(desk), null, 2),
		openApiOperation: { __rl: true, mode: 'list', value: 'POST /tickets' },
		openApiPart: 'request',
		rules: {},
		fixes: [],
		options: {},
	},
};
const names = Object.keys(gates);
const to = (...nodes: string[]) => ({ main: [nodes.map((node) => ({ node, type: 'main', index: 0 }))] });
const workflow = {
	name: 'Four contracts',
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
			type: 'n8n-nodes-support-triage.schemaGate',
			typeVersion: 1,
			parameters: gates[name],
		})),
	].map((node, index) => ({
		...node,
		id: `node-${index}`,
		position: [224 * Math.min(index, 2), 192 * Math.max(0, index - 2)],
	})),
	connections: { Start: to('Sample ticket'), 'Sample ticket': to(...names) },
	settings: { executionOrder: 'v1' },
};

beforeAll(async () => {
	await own.start();
	const { id } = (await own.n8n.client.api('POST', '/workflows', workflow)) as { id: string };
	editor = await Editor.open(own.baseUrl);
	await editor.signIn(own.n8n.owner);
	await editor.openWorkflow(id);
});

afterAll(async () => {
	await editor?.close();
	await own.remove();
});

afterEach(async () => expect(await editor.takeProblems()).toEqual([]));

it('names its way to define the contract under the node', async () => {
	const subtitles = await Promise.all(names.map(async (name) => await editor.subtitle(name)));
	expect(subtitles).toEqual(['Field List', 'Learned From Example', 'JSON Schema', 'OpenAPI Document']);
	expect(await editor.outputLabels('Check by example')).toEqual(['Valid', 'Invalid']);
});

it('runs with every kind of contract', async () => {
	expect(await editor.runFrom('Start')).toContain('Workflow executed successfully');
});

it.each<[string, string[]]>([
	[
		'Check by field list',
		[
			'1 of 1 item did not pass. Top reason: amount is text "120.50" but must be a number',
			'customer.emial was not found in the item. Did you mean customer.email?',
		],
	],
	[
		'Check by example',
		['1 of 1 item did not pass. Top reason: amount is text "120.50" but must be a number', 'Learned 10 fields'],
	],
	['Check by JSON Schema', ['1 item passed with a warning of a business rule', '1 item passed after a fix: amount']],
	['Check by OpenAPI', ['1 of 1 item did not pass. Top reason: secret is missing']],
])('%s says after the run what happened', async (name, wanted) => {
	await editor.inPanel(name, async () => {
		const hints = (await editor.outputHints()).join('\n');
		for (const hint of wanted) expect(hints).toContain(hint);
		await editor.screenshot(`gate-${name.toLowerCase().replaceAll(' ', '-')}`);
	});
});

it('offers the operations of the document that was pasted', async () => {
	await editor.inPanel('Check by OpenAPI', async () => {
		expect(await editor.choices('openApiOperation', 'POST /tickets')).toEqual([
			'POST /tickets (Open a ticket)',
			'POST /payments',
			'PUT /pets',
		]);
		await editor.screenshot('gate-operations');
	});
});

it('offers the fields that it learned, with what it made of them', async () => {
	await editor.inPanel('Check by example', async () => {
		const fields = await editor.choices('field', 'customer.email');
		expect(fields).toContain('customer.email (email)');
		expect(fields).toContain('items[].sku (text)');
		await editor.screenshot('gate-learned-fields');
	});
});
