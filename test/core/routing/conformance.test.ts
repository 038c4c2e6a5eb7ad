import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Zen from '@gorules/zen-engine';
import {
	compileTable,
	decide,
	lintTable,
	type RoutingDecision,
	type RoutingRule,
	type RoutingTable,
} from '../../../core';

const vectors = join(__dirname, '..', '..', 'vectors');
const readOurs = <Held>(name: string) =>
	JSON.parse(readFileSync(join(__dirname, 'conformance', `${name}.json`), 'utf8')) as Held;

/** What XML writes for the signs of cells. */
const unescape = (text: string) => text.replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&');

/** The inside of every element of this name, with its attributes. */
function elements(xml: string, name: string): Array<{ attributes: string; inside: string }> {
	const pattern = new RegExp(`<${name}(\\s[^>]*?)?>(.*?)</${name}>`, 'gs');
	return [...xml.matchAll(pattern)].map(([, attributes = '', inside = '']) => ({ attributes, inside }));
}

const attribute = (attributes: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1];
const textsOf = (xml: string, name: string) =>
	elements(xml, name).map(({ inside }) => unescape(elements(inside, 'text')[0]!.inside));
const unquote = (literal: string) => JSON.parse(literal) as string;

/** The decision table of a DMN file in the shape of ours: outputs become one role, parted by a stroke. */
function readDmn(xml: string, id: string) {
	const [table] = elements(xml, 'decisionTable');
	const inputs = elements(table!.inside, 'input');
	const fields = inputs.map(({ inside }) => textsOf(inside, 'inputExpression')[0]!);
	const defaults = textsOf(table!.inside, 'defaultOutputEntry').map(unquote);
	return {
		id,
		hit_policy: attribute(table!.attributes, 'hitPolicy')!.toLowerCase(),
		columns: inputs.map(({ inside }, index) => {
			const [values] = textsOf(inside, 'inputValues');
			return {
				field: fields[index],
				type: attribute(elements(inside, 'inputExpression')[0]!.attributes, 'typeRef'),
				...(values !== undefined && { values: values.split(',').map((value) => unquote(value.trim())) }),
			};
		}),
		rules: elements(table!.inside, 'rule').map(({ attributes, inside }) => ({
			id: attribute(attributes, 'id'),
			when: Object.fromEntries(textsOf(inside, 'inputEntry').map((cell, index) => [fields[index]!, cell])),
			then: { owner_role: textsOf(inside, 'outputEntry').map(unquote).join(' / ') },
		})),
		...(defaults.length > 0 && { default: { owner_role: defaults.join(' / ') } }),
	};
}

function readValue(xml: string): string | number | boolean {
	const [{ attributes, inside }] = elements(xml, 'value') as [{ attributes: string; inside: string }];
	return attributes.includes('xsd:string') ? inside : (JSON.parse(inside) as number | boolean);
}

function readDmnTests(xml: string) {
	return elements(xml, 'testCase').map(({ attributes, inside }) => {
		const [expected] = elements(inside, 'expected');
		const components = elements(expected!.inside, 'component');
		return {
			name: attribute(attributes, 'id')!,
			facts: Object.fromEntries(
				elements(inside, 'inputNode').map((node) => [attribute(node.attributes, 'name')!, readValue(node.inside)]),
			),
			outcome: (components.length > 0
				? components.map((part) => readValue(part.inside))
				: [readValue(expected!.inside)]
			).join(' / '),
		};
	});
}

describe.each(['0108-first-hitpolicy', '0111-first-hitpolicy-singleoutputcol', '0117-multi-any-hitpolicy'])(
	'DMN TCK %s',
	(name) => {
		const folder = join(vectors, 'dmn-tck', 'TestCases', 'compliance-level-2', name);
		const { table } = readOurs<{ table: RoutingTable }>(name);
		const tests = readDmnTests(readFileSync(join(folder, `${name}-test-01.xml`), 'utf8'));

		test('our table says what the DMN file says, and lint finds no overlap in it', () => {
			expect(table).toEqual(readDmn(readFileSync(join(folder, `${name}.dmn`), 'utf8'), name));
			expect(lintTable(table).filter(({ severity }) => severity === 'blocking')).toEqual([]);
		});

		test('it has the three cases of the kit', () => expect(tests).toHaveLength(3));

		test.each(tests)('case $name', ({ facts, outcome }) => {
			const decision = decide(table, facts);
			expect(decision).toMatchObject({ outcome, decided_by: 'rule', label: null });
		});
	},
);

interface ZenGraph {
	tests: Array<{ input: object; output: Record<string, unknown> }>;
	nodes: Array<{ name: string; content: { hitPolicy: string; rules?: Record<string, string>[] } }>;
}

const readGraphText = (name: string) =>
	readFileSync(join(vectors, 'zen-graphs', 'test-data', 'graphs', `${name}.json`), 'utf8');
const readGraph = (name: string) => JSON.parse(readGraphText(name)) as ZenGraph;

/** The engine that the graphs were written for. It is native code, and not to be had on every platform. */
function loadZen(): Zen.ZenEngine | null {
	try {
		// eslint-disable-next-line @typescript-eslint/no-require-imports
		const { ZenEngine: Engine } = require('@gorules/zen-engine') as typeof Zen;
		return new Engine();
	} catch {
		return null;
	}
}

const zen = loadZen();
const againstZen = zen === null ? test.skip : test;

async function askZen(name: string, input: object): Promise<Record<string, never>> {
	const decision = zen!.createDecision(Buffer.from(readGraphText(name)));
	return ((await decision.evaluate(input)) as { result: Record<string, never> }).result;
}

/** Every combination of one value of each list. */
function combine<Values extends readonly unknown[][]>(...lists: Values): unknown[][] {
	return lists.reduce<unknown[][]>((all, list) => all.flatMap((one) => list.map((value) => [...one, value])), [[]]);
}

describe('gorules/zen customer-service-escalation', () => {
	const name = 'customer-service-escalation';
	const graph = readGraph(name);
	const compiled = compileTable(readOurs<{ table: RoutingTable }>(name).table);
	const priorityNumbers = { urgent: 1, high: 2, normal: 3, low: 4 };
	const asZen = ({ owner_role, respond_within, priority }: RoutingDecision) => ({
		assignedTeam: owner_role,
		slaMinutes: respond_within?.amount,
		priority: priorityNumbers[priority!],
	});

	test('our table has the rules of the graph, in its order', () => {
		const [table] = graph.nodes.filter(({ content }) => content.rules);
		const cells = (rule: Record<string, string>) =>
			['i1-1', 'i1-2', 'i1-3'].map((id) => rule[id]!.replaceAll("'", '"') || '*');
		const ours = compiled.table.rules.map(({ id, when, then }: RoutingRule) => [
			id,
			Object.values(when),
			then.owner_role,
		]);
		expect(ours).toEqual(
			table!.content.rules!.map((rule) => [rule._id, cells(rule), rule['o1-5']!.replaceAll("'", '')]),
		);
		expect(compiled.table.hit_policy).toBe(table!.content.hitPolicy);
	});

	test.each(graph.tests)('its own test', ({ input, output }) => {
		expect(output.escalation).toMatchObject(asZen(compiled.decide(input)));
	});

	againstZen('zen-engine decides the same for every combination of values', async () => {
		const impacts = [0, 1000, 1001, 2000, 2001, 5000, 5001];
		for (const [tier, complexity, financialImpact] of combine(
			['premium', 'standard', 'trial', 'free'],
			['high', 'medium', 'low', 'none'],
			impacts,
		)) {
			const input = { customer: { tier }, issue: { complexity, financialImpact } };
			expect((await askZen(name, input)).escalation).toMatchObject(asZen(compiled.decide(input)));
		}
	});
});

describe('gorules/zen service-level-agreement-enforcement', () => {
	const name = 'service-level-agreement-enforcement';
	const { tables } = readOurs<{ tables: Record<string, RoutingTable> }>(name);
	const graph = readGraph(name);

	/** The graph as five tables, each deciding on what came out before; the few sums and fallbacks of the graph stand here. */
	function enforce(input: { service: Record<string, unknown>; customer: Record<string, unknown> }) {
		const facts: Record<string, unknown> = {
			isDowntime: input.service.status === 'down',
			downtimeDuration: input.service.downtimeDuration ?? 0,
			responseTime: input.service.responseTime ?? 0,
			packetLoss: input.service.packetLoss ?? 0,
			customerTier: input.customer.serviceTier ?? 'standard',
		};
		const outcomeOf = (table: string) => decide(tables[table]!, facts).outcome;
		facts.parameterType = outcomeOf('determineParameterType');
		facts.parameterValue = { ...facts, downtime: facts.downtimeDuration, unknown: 0 }[facts.parameterType as string];
		facts.breachDescription = outcomeOf('assessSLABreach');
		facts.slaBreached = facts.breachDescription !== 'No SLA breach detected';
		facts.severityLevel = outcomeOf('determineSeverity');
		facts.compensationType = outcomeOf('calculateCompensation');
		const escalation = decide(tables.determineEscalation!, facts);
		const within = escalation.respond_within;
		facts.escalationLevel = escalation.outcome;
		facts.escalationTimeframe = within
			? `${within.amount}_${within.unit}`
			: escalation.outcome === 'none'
				? 'none'
				: 'immediate';
		return facts;
	}

	test('our tables have the rules of the graph, in its order', () => {
		for (const { name: node, content } of graph.nodes) {
			if (content.rules === undefined) continue;
			expect(tables[node]!.rules.map(({ id }) => id)).toEqual(content.rules.map(({ _id }) => _id));
			expect(tables[node]!.hit_policy).toBe(content.hitPolicy);
		}
	});

	test.each(graph.tests)('its own test', ({ input, output }) => {
		expect(output).toMatchObject(enforce(input as Parameters<typeof enforce>[0]));
	});

	againstZen('zen-engine decides the same for every combination of values', async () => {
		const lists = combine(
			['up', 'down'],
			[0, 10, 11, 30, 31],
			[0, 200, 201, 500, 501],
			[0, 0.5, 0.6, 2, 2.1],
			['premium', 'standard', 'basic'],
		);
		for (const [status, downtimeDuration, responseTime, packetLoss, serviceTier] of lists) {
			const input = { service: { status, downtimeDuration, responseTime, packetLoss }, customer: { serviceTier } };
			expect(await askZen(name, input)).toMatchObject(enforce(input));
		}
	});
});
