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
