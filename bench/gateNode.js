const vm = require('node:vm');

const { default: Ajv2020 } = require('ajv/dist/2020');
const { default: addFormats } = require('ajv-formats');

const { builtInNode, runNode } = require('./engine');

const text = { type: 'string', maxLength: 200 };
const time = { type: 'string', format: 'date-time' };
/** A help-desk ticket of 31 fields, as an API describes it. */
const schema = {
	type: 'object',
	required: ['ticket_id', 'subject', 'type', 'priority', 'created_at', 'customer'],
	properties: {
		ticket_id: { type: 'string', pattern: '^T-[0-9]+$' },
		subject: { type: 'string', minLength: 1, maxLength: 500 },
		description: { type: 'string', maxLength: 20_000 },
		type: { enum: ['campaign-error', 'billing', 'bug', 'question'] },
		priority: { enum: ['low', 'normal', 'high', 'urgent'] },
		status: { enum: ['new', 'open', 'pending', 'solved'] },
		channel: text,
		product: text,
		segment: text,
		locale: text,
		created_at: time,
		updated_at: time,
		due_at: time,
		amount: { type: 'number', minimum: 0 },
		attempts: { type: 'integer', minimum: 0, maximum: 100 },
		is_public: { type: 'boolean' },
		url: { type: 'string', format: 'uri' },
		tags: { type: 'array', items: text, maxItems: 50 },
		customer: {
			type: 'object',
			required: ['id', 'email'],
			properties: {
				id: text,
				email: { type: 'string', format: 'email' },
				name: text,
				company: text,
				country: { type: 'string', minLength: 2, maxLength: 2 },
				plan: { enum: ['free', 'pro', 'enterprise'] },
				since: { type: 'string', format: 'date' },
				seats: { type: 'integer', minimum: 1 },
				is_vip: { type: 'boolean' },
			},
		},
		lines: {
			type: 'array',
			items: {
				type: 'object',
				required: ['sku'],
				properties: { sku: text, price: { type: 'number', minimum: 0 }, count: { type: 'integer' } },
			},
		},
	},
};
const ticket = {
	ticket_id: 'T-1',
	subject: 'Campaign mail shows no billing data',
	description: 'The billing block of the mail is empty since the last import. '.repeat(16),
	type: 'campaign-error',
	priority: 'high',
	status: 'new',
	channel: 'mail',
	product: 'Billing Portal',
	segment: 'Paid',
	locale: 'en-GB',
	created_at: '2026-05-04T09:00:00Z',
	updated_at: '2026-05-04T09:05:00Z',
	due_at: '2026-05-05T09:00:00Z',
	amount: 120.5,
	attempts: 1,
	is_public: false,
	url: 'https://desk.example.com/tickets/1',
	tags: ['mail', 'billing', 'import'],
	customer: {
		id: 'CU-2001',
		email: 'ada@example.com',
		name: 'Ada Example',
		company: 'Example Ltd',
		country: 'GB',
		plan: 'pro',
		since: '2020-01-31',
		seats: 12,
		is_vip: true,
	},
	lines: [
		{ sku: 'A-1', price: 100, count: 1 },
		{ sku: 'B-7', price: 10.25, count: 2 },
	],
};
const tickets = Array.from({ length: 10_000 }, (_, index) => ({ ...structuredClone(ticket), ticket_id: `T-${index}` }));
const few = tickets.slice(0, 500);

/**
 * What a Code node would hold: the checks that somebody writes by hand.
 *
 * @param {typeof ticket} item
 */
function checkByHand(item) {
	const problems = [];
	if (!/^T-[0-9]+$/.test(item.ticket_id)) problems.push('ticket_id');
	if (typeof item.subject !== 'string' || item.subject === '' || item.subject.length > 500) problems.push('subject');
	if (!['campaign-error', 'billing', 'bug', 'question'].includes(item.type)) problems.push('type');
	if (!['low', 'normal', 'high', 'urgent'].includes(item.priority)) problems.push('priority');
	if (Number.isNaN(Date.parse(item.created_at))) problems.push('created_at');
	if (!item.customer?.id) problems.push('customer.id');
	if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(item.customer?.email ?? '')) problems.push('customer.email');
	return problems;
}

/**
 * @param {string} operation
 * @param {string} rightValue
 */
const amountIs = (operation, rightValue) => ({
	options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
	combinator: 'and',
	conditions: [{ id: '1', leftValue: '={{ $json.amount }}', rightValue, operator: { type: 'number', operation } }],
});
const plainFilter = amountIs('gte', '={{ $json.customer.seats }}');
const calculatingFilter = amountIs('lte', '={{ $json.customer.seats * 100 }}');

/** The same seven checks as fields of the gate. */
const fewFields = [
	{ path: 'ticket_id', limits: { pattern: '^T-[0-9]+$' } },
	{ path: 'subject', limits: { maxLength: 500 } },
	{ path: 'type', allowedValues: 'campaign-error, billing, bug, question' },
	{ path: 'priority', allowedValues: 'low, normal, high, urgent' },
	{ path: 'created_at', type: 'date' },
	{ path: 'customer.id' },
	{ path: 'customer.email', type: 'email' },
].map((row) => ({ type: 'text', required: true, allowedValues: '', limits: {}, ...row }));

/**
 * @param {string} field
 * @param {string} operation
 * @param {string[]} values of which one has to hold
 */
const textIs = (field, operation, ...values) => ({
	options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
	combinator: 'or',
	conditions: values.map((rightValue, index) => ({
		id: String(index),
		leftValue: `={{ $json.${field} }}`,
		rightValue,
		operator: { type: 'string', operation, ...(rightValue === '' && { singleValue: true }) },
	})),
});
/** The same seven checks as IF nodes, one after the other. */
const chain = [
	textIs('ticket_id', 'regex', '^T-[0-9]+$'),
	textIs('subject', 'regex', '^[\\s\\S]{1,500}$'),
	textIs('type', 'equals', 'campaign-error', 'billing', 'bug', 'question'),
	textIs('priority', 'equals', 'low', 'normal', 'high', 'urgent'),
	textIs('created_at', 'regex', '^\\d{4}-\\d\\d-\\d\\dT'),
	textIs('customer.id', 'notEmpty', ''),
	textIs('customer.email', 'regex', '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$'),
];

/** @param {object[]} items @param {import('n8n-workflow').INodeType} ifNode */
async function runChain(items, ifNode) {
	let left = items;
	for (const conditions of chain) {
		const [passed] = await runNode(ifNode, { conditions, options: {} }, left, 2.2);
		left = (passed ?? []).map(({ json }) => json);
	}
	if (left.length !== items.length) throw new Error('The IF nodes refused what they should pass');
}

const code = new vm.Script(`${checkByHand}; items.filter(({ json }) => checkByHand(json).length === 0)`);

/**
 * What a Code node costs at the least: its code in a context of its own, and its items as text there and back. The node
 * itself does not run in n8n's engine alone, as it needs a task runner, a process beside n8n.
 *
 * @param {object[]} items
 */
function runCode(items) {
	const sent = JSON.stringify(items.map((json) => ({ json })));
	const passed = code.runInNewContext({ items: JSON.parse(sent), Date });
	if (JSON.parse(JSON.stringify(passed)).length !== items.length)
		throw new Error('The code refused what it should pass');
}

/**
 * @param {new () => import('n8n-workflow').INodeType} SchemaGate
 * @returns {Array<import('./measure').Contest>}
 */
function contests(SchemaGate) {
	const ajv = new Ajv2020({ strict: false });
	addFormats(ajv);
	const validate = ajv.compile(schema);
	const gate = new SchemaGate();
	const ifNode = builtInNode('if');
	const withLedger = { contractSource: 'jsonSchema', schema: JSON.stringify(schema) };
	const parameters = { ...withLedger, options: { recordTriggers: false } };
	const byFields = { contractSource: 'fields', fields: { values: fewFields }, options: { recordTriggers: false } };
	const saving = { ...byFields, options: { recordTriggers: false, saveAs: 'ticket' } };
	const saved = {
		contractSource: 'saved',
		savedContract: { __rl: true, mode: 'name', value: 'ticket' },
		options: { recordTriggers: false },
	};
	const withKey = { ...parameters, duplicateKey: '={{ $json.ticket_id }}' };
	const withRule = (/** @type {object} */ mustBeTrue) => ({
		...parameters,
		rules: { values: [{ ruleName: 'Amount', mustBeTrue, severity: 'block', message: '' }] },
	});
	/** Microseconds an item. @param {object[]} items @param {() => unknown} run */
	const perItem = async (items, run) => {
		const start = performance.now();
		await run();
		return ((performance.now() - start) * 1000) / items.length;
	};
	const passing = (/** @type {object[]} */ items, /** @type {object} */ gateParameters = parameters) =>
		perItem(items, async () => {
			const [valid] = await runNode(gate, gateParameters, items);
			if (valid?.length !== items.length) throw new Error('The gate refused what it should pass');
		});
	const timed = { timed: true, calls: 1 };
	return [
		{
			...timed,
			name: 'Schema Gate, 10,000 tickets of 31 fields, per item',
			ours: () => passing(tickets),
			reference: () => perItem(tickets, () => tickets.forEach((item) => validate(item))),
			referenceName: 'compiled ajv in a loop',
		},
		{
			...timed,
			name: 'the same',
			ours: () => passing(tickets),
			reference: () => perItem(tickets, () => tickets.forEach((item) => checkByHand(item))),
			referenceName: '7 checks by hand in a loop',
		},
		{
			...timed,
			name: 'Schema Gate, 500 tickets, per item',
			ours: () => passing(few),
			reference: () => perItem(few, () => runNode(ifNode, { conditions: plainFilter, options: {} }, few, 2.2)),
			referenceName: 'IF with one condition',
		},
		{
			...timed,
			name: 'Schema Gate with 7 fields, 500 tickets, per item',
			ours: () => passing(few, byFields),
			reference: () => perItem(few, () => runChain(few, ifNode)),
			referenceName: '7 IF nodes in a row with the same checks',
		},
		{
			...timed,
			name: 'the same',
			ours: () => passing(few, byFields),
			reference: () => perItem(few, () => runCode(few)),
			referenceName: "a Code node's least: the checks in a context, without the task runner that the node needs",
		},
		{
			...timed,
			name: 'Schema Gate that saves its contract on SQLite, 500 tickets, per item',
			ours: () => passing(few, saving),
			reference: () => passing(few, byFields),
			referenceName: 'the same, without saving',
		},
		{
			...timed,
			name: 'Schema Gate by a saved contract on SQLite, 500 tickets, per item',
			ours: () => passing(few, saved),
			reference: () => passing(few, byFields),
			referenceName: 'the same contract in the node',
		},
		{
			...timed,
			name: 'Schema Gate with an expression beside its contract, 500 tickets, per item',
			ours: () => passing(few, withKey),
			reference: () => passing(few),
			referenceName: 'the same without expression',
		},
		{
			...timed,
			name: 'Schema Gate with its ledger on SQLite, 500 tickets, per item',
			ours: () => passing(few, withLedger),
			reference: () => perItem(few, () => runNode(ifNode, { conditions: plainFilter, options: {} }, few, 2.2)),
			referenceName: 'IF with one condition',
		},
		{
			...timed,
			name: 'Schema Gate with a business rule of two fields',
			ours: () => passing(few, withRule(plainFilter)),
			reference: () => perItem(few, () => runNode(ifNode, { conditions: plainFilter, options: {} }, few, 2.2)),
			referenceName: 'IF with the same condition',
		},
		{
			...timed,
			name: 'Schema Gate with a business rule that calculates',
			ours: () => passing(few, withRule(calculatingFilter)),
			reference: () => perItem(few, () => runNode(ifNode, { conditions: calculatingFilter, options: {} }, few, 2.2)),
			referenceName: 'IF with the same condition',
		},
	];
}

module.exports = { contests };
