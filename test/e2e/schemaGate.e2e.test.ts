import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { verifyStore } from '../../scripts/store';
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

/** A workflow that sends the ticket through gates with these parameters, by name. */
const workflowOf = (name: string, gatesOfIt: Record<string, object>) => ({
	name,
	nodes: [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		{
			name: 'Sample ticket',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify(ticket), options: {} },
		},
		...Object.entries(gatesOfIt).map(([gate, parameters]) => ({
			name: gate,
			type: 'n8n-nodes-support-triage.schemaGate',
			typeVersion: 1,
			parameters,
		})),
	].map((node, index) => ({
		...node,
		id: `node-${index}`,
		position: [224 * Math.min(index, 2), 192 * Math.max(0, index - 2)],
	})),
	connections: { Start: to('Sample ticket'), 'Sample ticket': to(...Object.keys(gatesOfIt)) },
	settings: { executionOrder: 'v1' },
});

/** Makes a workflow and opens it on the canvas. */
async function open(name: string, gatesOfIt: Record<string, object>): Promise<string> {
	const { id } = (await own.n8n.client.api('POST', '/workflows', workflowOf(name, gatesOfIt))) as { id: string };
	await editor.openWorkflow(id);
	return id;
}

beforeAll(async () => {
	await own.start();
	editor = await Editor.open(own.baseUrl);
	await editor.signIn(own.n8n.owner);
	await open('Four contracts', gates);
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
			'1 of 1 item did not pass. 1 exception opened. Top reason: amount is text "120.50" but must be a number',
			'customer.emial was not found in the item. Did you mean customer.email?',
		],
	],
	[
		'Check by example',
		[
			'1 of 1 item did not pass. 1 exception opened. Top reason: amount is text "120.50" but must be a number',
			'Learned 10 fields',
		],
	],
	['Check by JSON Schema', ['1 item passed with a warning of a business rule', '1 item passed after a fix: amount']],
	['Check by OpenAPI', ['1 of 1 item did not pass. 1 exception opened. Top reason: secret is missing']],
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

describe('a saved contract', () => {
	const saved = { __rl: true, mode: 'list', value: '' };
	const byName = {
		contractSource: 'saved',
		savedContract: saved,
		savedVersion: 'inForce',
		rules: {},
		fixes: [],
		options: {},
	};
	let picking: string;

	it('is looked for in vain while none is saved, and the list says how to save one', async () => {
		picking = await open('Uses the contract', { 'Check refund': byName });
		expect(await editor.subtitle('Check refund')).toBe('Saved Contract');
		await editor.inPanel('Check refund', async () => {
			const refusal = await editor.choicesRefusal('savedContract');
			expect(refusal).toContain('No contract is saved yet');
			expect(refusal).toContain("add the option 'Save Contract As', and run it once");
			await editor.screenshot('gate-no-saved-contract');
		});
		// The list was refused, which the browser's console tells.
		expect(await editor.takeProblems()).toEqual([expect.stringContaining('/rest/dynamic-node-parameters/')]);
	});

	it('is saved by a run of the node that defines it', async () => {
		const options = { saveAs: 'refund' };
		await open('Defines the contract', { 'Check refund': { ...gates['Check by field list'], options } });
		for (const hint of ["Saved as version 1 of contract 'refund'", "This is version 1 of contract 'refund' already"]) {
			expect(await editor.runFrom('Start')).toContain('Workflow executed successfully');
			await editor.inPanel('Check refund', async () => {
				expect((await editor.outputHints()).join('\n')).toContain(hint);
				await editor.showParameter('saveAs');
				await editor.screenshot('gate-saves-contract');
			});
		}
	});

	it('is picked from the list in another workflow, which then checks by it', async () => {
		await editor.openWorkflow(picking);
		await editor.inPanel('Check refund', async () => {
			await editor.choose('savedContract', 'refund');
			await editor.screenshot('gate-saved-contract-panel');
		});
		await editor.awaitSubtitle('Check refund', 'Saved Contract: refund');
		expect(await editor.runFrom('Start')).toContain('Workflow executed successfully');
		await editor.inPanel('Check refund', async () => {
			await editor.awaitOutput('JSON', /"contract":\s*"refund v1"/);
			expect((await editor.outputHints()).join('\n')).toContain('Top reason: amount is text "120.50"');
			await editor.screenshot('gate-saved-contract');
		});
	});

	it('is kept to by its number', async () => {
		const pinned = {
			...byName,
			savedContract: { ...saved, value: 'refund' },
			savedVersion: 'pinned',
			savedVersionNumber: saved,
		};
		await open('Keeps to a version', { 'Check refund': pinned });
		await editor.inPanel('Check refund', async () => {
			await editor.choose('savedVersionNumber', '1, saved');
			await editor.screenshot('gate-pinned-contract');
		});
		expect(await editor.runFrom('Start')).toContain('Workflow executed successfully');
		expect((await verifyStore(own.userFolder)).findings).toEqual([]);
	});
});

it('has an output for what came before, once it looks for it', async () => {
	const parameters = {
		...gates['Check by JSON Schema'],
		duplicateCheck: 'window',
		duplicateKey: '={{ $json.ticket_id }}',
		duplicateWindow: 7,
		duplicateWindowUnit: 'days',
		duplicateDone: 'on_open',
		source: 'refund-form',
		options: { ignoreFields: 'sent_at' },
	};
	await open('Knows what came before', { 'Check refund': parameters });
	expect(await editor.outputLabels('Check refund')).toEqual(['Valid', 'Invalid', 'Duplicate']);
	for (const hint of ['passed after a fix', '1 item came before and left by Duplicate']) {
		expect(await editor.runFrom('Start')).toContain('Workflow executed successfully');
		await editor.inPanel('Check refund', async () => {
			expect((await editor.outputHints()).join('\n')).toContain(hint);
			await editor.showParameter('ignoreFields');
			await editor.screenshot('gate-duplicates');
		});
	}
});
