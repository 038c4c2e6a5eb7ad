import { listOpenApiOperations } from '../../../../core/gate';
import { findingsOf } from '../findings';
import document from './documents/desk-3.0.json';

const contract = (more: object) => ({ id: 'desk', kind: 'open_api', document, operation: 'POST /tickets', ...more });
const bodyOf = (schema: unknown, version = '3.0.3', components = {}) => ({
	openapi: version,
	paths: { '/t': { post: { requestBody: { content: { 'application/json': { schema } } } } } },
	components: { schemas: components },
});
const ofBody = (...body: Parameters<typeof bodyOf>) => contract({ document: bodyOf(...body), operation: 'POST /t' });
const schemaAt = '/document/paths/~1t/post/requestBody/content/application~1json/schema';

describe('an OpenAPI contract is refused', () => {
	it.each([
		[{ operation: '' }, '/operation', 'No operation is named'],
		[
			{ operation: 'POST /ticket' },
			'/operation',
			"There is no operation 'POST /ticket' in the document. Did you mean 'POST /tickets'?",
		],
		[
			{ operation: 'GET /tickets' },
			'/operation',
			"There is no operation 'GET /tickets' in the document. Did you mean 'POST /tickets'?",
		],
		[
			{ operation: 'createTickets' },
			'/operation',
			"There is no operation 'createTickets' in the document. Did you mean 'createTicket'?",
		],
		[{ operation: 'DELETE /elsewhere' }, '/operation', "There is no operation 'DELETE /elsewhere' in the document"],
		[{ operation: 'pay', part: 'response' }, '/status', 'POST /payments has no response that means success'],
		[
			{ media_type: 'application/xml' },
			'/media_type',
			"The request body of POST /tickets has no media type 'application/xml'",
		],
		[{ part: 'answer' }, '/part', 'part is "answer" but must be one of request, response'],
		[{ document: 5 }, '/document', 'document is the number 5 but must be an object or text'],
		[{ document: '' }, '/document', 'There is no document'],
		[{ document: '[]' }, '/document', 'The document is no object'],
		[{ document: 'just text' }, '/document', 'The document is no object'],
		[
			{ document: '{\n "openapi": "3.0.3",\n "paths": }}' },
			'/document',
			'The document cannot be read: it is neither JSON nor YAML from line 3, column 12 on',
		],
		[
			{ document: 'openapi: 3.0.0\ninfo: a\n  b: c' },
			'/document',
			'The document cannot be read: it is neither JSON nor YAML from line 2, column 7 on',
		],
		[
			{ document: 'openapi: 3.0.0\npaths:\n  /a: {}\n  /b: {}\n  /a: {}\n' },
			'/document',
			"The document has the key '/a' a second time in line 5",
		],
		[{ document: 'a: 1\n---\nb: 2' }, '/document', 'The text holds several YAML documents'],
		[{ document: {} }, '/document/openapi', 'The document names no OpenAPI version, but 3.0 and 3.1 can be read'],
		[{ document: { swagger: '2.0' } }, '/document/swagger', 'The document is Swagger 2.0'],
		[
			{ document: { openapi: '3.2.0' } },
			'/document/openapi',
			'The document is of OpenAPI 3.2.0, but 3.0 and 3.1 can be read',
		],
		[{ document: { openapi: '3.1.0' } }, '/operation', 'The document has no operations'],
		[
			{ document: { openapi: '3.1.0', paths: { '/t': { get: {} } } }, operation: 'GET /t' },
			'/part',
			'GET /t has no request body',
		],
		[
			{ document: { openapi: '3.1.0', paths: { '/t': { get: { requestBody: {} } } } }, operation: 'GET /t' },
			'/document/paths/~1t/get/requestBody',
			'The request body of GET /t has no content, so there is nothing to check',
		],
		[
			{
				document: {
					openapi: '3.1.0',
					paths: { '/t': { get: { requestBody: { content: { 'a/b': {}, 'c/d': {} } } } } },
				},
				operation: 'GET /t',
			},
			'/media_type',
			'The request body of GET /t has several media types, none of them JSON',
		],
		[
			{
				document: {
					openapi: '3.1.0',
					paths: { '/t': { get: { requestBody: { content: { 'application/json': {} } } } } },
				},
				operation: 'GET /t',
			},
			'/document/paths/~1t/get/requestBody/content/application~1json',
			'The request body of GET /t has no schema for application/json',
		],
		[
			{
				document: { openapi: '3.1.0', paths: { '/a': { get: { operationId: 'x' }, put: { operationId: 'x' } } } },
				operation: 'x',
			},
			'/operation',
			"'x' is the operationId of GET /a and of PUT /a",
		],
	])('with %j', (more, pointer, message) => {
		expect(findingsOf(contract(more))).toMatchObject([{ pointer, message, fix: expect.stringMatching(/\w/) }]);
	});

	it.each([
		[
			ofBody({ $ref: '#/components/schemas/Tiket' }, '3.0.0', { Ticket: {} }),
			`${schemaAt}/$ref`,
			"The reference '#/components/schemas/Tiket' leads to nothing in the document: did you mean '#/components/schemas/Ticket'?",
		],
		[
			ofBody({ properties: { a: { $ref: 'other.yaml#/x' } } }),
			`${schemaAt}/properties/a/$ref`,
			"The reference 'other.yaml#/x' leads to another document, and others are never fetched",
		],
		[
			ofBody({ $ref: '#anchor' }, '3.1.0'),
			`${schemaAt}/$ref`,
			"The reference '#anchor' is not a place in the document",
		],
		[
			ofBody({ requried: ['a'] }),
			`${schemaAt}/requried`,
			expect.stringContaining("is not a keyword of OpenAPI 3.0: did you mean 'required'?"),
		],
		[ofBody({ const: 5 }), `${schemaAt}/const`, expect.stringContaining('is not a keyword of OpenAPI 3.0 but of 3.1')],
		[
			ofBody({ nullable: true, type: 'string' }, '3.1.0'),
			`${schemaAt}/nullable`,
			expect.stringContaining('is not a keyword of OpenAPI 3.1 but of 3.0'),
		],
		[
			ofBody({ $ref: '#/components/schemas/A' }, '3.1.0', { A: { properties: { b: { requried: [] } } } }),
			'/document/components/schemas/A/properties/b/requried',
			"'requried' is not a keyword of JSON Schema 2020-12: did you mean 'required'? (at /components/schemas/A/properties/b/requried of the document)",
		],
		[
			ofBody({ properties: { a: { type: 'strng' } } }),
			`${schemaAt}/properties/a/type`,
			expect.stringContaining('of the document)'),
		],
		[ofBody({ pattern: '(?=a)' }), `${schemaAt}/pattern`, expect.stringContaining('looks around')],
		[ofBody({ $ref: '#/components/schemas/A' }, '3.0.0', { A: { $ref: '#/components/schemas/A' } }), '/document', /./],
	])('with the schema of %j', (refused, pointer, message) => {
		const [finding] = findingsOf(refused);
		expect(finding?.pointer).toBe(pointer);
		expect(finding?.message).toEqual(message instanceof RegExp ? expect.stringMatching(message) : message);
	});

	it('but takes unknown keywords where they are allowed, and unknown formats always', () => {
		const schema = { type: 'string', format: 'ticket', tsType: 'X' };
		expect(findingsOf(ofBody(schema))).toHaveLength(1);
		expect(findingsOf({ ...ofBody({ ...schema, requried: 1 }), unknown_keywords: 'no' })).toHaveLength(1);
		expect(() => findingsOf({ ...ofBody(schema), unknown_keywords: 'allow' })).toThrow('The contract was taken');
		expect(() => findingsOf({ ...ofBody(schema, '3.1.0'), unknown_keywords: 'allow' })).toThrow('was taken');
	});
});

describe('a document that means harm', () => {
	const text = (lines: string[]) => contract({ document: lines.join('\n') });

	it('with a billion laughs is refused at once', () => {
		const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
		for (let level = 1; level < 12; level++) {
			lines.push(
				`a${level}: &a${level} [${Array(9)
					.fill(`*a${level - 1}`)
					.join(', ')}]`,
			);
		}
		expect(findingsOf(text(lines))).toMatchObject([
			{ pointer: '/document', message: 'The aliases (*) of the document stand for too much' },
		]);
	});

	it.each([
		['that holds itself', ['openapi: 3.0.0', 'a: &a', '  b: *a']],
		['nested without an end', [`a: ${'['.repeat(100_000)}`]],
		['nested deep', [`a: ${'[{"a":'.repeat(300)}1${'}]'.repeat(300)}`]],
	])('%s is refused', (_, lines) => {
		expect(findingsOf(text(lines))).toHaveLength(1);
	});

	it('with 50,000 keys is read in linear time', () => {
		const started = performance.now();
		const keys = Array.from({ length: 50_000 }, (_key, index) => `k${index}: 1`);
		expect(findingsOf(text(['openapi: 3.0.0', ...keys]))).toMatchObject([
			{ message: 'The document has no operations' },
		]);
		expect(performance.now() - started).toBeLessThan(20_000);
	});

	it('with keys that every object has is read as it is', () => {
		const schema = JSON.parse(
			'{"type":"object","required":["toString"],"properties":{"constructor":{"type":"string"}}}',
		);
		const lists = listOpenApiOperations(bodyOf(schema));
		expect(lists).toEqual({ operations: [{ name: 'POST /t' }] });
		const poisoned = `{"openapi":"3.0.0","__proto__":{"paths":{}},"paths":{"__proto__":{"get":{}},"constructor":{"get":{}}}}`;
		expect(listOpenApiOperations(poisoned)).toEqual({
			operations: [{ name: 'GET __proto__' }, { name: 'GET constructor' }],
		});
		expect(({} as { paths?: unknown }).paths).toBeUndefined();
	});

	it('with a chain of 5,000 references is refused, not a crash', () => {
		const schemas = Object.fromEntries(
			Array.from({ length: 5000 }, (_, index) => [
				`S${index}`,
				{ type: 'object', properties: { next: { $ref: `#/components/schemas/S${index + 1}` } } },
			]),
		);
		const chain = ofBody({ $ref: '#/components/schemas/S0' }, '3.0.0', { ...schemas, S5000: { type: 'string' } });
		expect(findingsOf(chain)).toMatchObject([{ pointer: '/document' }]);
	});
});

test('the operations of a document are listed with what people know them by', () => {
	expect(listOpenApiOperations(document)).toEqual({
		operations: [
			{ name: 'POST /tickets', operation_id: 'createTicket', summary: 'Open a ticket' },
			{ name: 'POST /payments', operation_id: 'pay' },
			{ name: 'PUT /pets', operation_id: 'putPet' },
		],
	});
	expect(listOpenApiOperations('{')).toMatchObject({ finding: { pointer: '/document' } });
});
