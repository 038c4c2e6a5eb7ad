const { ZenEngine } = require('@gorules/zen-engine');
const { Engine } = require('json-rules-engine');

const columnCount = 6;
const sizes = [10, 100, 1_000, 10_000];
const inputCount = 200;

/** @param {number} seed */
function randomFrom(seed) {
	let state = seed;
	/** @param {number} limit */
	return (limit) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * limit);
	};
}

/**
 * @typedef {{ any: true } | { values: string[] } | { low: number, high: number }} Test a range holds its low end only
 * @typedef {Record<string, string | number>} Facts
 */

const texts = /** @type {const} */ ([
	['type', 40],
	['tier', 4],
	['region', 12],
	['product', 200],
]);
const numbers = /** @type {const} */ ([
	['amount', 10_000],
	['age', 400],
]);

/**
 * Rules as a large help desk has them: most name one value or a few, some leave a column open.
 *
 * @param {number} count
 * @returns {Array<Record<string, Test>>}
 */
function makeRules(count) {
	const random = randomFrom(count);
	/** @param {string} name @param {number} values @returns {Test} */
	const textTest = (name, values) => {
		if (random(100) < 15) return { any: true };
		return { values: Array.from({ length: 1 + random(3) }, () => `${name} ${random(values)}`) };
	};
	/** @param {number} highest @returns {Test} */
	const numberTest = (highest) => {
		if (random(100) < 15) return { any: true };
		const low = random(highest);
		return { low, high: low + 1 + random(highest / 4) };
	};
	return Array.from({ length: count }, () =>
		Object.fromEntries([
			...texts.map(([name, values]) => [name, textTest(name, values)]),
			...numbers.map(([name, highest]) => [name, numberTest(highest)]),
		]),
	);
}

/** @returns {Facts[]} */
function makeInputs() {
	const random = randomFrom(7);
	return Array.from({ length: inputCount }, () =>
		Object.fromEntries([
			...texts.map(([name, values]) => [name, `${name} ${random(values)}`]),
			...numbers.map(([name, highest]) => [name, random(highest)]),
		]),
	);
}

/** @param {Test} test */
function cellOf(test) {
	if ('any' in test) return '*';
	return 'low' in test ? `[${test.low}..${test.high})` : test.values.map((value) => JSON.stringify(value)).join(',');
}

/** @param {ReturnType<typeof makeRules>} rules @returns {import('../core').RoutingTable} */
function tableOf(rules) {
	return {
		id: 'bench',
		hit_policy: 'first',
		columns: [
			...texts.map(([field]) => ({ field, type: /** @type {const} */ ('string') })),
			...numbers.map(([field]) => ({ field, type: /** @type {const} */ ('number') })),
		],
		rules: rules.map((tests, index) => ({
			id: String(index),
			when: Object.fromEntries(Object.entries(tests).map(([field, test]) => [field, cellOf(test)])),
			then: { owner_role: `Role ${index % 50}` },
		})),
	};
}

/** Every rule asked in turn, compiled to closures. @param {ReturnType<typeof makeRules>} rules */
function linearScan(rules) {
	const compiled = rules.map((tests) =>
		Object.entries(tests).flatMap(([field, test]) => {
			if ('any' in test) return [];
			if ('low' in test) {
				const { low, high } = test;
				return [(/** @type {Facts} */ facts) => Number(facts[field]) >= low && Number(facts[field]) < high];
			}
			const values = new Set(test.values);
			return [(/** @type {Facts} */ facts) => values.has(String(facts[field]))];
		}),
	);
	/** @param {Facts} facts */
	return (facts) => {
		const matched = [];
		for (let index = 0; index < compiled.length; index++) {
			const tests = /** @type {Array<(facts: Facts) => boolean>} */ (compiled[index]);
			let holds = true;
			for (let next = 0; holds && next < tests.length; next++) holds = tests[next]?.(facts) === true;
			if (holds) matched.push(String(index));
		}
		return matched;
	};
}

/**
 * @param {string} fact
 * @param {Test} test
 * @returns {import('json-rules-engine').ConditionProperties[]}
 */
function conditionsOf(fact, test) {
	if ('any' in test) return [];
	if ('values' in test) return [{ fact, operator: 'in', value: test.values }];
	return [
		{ fact, operator: 'greaterThanInclusive', value: test.low },
		{ fact, operator: 'lessThan', value: test.high },
	];
}

/** @param {ReturnType<typeof makeRules>} rules */
function jsonRulesEngine(rules) {
	const engine = new Engine();
	for (const [index, tests] of rules.entries()) {
		const all = Object.entries(tests).flatMap(([fact, test]) => conditionsOf(fact, test));
		engine.addRule({ conditions: { all }, event: { type: String(index) } });
	}
	/** @param {Facts} facts */
	return async (facts) => (await engine.run(facts)).events.map(({ type }) => type);
}

/** @param {ReturnType<typeof makeRules>} rules */
function zenEngine(rules) {
	const fields = Object.keys(rules[0] ?? {});
	const content = {
		hitPolicy: 'collect',
		inputs: fields.map((field) => ({ id: field, name: field, field })),
		outputs: [{ id: 'rule', name: 'rule', field: 'rule' }],
		rules: rules.map((tests, index) => ({
			_id: String(index),
			...Object.fromEntries(fields.map((field) => [field, cellOf(tests[field] ?? { any: true }).replace(/^\*$/, '')])),
			rule: String(index),
		})),
		passThrough: false,
		inputField: null,
		outputPath: null,
		executionMode: 'single',
	};
	const graph = {
		nodes: [
			{ id: 'in', name: 'in', type: 'inputNode', content: { schema: '' }, position: { x: 0, y: 0 } },
			{ id: 'table', name: 'table', type: 'decisionTableNode', content, position: { x: 1, y: 0 } },
		],
		edges: [{ id: 'edge', type: 'edge', sourceId: 'in', targetId: 'table' }],
	};
	const decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify(graph)));
	/** @param {Facts} facts */
	return async (facts) => {
		const { result } = await decision.evaluate(facts);
		return /** @type {Array<{ rule: number }>} */ (result).map(({ rule }) => String(rule));
	};
}

/**
 * @param {string} name
 * @param {(facts: Facts) => string[] | Promise<string[]>} one
 * @param {(facts: Facts) => string[] | Promise<string[]>} other
 * @param {Facts[]} inputs
 */
async function checkAgreement(name, one, other, inputs) {
	for (const facts of inputs) {
		const [mine, theirs] = [await one(facts), await other(facts)];
		if (JSON.stringify(mine) === JSON.stringify([...theirs].sort((a, b) => Number(a) - Number(b)))) continue;
		throw new Error(`${name} finds other rules for ${JSON.stringify(facts)}: ${mine} and ${theirs}`);
	}
}

/**
 * Microseconds a decision.
 *
 * @param {(facts: Facts) => unknown} work
 * @param {Facts[]} inputs
 * @param {number} rounds
 */
function timeOf(work, inputs, rounds) {
	const start = performance.now();
	for (let round = 0; round < rounds; round++) for (const facts of inputs) work(facts);
	return ((performance.now() - start) * 1000) / (rounds * inputs.length);
}

/**
 * The same, of work that answers later.
 *
 * @param {(facts: Facts) => Promise<unknown>} work
 * @param {Facts[]} inputs
 */
async function timeOfAsync(work, inputs) {
	const start = performance.now();
	for (const facts of inputs) await work(facts);
	return ((performance.now() - start) * 1000) / inputs.length;
}

/**
 * Each engine is asked for all rules that match, and the answers are compared before anything is timed.
 *
 * @param {typeof import('../core')} core
 * @returns {Promise<Array<import('./measure').Contest>>}
 */
async function contests({ compileTable, lintTable }) {
	const inputs = makeInputs();
	/** @type {Array<import('./measure').Contest>} */
	const list = [];
	/** @type {Map<number, () => number>} */
	const ours = new Map();
	for (const size of sizes) {
		const rules = makeRules(size);
		const compiled = compileTable(tableOf(rules));
		/** @param {Facts} facts */
		const decide = (facts) => compiled.decide(facts, null, { explain: false });
		/** @param {Facts} facts */
		const match = (facts) => decide(facts).matched;
		const [scan, json, zen] = [linearScan(rules), jsonRulesEngine(rules), zenEngine(rules)];
		const few = inputs.slice(0, size === 10_000 ? 2 : 10);
		await checkAgreement('the linear scan', match, scan, inputs);
		await checkAgreement('json-rules-engine', match, json, few);
		await checkAgreement('zen-engine', match, zen, few);

		const time = () => timeOf(decide, inputs, 20);
		ours.set(size, time);
		const name = `decide, ${size} rules × ${columnCount} columns`;
		list.push(
			{
				name,
				ours: time,
				reference: () => timeOf(scan, inputs, size < 1000 ? 20 : 1),
				referenceName: 'linear scan',
				calls: 1,
				timed: true,
			},
			{
				name,
				ours: time,
				reference: () => timeOfAsync(zen, few),
				referenceName: 'zen-engine 0.52.1',
				calls: 1,
				timed: true,
			},
			{
				name,
				ours: time,
				reference: () => timeOfAsync(json, few.slice(0, 2)),
				referenceName: 'json-rules-engine 7.3.1',
				calls: 1,
				timed: true,
			},
			{
				name: `${name}, explained`,
				ours: () => timeOf((facts) => compiled.decide(facts), inputs, size < 1000 ? 20 : 1),
				reference: () => timeOf(scan, inputs, size < 1000 ? 20 : 1),
				referenceName: 'linear scan',
				calls: 1,
				timed: true,
			},
		);
	}
	const [least, most] = [sizes[0] ?? 1, sizes.at(-1) ?? 1];
	list.push({
		name: `decide, growth from ${least} to ${most} rules: 15.8 is an exponent of 0.4`,
		ours: ours.get(most) ?? (() => 0),
		reference: ours.get(least) ?? (() => 0),
		referenceName: `ours, ${least} rules`,
		calls: 1,
		timed: true,
	});
	const [small, large] = [tableOf(makeRules(100)), tableOf(makeRules(10_000))];
	list.push(
		{
			name: 'compile, 10,000 rules',
			ours: () => compileTable(large),
			reference: () => JSON.parse(JSON.stringify(large)),
			referenceName: 'copy of the table',
			calls: 1,
		},
		{
			name: 'lint, 100 rules',
			ours: () => lintTable(small),
			reference: () => compileTable(small),
			referenceName: 'compile',
			calls: 5,
		},
	);
	return list;
}

module.exports = { contests };
