const { Expression } = require('n8n-workflow');

const { builtInNode, runNode } = require('./engine');

const ruleCount = 20;
const roles = ['Billing-Escalation', 'Product-Support', 'MarketingOps-Data', 'Finance-Lead'];

/** @param {string} name @param {string} type @param {string} operation @param {unknown} rightValue */
const condition = (name, type, operation, rightValue) => ({
	id: name,
	leftValue: `={{ $json.${name} }}`,
	rightValue,
	operator: { type, operation },
});

/** @param {number} number */
const filter = (number) => ({
	options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
	combinator: 'and',
	conditions: [
		condition('type', 'string', 'equals', `type ${number}`),
		condition('customer.tier', 'string', 'notEquals', 'free'),
		condition('amount', 'number', 'gte', number * 10),
	],
});
const numbers = Array.from({ length: ruleCount }, (_, number) => number);
const roleOf = (/** @type {number} */ number) => roles[number % roles.length];
const byName = (/** @type {string | undefined} */ value) => ({ __rl: true, mode: 'name', value });

const common = { hitPolicy: 'unique', fallbackRole: byName('Triage'), caseId: '', options: {} };
const canvas = {
	...common,
	rules: {
		values: numbers.map((number) => ({
			ruleName: `Rule ${number}`,
			when: filter(number),
			ownerRole: byName(roleOf(number)),
			backupRole: byName(''),
		})),
	},
};
const table = {
	...common,
	ruleSource: 'table',
	table: [
		'rule.id,type,customer.tier,amount: number,then.owner_role',
		...numbers.map((number) => `Rule ${number},type ${number},not(free),>= ${number * 10},${roleOf(number)}`),
	].join('\n'),
};
const switchNode = {
	mode: 'rules',
	rules: { values: numbers.map((number) => ({ conditions: filter(number), renameOutput: false })) },
	options: {},
};

const tickets = Array.from({ length: 2_000 }, (_, number) => ({
	ticket_id: `T-${number}`,
	subject: 'Campaign mail shows no billing data',
	type: `type ${number % ruleCount}`,
	amount: 1_000,
	customer: { id: 'CU-2001', tier: 'gold' },
}));
/** Spread over the rules: Switch stops at the first that matches. */
const few = [3, 8, 13, 18].map((number) => tickets[number] ?? {});

/** Microseconds an item. @param {object[]} items @param {() => ReturnType<typeof runNode>} run @param {number} goodCount */
async function perItem(items, run, goodCount) {
	const start = performance.now();
	const outputs = await run();
	const took = ((performance.now() - start) * 1000) / items.length;
	const good = outputs.slice(0, goodCount).reduce((sum, output) => sum + (output?.length ?? 0), 0);
	if (good !== items.length) throw new Error('An item was not routed');
	return took;
}

/**
 * @param {new () => import('n8n-workflow').INodeType} RoleOwner
 * @returns {Array<import('./measure').Contest>}
 */
function contests(RoleOwner) {
	const owner = new RoleOwner();
	const builtIn = builtInNode('switch');
	// As a running n8n has it by default; the engine that n8n-core starts with alone takes a quarter of that.
	const isolated = {
		engine: /** @type {const} */ ('vm'),
		bridgeTimeout: 5000,
		bridgeMemoryLimit: 128,
		poolSize: 1,
		maxCodeCacheSize: 1024,
	};
	const reference = async () => {
		await Expression.initExpressionEngine(isolated);
		try {
			return await perItem(few, () => runNode(builtIn, switchNode, few, 3.2), ruleCount);
		} finally {
			await Expression.disposeExpressionEngine();
			Expression.setExpressionEngine('legacy');
		}
	};
	const contest = (/** @type {string} */ name, /** @type {object} */ parameters) => ({
		timed: true,
		calls: 1,
		name,
		ours: () => perItem(tickets, () => runNode(owner, parameters, tickets), 1),
		reference,
		referenceName: 'Switch with the same rules',
	});
	const short = { options: { explain: false } };
	return [
		contest('Role Owner, 20 canvas rules of 3 conditions, 2,000 tickets, per item', canvas),
		contest('the same rules as a table', table),
		contest('the same table, decision only', { ...table, ...short }),
	];
}

module.exports = { contests };
