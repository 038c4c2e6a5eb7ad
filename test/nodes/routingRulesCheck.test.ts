import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoadOptionsContext } from 'n8n-core';
import { Workflow, type INodeParameters } from 'n8n-workflow';

import { RoutingRules } from '../../nodes/RoutingRules/RoutingRules.node';
import { TestCredentials } from '../harness/credentials';
import { nodeTypesOf } from '../harness/nodeTypes';
import { flow, packNodes } from '../harness/runWorkflow';
import { anybody, byName, checked, given, number, one, openCase, run, type Result } from './routingRules';

const header = 'rule.id,"type: string bug,billing",then.owner_role';
const rules = `${header}\nbugs,bug,Product\nmoney,billing,Billing`;
const moved = `${header}\nbugs,bug,Product\nmoney,billing,Product`;
const inSet = (more: object = {}) => ({ ruleSet: byName('support'), ...more });

/** Cases, and a rule set of which version 1 is in force and 2 is a draft. Another store for each test file. */
beforeAll(async () => {
	for (const [type, role] of [
		['bug', 'Product'],
		['billing', 'Billing'],
		['billing', 'Billing'],
		['other', null],
	] as const) {
		await openCase(type, role);
	}
	const propose = async (csv: string) =>
		await one('propose', { ...inSet(), ...given(csv), ...anybody, person: 'ada', reason: 'To see' });
	await propose(rules);
	await one('review', { ...inSet(), version: number(1), decision: 'approved', ...anybody, person: 'bob' });
	await one('activate', { ...inSet(), version: number(1), ...checked, ...anybody });
	await propose(moved);
});

describe('Lint', () => {
	test('looks at a saved version, the newest unless another is chosen', async () => {
		const [output, { lint, rule_set }] = await one('lint', { ...inSet(), tableFrom: 'version', which: 'newest' });
		expect([output, lint.passed, rule_set.version]).toEqual([0, true, 2]);
		expect((await one('lint', { ...inSet(), tableFrom: 'version', which: 'inForce' }))[1].rule_set.version).toBe(1);
	});

	test('needs no rule set for rules that are handed over, and shows findings in a line each', async () => {
		const [output, { lint }] = await one('lint', given(`${header}\nbugs,bug,Prodct\nmoney,billing,Billing`));
		expect([output, lint.summary]).toEqual([1, '1 blocking finding']);
		expect(lint.text).toBe(
			"Blocking ROLE_UNKNOWN: Rule 'bugs' names 'Prodct', which is no role. Did you mean 'Product'?",
		);
	});

	test.each([
		['rules.csv', 'text/csv', rules],
		[
			'rules.json',
			'application/json',
			JSON.stringify({ columns: [{ field: 'type', type: 'string' }], rules: [], default: { owner_role: 'Product' } }),
		],
	])('reads a file: %s', async (fileName, mimeType, text) => {
		const data = { fileName, mimeType, data: Buffer.from(`\ufeff${text}`).toString('base64') };
		const settings = { tableFrom: 'file', binaryPropertyName: 'data', hitPolicy: 'unique', defaultRole: byName('') };
		const { counts } = await run('lint', settings, [{}], [{ data }]);
		expect(counts).toEqual([1, 0]);
	});
});

describe('Backtest', () => {
	const past = { casesFrom: 'store', compareWith: 'inForce', caseLimit: 1000, mostMoved: 20 };
	const saved = { tableFrom: 'version', which: 'newest' };

	test('tells which cases of the store would have moved, from whom to whom', async () => {
		const [output, { backtest }] = await one('backtest', { ...inSet(), ...saved, ...past });
		expect(output).toBe(1);
		expect(backtest).toMatchObject({
			case_count: 4,
			compared_count: 4,
			moved_count: 2,
			moved_rate: 0.5,
			summary: '2 of 4 compared cases would have moved',
			text: '2 cases from Billing to Product',
			moved: [
				{ case_id: 'C-0003', from: 'Billing', to: 'Product', from_rule: 'money', to_rule: 'money' },
				{ case_id: 'C-0002' },
			],
		});
		expect((await one('backtest', { ...inSet(), ...saved, ...past, mostMoved: 50 }))[0]).toBe(0);
	});

	test('looks at the newest cases only, as many as are asked for', async () => {
		const [, { backtest }] = await one('backtest', { ...inSet(), ...saved, ...past, caseLimit: 2 });
		expect([backtest.case_count, backtest.moved_count]).toEqual([2, 1]);
		const options = { openedAfter: '2126-01-01T00:00:00Z' };
		expect((await one('backtest', { ...inSet(), ...saved, ...past, options }))[0]).toBe(2);
	});

	test('says which fields the cases do not hold, and where a column is found when it is told', async () => {
		const csv =
			'rule.id,body.kind,tier,then.owner_role\nb,bug,*,Product\ng,billing,gold,Product\nr,billing,not(gold),Billing';
		const asked = { ...inSet(), ...given(csv), ...past };
		const [output, { backtest }] = await one('backtest', asked);
		expect([output, backtest.summary]).toEqual([2, '4 past cases, none of which could be compared']);
		const options = { caseFields: { values: [{ column: 'body.kind', caseField: 'type' }] } };
		const [, told] = await one('backtest', { ...asked, options });
		expect(told.backtest).toMatchObject({ compared_count: 2, moved_count: 0, undecidable_count: 2 });
		expect(told.backtest.text).toBe('2 cases cannot be told: cases do not hold tier');
	});

	test('runs golden cases: who should get each, and who would', async () => {
		const cases = [
			{ case_id: 'A bug', facts: { type: 'bug' }, owner_role: 'Product' },
			{ case_id: 'A refund', facts: '{"type":"billing"}', owner_role: 'Finance' },
			{ type: 'weather', owner_role: 'triage' },
		];
		const golden = { ...saved, which: 'inForce', casesFrom: 'list', compareWith: 'owners', mostMoved: 0 };
		const [output, { backtest }] = await one('backtest', { ...inSet(), ...golden, cases: JSON.stringify(cases) });
		expect([output, backtest.moved]).toEqual([
			1,
			[{ case_id: 'A refund', from: 'Finance', to: 'Billing', from_rule: null, to_rule: 'money', label: null }],
		]);
		const some = { ...inSet(), ...golden, cases: '={{ $json.cases }}' };
		expect((await one('backtest', some, [{ cases: [cases[0]!, cases[2]!] }]))[0]).toBe(0);
	});

	test.each([
		['[5]', /^case 1 is the number 5$/],
		['[{"facts":{}}]', /^case 1 names no owner_role$/],
		['[{"facts":"{","owner_role":"A"}]', /^'facts' of case 1 is no JSON/],
		['{"facts":{}}', /^The list of cases is an object with 1 field$/],
		['[{"facts":[],"owner_role":"A"}]', /^'facts' of case 1 is/],
	])('refuses a list of cases that cannot be read: %s', async (cases, message) => {
		const { error } = await run('backtest', {
			...inSet(),
			...saved,
			...past,
			casesFrom: 'list',
			compareWith: 'owners',
			cases,
		});
		expect(error?.message).toMatch(message);
	});
});

test('Diff tells what changes between two versions, and to rules that are handed over', async () => {
	const versions = { whichBefore: 'inForce', tableFrom: 'version', whichAfter: 'newest' };
	const [output, { diff }] = await one('diff', { ...inSet(), ...versions });
	expect([output, diff.summary, diff.text, diff.before_version, diff.after_version]).toEqual([
		0,
		'1 rule changed',
		'Rule money: then.owner_role from Billing to Product',
		1,
		2,
	]);
	const same = await one('diff', { ...inSet(), whichBefore: 'number', versionBefore: number(1), ...given(rules) });
	expect([same[0], same[1].diff.summary]).toEqual([1, 'Nothing changed']);
});

test('Diff of a first draft names all of its rules', async () => {
	await one('propose', { ruleSet: byName('fresh'), ...given(rules), ...anybody });
	const versions = { whichBefore: 'inForce', tableFrom: 'version', whichAfter: 'newest' };
	const [output, { diff }] = await one('diff', { ruleSet: byName('fresh'), ...versions });
	expect([output, diff.before_version, diff.added]).toEqual([0, null, ['bugs', 'money']]);
});

describe('Get', () => {
	test('gives the rules in force and all versions, as Propose takes them again', async () => {
		const [output, { rule_set }] = await one('get', { ...inSet(), which: 'inForce', format: 'json' });
		expect([output, rule_set.version, rule_set.is_in_force]).toEqual([0, 1, true]);
		expect(rule_set.versions).toMatchObject([
			{ number: 1, state: 'reviewed', author: 'ada', reviewer: 'bob', reason: 'To see', in_force: [{ until: null }] },
			{ number: 2, state: 'draft', author: 'ada', reviewer: null, in_force: [] },
		]);
		const again = { ...inSet(), tableFrom: 'json', json: '={{ $json.table }}', ...anybody };
		const { table } = (await one('get', { ...inSet(), which: 'newest', format: 'json' }))[1].rule_set;
		expect((await one('propose', again, [{ table }]))[1]).toMatchObject({ is_new: false, rule_set: { version: 2 } });
	});

	test('gives them as CSV', async () => {
		const { csv } = (await one('get', { ...inSet(), which: 'newest', format: 'csv' }))[1].rule_set;
		expect((await one('diff', { ...inSet(), whichBefore: 'newest', ...given(csv) }))[0]).toBe(1);
	});

	test('Get Many lists rule sets with what is in force', async () => {
		const { outputs } = await run('getMany', { returnAll: true, filters: { inForce: true } }, [{ mine: 1 }]);
		expect(outputs[0]!.map(({ json }) => json)).toMatchObject([
			{ triage: { rule_set: { name: 'support', version: 1, version_in_force: 1, newest_version: 2 } } },
		]);
		expect((await one('getMany', { returnAll: true, filters: { search: 'nowhere' } }))[0]).toBe(1);
	});
});

describe('the lists', () => {
	const search = async (method: 'searchRuleSets' | 'searchVersions', ruleSet: unknown, filter?: string) => {
		const parameters = { operation: 'get', ruleSet } as INodeParameters;
		const { nodes } = flow({ Rules: { type: 'routingRules', parameters } }, []);
		const workflow = new Workflow({ nodes, connections: {}, active: false, nodeTypes: nodeTypesOf(packNodes) });
		const context = new LoadOptionsContext(
			workflow,
			nodes[0]!,
			{ credentialsHelper: new TestCredentials({}), currentNodeParameters: parameters } as never,
			'',
		);
		return (await new RoutingRules().methods.listSearch[method].call(context, filter)).results;
	};

	test('show rule sets with how they stand, and versions with who made them', async () => {
		expect(await search('searchRuleSets', '', 'SUPP')).toEqual([
			{ name: 'support (v1 in force, v2 draft)', value: 'support' },
		]);
		const versions = await search('searchVersions', byName('support'));
		expect(versions.map(({ value }) => value)).toEqual([2, 1]);
		expect(versions[0]!.name).toMatch(/^v2, draft, \d{4}-\d\d-\d\d by ada: To see$/);
	});

	test('say what to do where there is nothing', async () => {
		expect(await search('searchVersions', byName('nowhere'))).toEqual([
			{ name: 'There is no version yet. Choose a rule set first', value: '' },
		]);
		const { N8N_USER_FOLDER: folder } = process.env;
		process.env.N8N_USER_FOLDER = join(folder!, 'empty');
		try {
			expect(await search('searchRuleSets', '')).toEqual([
				{ name: "There is no rule set yet. Save one by the operation 'Propose'", value: '' },
			]);
		} finally {
			process.env.N8N_USER_FOLDER = folder;
		}
	});
});

test('a run says what happened', async () => {
	const { nodes } = await run('lint', given(`${header}\nbugs,bug,Product`));
	expect(nodes.Node![0]!.hints.map(({ message, type }) => [message, type])).toEqual([
		['1 item left by Not Passed: 1 blocking finding', 'warning'],
	]);
});

describe('output schemas', () => {
	const schemaOf = (operation: string) =>
		JSON.parse(
			readFileSync(join(__dirname, `../../nodes/RoutingRules/__schema__/v1.0.0/${operation}.json`), 'utf8'),
		) as Result;
	const kindOf = (value: unknown) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

	/** Every field that comes out is in the schema, with its type. */
	function expectFields(schema: Result, value: unknown, place: string) {
		const types: string[] = [schema.type].flat().map((type: string) => (type === 'integer' ? 'number' : type));
		if (value !== null) expect([place, types]).toEqual([place, expect.arrayContaining([kindOf(value)])]);
		if (kindOf(value) !== 'object' || schema.properties === undefined) return;
		for (const [name, member] of Object.entries(value as object)) {
			expect([place, Object.keys(schema.properties)]).toEqual([place, expect.arrayContaining([name])]);
			expectFields(schema.properties[name], member, `${place}.${name}`);
		}
	}

	const version = { ...inSet(), version: number(1), ...anybody };
	test.each<[string, object]>([
		['propose', { ...inSet(), ...given(rules), ...anybody }],
		['lint', { ...inSet(), tableFrom: 'version', which: 'newest' }],
		[
			'backtest',
			{
				...inSet(),
				tableFrom: 'version',
				which: 'newest',
				casesFrom: 'store',
				compareWith: 'inForce',
				caseLimit: 9,
				mostMoved: 1,
			},
		],
		['review', { ...version, decision: 'approved', person: 'bob' }],
		['activate', { ...version, ...checked }],
		['rollBack', version],
		['govern', { ...inSet(), authorMayReview: false, ...anybody }],
		['get', { ...inSet(), which: 'inForce', format: 'json' }],
		['getMany', { returnAll: true, filters: {} }],
		['diff', { ...inSet(), whichBefore: 'inForce', tableFrom: 'version', whichAfter: 'newest' }],
	])('of %s has what comes out', async (operation, parameters) => {
		const { outputs } = await run(operation, parameters);
		expectFields(schemaOf(operation), outputs.flat()[0]!.json, '');
	});
});
