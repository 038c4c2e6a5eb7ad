import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { BasicOutput, GateResult } from '../../../core';
import { flow, runWorkflow } from '../../harness/runWorkflow';

const run = async (parameters: object, input: IDataObject[]) => {
	const start = { type: 'n8n-nodes-base.manualTrigger' };
	const gate = { type: 'schemaGate', parameters: parameters as INodeParameters };
	return await runWorkflow(flow({ Start: start, Gate: gate }, ['Start -> Gate']), { input });
};
const fieldList = (rows: IDataObject[], more: IDataObject = {}) => ({
	contractSource: 'fields',
	fields: { values: rows },
	extraFields: 'keep',
	...more,
});
const jsonSchema = (schema: unknown, more: IDataObject = {}) => ({
	contractSource: 'jsonSchema',
	schema: typeof schema === 'string' ? schema : JSON.stringify(schema),
	...more,
});
const gateOf = (json: IDataObject) => (json.triage as unknown as { gate: GateResult & { passed: boolean } }).gate;

const ticketId = { path: 'ticket_id', type: 'text', required: true, limits: { pattern: '^T-[0-9]+$' } };

test('items part at the gate, each with its verdict and its pair', async () => {
	const result = await run(fieldList([ticketId], { options: { contractName: 'ticket', contractVersion: '3' } }), [
		{ ticket_id: 'T-1', extra: [1] },
		{ ticket_id: 7 },
		{},
		{ ticket_id: 'T-2' },
	]);
	const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string;
	const trigger_id = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
	const passed = {
		attempt: 1,
		trigger_id,
		passed: true,
		contract: 'ticket v3',
		contract_digest: digest,
		problems: [],
		truncated: false,
		rule_findings: [],
		repairs: [],
	};
	expect(result.items('Gate', 0)).toEqual([
		{ json: { ticket_id: 'T-1', extra: [1], triage: { gate: passed } }, pairedItem: { item: 0 } },
		{ json: { ticket_id: 'T-2', triage: { gate: passed } }, pairedItem: { item: 3 } },
	]);
	const refused = result.items('Gate', 1);
	expect(refused.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 2 }]);
	expect(refused.map(({ json }) => json.ticket_id)).toEqual([7, undefined]);
	expect(gateOf(refused[0]!.json)).toMatchObject({
		passed: false,
		problems: [
			{ pointer: '/ticket_id', keyword: 'type', label: 'schema.type', found: 'the number 7', allowed: 'text' },
		],
	});
	expect(gateOf(refused[1]!.json).problems).toEqual([
		{
			pointer: '',
			keyword: 'required',
			label: 'schema.required',
			message: 'ticket_id is missing',
			fix: 'Add ticket_id to the item',
			params: { missing_property: 'ticket_id', field: 'ticket_id' },
		},
	]);
});

test('after a run a hint says how many did not pass and why', async () => {
	const result = await run(fieldList([ticketId]), [
		{ ticket_id: 'T-1' },
		{ hint: 1 },
		{ hint: 1 },
		{ hint: 1, ticket_id: 1 },
	]);
	expect(result.nodes.Gate?.[0]?.hints).toEqual([
		{
			message:
				'3 of 4 items did not pass. 2 exceptions opened, 1 counted as the same again. Top reason: ticket_id is missing',
			type: 'warning',
			location: 'outputPane',
		},
	]);
	expect((await run(fieldList([ticketId]), [{ ticket_id: 'T-1' }])).nodes.Gate?.[0]?.hints).toEqual([]);
});

test('an item leaves as it came, whatever its keys and values are', async () => {
	const hostile = JSON.parse(
		'{"ticket_id":"T-1","__proto__":{"polluted":true},"constructor":{"a":1},"toString":"x","lone":"\\ud800","nul":"\\u0000","big":1e308,"deep":[[[[[[]]]]]]}',
	) as IDataObject;
	const before = JSON.stringify(hostile);
	const [item] = (await run(fieldList([ticketId]), [hostile])).items('Gate', 0);
	const { triage, ...rest } = item!.json;
	expect(triage).toBeDefined();
	expect(JSON.stringify(rest)).toBe(before);
	expect(JSON.stringify(hostile)).toBe(before);
	expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('a required __proto__ key cannot be met by what every object inherits', async () => {
	const schema = { type: 'object', required: ['toString', 'constructor'] };
	const result = await run(jsonSchema(schema), [{}, { toString: 1, constructor: 2 } as IDataObject]);
	expect(gateOf(result.items('Gate', 1)[0]!.json).problems).toHaveLength(2);
	expect(result.items('Gate', 0)).toHaveLength(1);
});

test.each([
	['draft-07', { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'number' }] }],
	['2020-12', { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'number' }] }],
])('a JSON Schema of %s is read as that draft', async (_, list) => {
	const { $schema, ...rest } = list;
	const schema = { $schema, properties: { list: rest } };
	const result = await run(jsonSchema(schema), [{ list: [1] }, { list: ['1'] }]);
	expect([result.items('Gate', 0), result.items('Gate', 1)].map(({ length }) => length)).toEqual([1, 1]);
});

test('a schema given by an expression is taken as the object it is', async () => {
	const schema = '={{ ({ required: ["ticket_id"] }) }}';
	expect((await run(jsonSchema(schema), [{}])).items('Gate', 1)).toHaveLength(1);
});

test('S1: an item without a required field leaves by Invalid as it came, with the field named', async () => {
	const payload = { amount: 5, nested: { list: [1, '2', null] } };
	const before = JSON.stringify(payload);
	const [item] = (await run(jsonSchema({ required: ['customer_id'] }), [payload])).items('Gate', 1);
	const { triage: _triage, ...left } = item!.json;
	expect(JSON.stringify(left)).toBe(before);
	expect(gateOf(item!.json).problems).toMatchObject([
		{ pointer: '', keyword: 'required', label: 'schema.required', message: 'customer_id is missing' },
	]);
});

test('S2: a wrong type and a missing field are both told, in the order of their places, on every run', async () => {
	const schema = { required: ['type'], properties: { amount: { type: 'number' } } };
	const runs = await Promise.all([1, 2, 3].map(async () => await run(jsonSchema(schema), [{ amount: true }])));
	for (const { items } of runs) {
		const problems = gateOf(items('Gate', 1)[0]!.json).problems;
		expect(problems.map(({ pointer, keyword }) => [pointer, keyword])).toEqual([
			['', 'required'],
			['/amount', 'type'],
		]);
	}
});

test('S4: fields that no row names are kept or are reasons to refuse, as chosen', async () => {
	const input = [{ ticket_id: 'T-1', surprise: 1 }];
	expect((await run(fieldList([ticketId]), input)).items('Gate', 0)[0]?.json.surprise).toBe(1);
	const [refused] = (await run(fieldList([ticketId], { extraFields: 'reject' }), input)).items('Gate', 1);
	expect(gateOf(refused!.json).problems.map(({ message }) => message)).toEqual([expect.stringContaining('surprise')]);
});

test('only the data location is checked, and one that is not there does not pass', async () => {
	const parameters = fieldList([ticketId], { options: { dataLocation: 'body.ticket' } });
	const result = await run(parameters, [{ body: { ticket: { ticket_id: 'T-1' } } }, { ticket_id: 'T-1' }]);
	expect(result.items('Gate', 0).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
	expect(gateOf(result.items('Gate', 1)[0]!.json).problems[0]?.message).toBe(
		'There is nothing at body.ticket to check',
	);
});

test('the list of problems is cut where the option says, and says so', async () => {
	const rows = ['a', 'b', 'c'].map((path) => ({ path, type: 'text', required: true }));
	const [item] = (await run(fieldList(rows, { options: { maxProblems: 2 } }), [{}])).items('Gate', 1);
	expect(gateOf(item!.json)).toMatchObject({ truncated: true, problems: [{}, {}] });
});

test('the result goes to the chosen field and keeps what other nodes put there', async () => {
	const parameters = fieldList([ticketId], { options: { resultField: 'checked' } });
	const [item] = (await run(parameters, [{ ticket_id: 'T-1', checked: { case_id: 'C-1' } }])).items('Gate', 0);
	expect(item?.json.checked).toMatchObject({ case_id: 'C-1', gate: { passed: true } });
	expect(item?.json.triage).toBeUndefined();
});

test.each([
	[
		'a schema that is no JSON',
		jsonSchema('{\n "type": }'),
		"The 'JSON Schema' cannot be read: it is not JSON from line 2, column 11 on",
		"Mend that line, or switch 'Define Contract Using' to Field List",
	],
	['a misspelled keyword', jsonSchema({ requried: ['a'] }), /'requried'.*did you mean 'required'/i, /./],
	['an unknown type', jsonSchema({ type: 'strng' }), /type/, /./],
	['a field path with a gap', fieldList([{ path: 'a..b', type: 'text', required: true }]), /row 1.*a\.\.b/i, /./],
	[
		'a reference to another address',
		jsonSchema({ $ref: 'https://example.com/s.json' }),
		/example\.com/,
		/never fetched|\$defs/i,
	],
	[
		'an unknown way to define the contract',
		{ contractSource: 'json_schema', schema: '{"required":["x"]}' },
		/'Define Contract Using' is "json_schema"; allowed are example, fields, jsonSchema, openApi/,
		/./,
	],
	[
		'an unknown way with extra fields',
		fieldList([ticketId], { extraFields: 'drop' }),
		/'Fields Not Listed' is "drop"/,
		/./,
	],
	[
		'a number of problems that is none',
		fieldList([ticketId], { options: { maxProblems: '5' } }),
		`'Max Problems per Item' is "5"; a whole number from 1 is expected`,
		/./,
	],
	[
		'a name in which n8n sees a system fault',
		jsonSchema({ properties: { writePermission: { type: 'strng' } } }),
		/writePermission/,
		/./,
	],
	['a pattern with look-ahead', fieldList([{ ...ticketId, limits: { pattern: '(?=a)a' } }]), /pattern/i, /./],
])('%s stops the workflow with what to do', async (_, parameters, message, fix) => {
	const { status, error, nodes } = await run(parameters, [{ ticket_id: 'T-1' }]);
	expect(status).toBe('error');
	expect(nodes.Gate?.[0]?.outputs.flat()).toEqual([]);
	expect(error).toMatchObject({ name: 'NodeOperationError' });
	const matching = (wanted: string | RegExp) =>
		(typeof wanted === 'string' ? wanted : expect.stringMatching(wanted)) as string;
	expect(error).toMatchObject({ message: matching(message), description: matching(fix) });
});

test("a contract from an expression is each item's own", async () => {
	const strict = { type: 'object', required: ['must_have'] };
	const items = [{ schema: { type: 'object' } }, { schema: strict }, { schema: strict, must_have: 1 }];
	const schema = '={{ $json.schema }}';
	const bySchema = await run(jsonSchema(schema), items as unknown as IDataObject[]);
	expect(bySchema.items('Gate', 0).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);

	const rows = [{ path: 'plan', type: 'text', required: true, allowedValues: '={{ $json.plans }}' }];
	const byRow = await run(fieldList(rows), [
		{ plans: 'gold', plan: 'gold' },
		{ plans: 'gold', plan: 'silver' },
	]);
	expect(byRow.items('Gate', 1).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);

	const byPlace = await run(fieldList([ticketId], { options: { dataLocation: '={{ $json.at }}' } }), [
		{ at: 'a', a: { ticket_id: 'T-1' } },
		{ at: 'b', b: { ticket_id: 'T-1' } },
		{ at: 'a', b: { ticket_id: 'T-1' } },
	]);
	expect(byPlace.items('Gate', 0)).toHaveLength(2);
});

test('a gate without checks says so', async () => {
	const result = await run(fieldList([]), [{}]);
	expect(result.nodes.Gate?.[0]?.hints[0]?.message).toBe('No checks are set, so every item passes');
});

test('unknown keywords pass when they are allowed', async () => {
	const parameters = jsonSchema({ tsType: 'X' }, { options: { unknownKeywords: 'allow' } });
	expect((await run(parameters, [{}])).items('Gate', 0)).toHaveLength(1);
});

test("problems may leave in the standard's own form instead", async () => {
	const schema = { properties: { amount: { minimum: 5 } } };
	const parameters = jsonSchema(schema, { options: { outputFormat: 'basic', dataLocation: 'body' } });
	const result = await run(parameters, [{ body: { amount: 1 } }, { body: { amount: 7 } }, {}]);
	const basicOf = (output: number) =>
		result.items('Gate', output).map(({ json }) => {
			const { basic, problems } = gateOf(json) as GateResult & { passed: boolean; basic: BasicOutput };
			expect(problems).toBeUndefined();
			return basic;
		});
	expect(basicOf(0)).toEqual([{ valid: true, errors: [] }]);
	expect(basicOf(1)).toEqual([
		{
			valid: false,
			errors: [
				{
					valid: false,
					keywordLocation: '/properties/amount/minimum',
					instanceLocation: '/amount',
					error: 'amount is 1 but must be at least 5',
				},
			],
		},
		{
			valid: false,
			errors: [{ valid: false, keywordLocation: '', instanceLocation: '', error: 'There is nothing at body to check' }],
		},
	]);
});

test('what the contract says that may be meant otherwise is told after a run', async () => {
	const { nodes } = await run(jsonSchema({ properties: { plan: { enum: [] } } }), [{}]);
	expect(nodes.Gate?.[0]?.hints.map(({ message }) => message)).toEqual([
		'About the contract, at /properties/plan/enum: enum is an empty list, so that nothing is allowed',
	]);
});

test('a pattern that would hang a backtracking engine is answered at once', async () => {
	const rows = [{ path: 'a', type: 'text', required: true, limits: { pattern: '^(a+)+$' } }];
	const result = await run(fieldList(rows), [{ a: `${'a'.repeat(50_000)}!` }]);
	expect(result.items('Gate', 1)).toHaveLength(1);
});
