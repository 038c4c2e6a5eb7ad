import type { IDataObject } from 'n8n-workflow';

import { condition, fieldList, gateOf, rule, runGate, withRules } from './gate';

/** What an expression can leave in a parameter, or somebody in a file. */
const odd: Record<string, unknown> = {
	nothing: undefined,
	null: null,
	number: 5,
	fraction: Number.NaN,
	true: true,
	list: ['a', ['b']],
	object: { a: { b: 1 } },
	inherited: 'constructor',
	proto: '__proto__',
	nul: 'a\u0000b',
	surrogate: '\ud800',
	long: 'x'.repeat(100_000),
	deep: JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`),
};
const names = Object.keys(odd);
const ofItem = (name: string) => `={{ $json.odd.${name} }}`;
const row = { path: 'id', type: 'text', required: true, allowedValues: '', limits: {} };
const change = {
	field: { mode: 'path', value: 'id' },
	type: 'learned',
	required: 'learned',
	allowedValues: '',
	limits: {},
};
const byExample = (more: object) => ({
	contractSource: 'example',
	example: '{"id":"T-1"}',
	extraFields: 'keep',
	...more,
});
const document =
	'{"openapi":"3.1.0","paths":{"/t":{"post":{"requestBody":{"content":{"application/json":{"schema":{}}}}}}}}';
const byOpenApi = (more: object) => ({
	contractSource: 'openApi',
	openApiFrom: 'text',
	openApiDocument: document,
	openApiOperation: { mode: 'name', value: 'POST /t' },
	openApiPart: 'request',
	...more,
});

/** Every parameter that may hold an expression, with the rest of the node as it should be. */
const parameters: Record<string, (value: string) => object> = {
	path: (path) => fieldList([{ ...row, path }]),
	type: (type) => fieldList([{ ...row, type }]),
	required: (required) => fieldList([{ ...row, required }]),
	allowedValues: (allowedValues) => fieldList([{ ...row, allowedValues }]),
	maximum: (maximum) => fieldList([{ ...row, type: 'number', limits: { maximum } }]),
	maxLength: (maxLength) => fieldList([{ ...row, limits: { maxLength } }]),
	pattern: (pattern) => fieldList([{ ...row, limits: { pattern } }]),
	extraFields: (extraFields) => fieldList([row], { extraFields }),
	schema: (schema) => ({ contractSource: 'jsonSchema', schema }),
	example: (example) => byExample({ example }),
	'field of a change': (value) => byExample({ changes: { values: [{ ...change, field: { mode: 'path', value } }] } }),
	'type of a change': (type) => byExample({ changes: { values: [{ ...change, type }] } }),
	'required of a change': (required) => byExample({ changes: { values: [{ ...change, required }] } }),
	openApiDocument: (openApiDocument) => byOpenApi({ openApiDocument }),
	openApiOperation: (value) => byOpenApi({ openApiOperation: { mode: 'name', value } }),
	openApiPart: (openApiPart) => byOpenApi({ openApiPart }),
	openApiStatus: (openApiStatus) => byOpenApi({ openApiPart: 'response', openApiStatus }),
	openApiFile: (openApiFile) => byOpenApi({ openApiFrom: 'file', openApiFile }),
	mediaType: (mediaType) => byOpenApi({ options: { mediaType } }),
	'left of a rule': (left) => withRules(rule('r', [condition(left, 'lte', 5)])),
	'right of a rule': (right) => withRules(rule('r', [condition('={{ $json.n }}', 'lte', right)])),
	'pattern of a rule': (right) => withRules(rule('r', [condition('={{ $json.id }}', 'regex', right, 'string')])),
	severity: (severity) => withRules(rule('r', [condition('={{ $json.gone }}', 'exists')], { severity })),
	message: (message) => withRules(rule('r', [condition('={{ $json.gone }}', 'exists')], { message })),
	fixes: (fixes) => fieldList([{ ...row, type: 'number' }], { fixes }),
	contractName: (contractName) => fieldList([row], { options: { contractName } }),
	contractVersion: (contractVersion) => fieldList([row], { options: { contractVersion } }),
	dataLocation: (dataLocation) => fieldList([row], { options: { dataLocation } }),
	maxProblems: (maxProblems) => fieldList([row], { options: { maxProblems } }),
	outputFormat: (outputFormat) => fieldList([row], { options: { outputFormat } }),
	unknownKeywords: (unknownKeywords) => ({ contractSource: 'jsonSchema', schema: '{}', options: { unknownKeywords } }),
};

/** Texts that only a slip in the program brings out. */
const slip = /undefined|is not a function|Cannot read|\[object Object\]|is not iterable|Maximum call stack/;

describe.each(Object.entries(parameters))('%s', (_, withValue) => {
	test.each(names)('that is odd (%s) leaves every item judged, or told in words', async (name) => {
		const items = [
			{ id: 'T-1', n: 1, odd },
			{ id: 'T-2', n: 2, odd },
		] as unknown as IDataObject[];
		const { status, valid, invalid } = await runGate(withValue(ofItem(name)), items, {
			onError: 'continueRegularOutput',
		});
		expect(status).toBe('success');
		expect([...valid, ...invalid].map(({ json }) => json.id).sort()).toEqual(['T-1', 'T-2']);
		for (const { json } of valid) expect(gateOf({ json }).passed).toBe(true);
		for (const { json } of invalid) {
			const { gate, error } = json.triage as {
				gate?: { passed: boolean };
				error?: { message: string; description: string };
			};
			if (gate) expect(gate.passed).toBe(false);
			else {
				expect(error?.message).toMatch(/\w/);
				expect(error?.description).toMatch(/\w/);
				expect(`${error?.message} ${error?.description}`).not.toMatch(slip);
			}
		}
	});
});
