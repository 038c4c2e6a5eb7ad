import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { fieldList, gateOf, runGate } from './gate';

const example = { ticket_id: 'T-1', amount: 5, customer: { email: 'ada@example.com' }, items: [{ sku: 'a' }] };
const byExample = (more: object = {}) => ({
	contractSource: 'example',
	example: JSON.stringify(example),
	extraFields: 'keep',
	...more,
});
const byPath = (value: string) => ({ __rl: true, mode: 'path', value });
const messagesOf = (item: { json: IDataObject }) => gateOf(item).problems.map(({ message }) => message);

const documents = join(__dirname, '../../core/gate/openApi/documents');
const desk = readFileSync(join(documents, 'desk-3.0.json'), 'utf8');
const openApi = (more: object = {}) => ({
	contractSource: 'openApi',
	openApiFrom: 'text',
	openApiDocument: desk,
	openApiOperation: { __rl: true, mode: 'list', value: 'POST /tickets' },
	openApiPart: 'request',
	...more,
});
const fileOf = (text: string) => ({
	data: { data: Buffer.from(text).toString('base64'), mimeType: 'application/yaml', fileName: 'desk.yaml' },
});

describe('a contract learned from an example', () => {
	test('checks what the example shows, in entries of lists too', async () => {
		const { pairs, invalid } = await runGate(byExample(), [
			{ ...example, ticket_id: 'T-2' },
			{ ...example, amount: '5', items: [{ sku: 'b' }, {}] },
		]);
		expect(pairs).toEqual([[0], [1]]);
		expect(messagesOf(invalid[0]!)).toEqual(['amount is text "5" but must be a number', 'items[1].sku is missing']);
	});

	test('is changed as the changes say', async () => {
		const changes = {
			values: [
				{ field: byPath('amount'), type: 'ignored', required: 'learned' },
				{ field: byPath('customer.email'), type: 'learned', required: 'no' },
				{
					field: byPath('ticket_id'),
					type: 'text',
					required: 'yes',
					allowedValues: 'T-1, T-2',
					limits: { maxLength: 3 },
				},
			],
		};
		const { pairs, invalid } = await runGate(byExample({ changes }), [
			{ ...example, amount: 'any', customer: {} },
			{ ...example, ticket_id: 'T-3' },
		]);
		expect(pairs).toEqual([[0], [1]]);
		expect(messagesOf(invalid[0]!)).toEqual(['ticket_id is "T-3" but must be one of T-1, T-2']);
	});

	test('is of the part that the data location names, as of a whole item', async () => {
		const parameters = byExample({ example: { headers: {}, body: example }, options: { dataLocation: 'body' } });
		expect((await runGate(parameters, [{ body: example }, example])).pairs).toEqual([[0], [1]]);
	});

	test('is told after a run by hand, with what was guessed, and never otherwise', async () => {
		const byHand = await runGate(byExample(), [example], { mode: 'manual' });
		expect(byHand.hints).toEqual([
			'Learned 5 fields from the example: ticket_id (text), amount (number), customer.email (email), items (list), items[].sku (text)',
			"Guessed: customer.email: looks like an email address, so only email addresses pass. 'Change What Was Learned' corrects it.",
		]);
		expect((await runGate(byExample(), [example])).hints).toEqual([]);
	});

	test.each([
		['{', "The 'Example Item' cannot be read: it is not JSON from line 1, column 2 on"],
		['[]', "The contract 'contract' cannot be used: The example is an empty list"],
		['5', "The contract 'contract' cannot be used: The example holds something that is no item: an item is an object"],
	])('%s is no example', async (text, message) => {
		expect((await runGate(byExample({ example: text }), [{}])).error).toMatchObject({ message });
	});

	test.each([
		[{ field: byPath('amonut'), type: 'ignored' }, /Change 1 is about amonut, .*: did you mean amount\?/],
		[{ field: byPath('amount'), required: 'maybe' }, /'Required' is "maybe"; allowed are learned, no, yes/],
		[{ field: byPath('={{ $json.none }}'), type: 'text' }, /Change 1 is about no field/],
		[{ field: '={{ [$json] }}', type: 'text' }, /Change 1 is about no field/],
		[{ field: byPath('amount'), type: 'nmber' }, /type in change 1 \(amount\) is "nmber"/],
	])('a change of %j is refused', async (change, message) => {
		const { error } = await runGate(byExample({ changes: { values: [change] } }), [example]);
		expect(error?.message).toMatch(message);
	});
});

describe('a contract of an OpenAPI document', () => {
	const ticket = { subject: 'x', amount: 5, secret: 's' };

	test('checks the request of an operation', async () => {
		const { pairs, invalid } = await runGate(openApi(), [ticket, { ...ticket, amount: 0 }]);
		expect(pairs).toEqual([[0], [1]]);
		expect(messagesOf(invalid[0]!)).toEqual(['amount is 0 but must be more than 0']);
	});

	test('checks a response by status and media type', async () => {
		const response = { openApiPart: 'response', openApiOperation: 'createTicket' };
		const { pairs } = await runGate(openApi({ ...response, openApiStatus: '422' }), [{ code: 1 }, {}]);
		expect(pairs).toEqual([[0], [1]]);
		const byType = openApi({ options: { mediaType: 'text/csv' } });
		expect((await runGate(byType, [{}])).pairs).toEqual([[], [0]]);
	});

	test('is read from the file that an item brings', async () => {
		const yaml = readFileSync(join(documents, 'desk.yaml'), 'utf8');
		const files = [undefined, fileOf(yaml)];
		const parameters = openApi({ openApiFrom: 'file', openApiFile: 'data' });
		const { pairs, valid } = await runGate(parameters, [{ ticket_id: 'T-1' }, {}], { files });
		expect(pairs).toEqual([[0], [1]]);
		expect(gateOf(valid[0]!).passed).toBe(true);
		const other = await runGate({ ...parameters, openApiFile: 'spec' }, [{}], { files: [fileOf(yaml)] });
		expect(other.error).toMatchObject({ message: `'Input Data Field Name' is "spec", and no item has a file there` });
	});

	test("comes from an expression as each item's own", async () => {
		const parameters = openApi({ openApiDocument: '={{ $json.spec }}', openApiOperation: '={{ $json.operation }}' });
		const spec = JSON.parse(desk) as IDataObject;
		const { pairs } = await runGate(parameters, [
			{ spec, operation: 'PUT /pets', petType: 'Pet' },
			{ spec: desk, operation: 'PUT /pets', petType: 'Bird' },
		]);
		expect(pairs).toEqual([[0], [1]]);
	});

	test.each([
		[
			{ openApiOperation: 'POST /ticket' },
			/Did you mean 'POST \/tickets'\?/,
			/Choose one of POST \/tickets, POST \/payments/,
		],
		[{ openApiDocument: '' }, /There is no document/, /Paste an OpenAPI document/],
		[{ openApiDocument: 'swagger: "2.0"' }, /Swagger 2.0/, /Convert/],
		[{ openApiFrom: 'url' }, /'Document From' is "url"; allowed are file, text/, /list/],
		[{ openApiPart: 'both' }, /'Check Against' is "both"; allowed are request, response/, /list/],
		[{ openApiFrom: 'file', openApiFile: ['data'] }, /'Input Data Field Name' is \["data"\]/, /Document From/],
		[{ openApiOperation: { mode: 'name', value: '={{ $json.none }}' } }, /No operation is named/, /Choose/],
	])('with %j stops the workflow with what to do', async (more, message, description) => {
		const { error } = await runGate(openApi(more), [{}]);
		expect(error?.message).toMatch(message);
		expect((error as { description?: string }).description).toMatch(description);
	});

	test('that cannot be used sends every item to Invalid or to the error output, never to Valid', async () => {
		const parameters = openApi({ openApiOperation: 'GET /nothing' });
		const regular = await runGate(parameters, [{ a: 1 }, { a: 2 }], { onError: 'continueRegularOutput' });
		expect(regular.pairs).toEqual([[], [0, 1]]);
		expect(regular.invalid[0]!.json).toMatchObject({ a: 1, triage: { error: { code: 'CONTRACT_INVALID' } } });
		const error = await runGate(parameters, [{ a: 1 }, { a: 2 }], { onError: 'continueErrorOutput' });
		expect(error.pairs).toEqual([[], []]);
		expect(error.failed.map(({ json }) => json.a)).toEqual([1, 2]);
	});
});

describe('a field that no item has', () => {
	const items = [{ customer: { email: 'a@example.com' } }, { customer: { email: 'b@example.com' } }];

	test.each([
		['a row', fieldList([{ path: 'customer.emial', type: 'email', required: true }]), 'customer.emial'],
		[
			'a schema',
			{ contractSource: 'jsonSchema', schema: '{"properties":{"custmer":{}},"required":["custmer"]}' },
			'custmer',
		],
	])('of %s is told with the one that was meant', async (_, parameters, path) => {
		const meant = path === 'custmer' ? 'customer' : 'customer.email';
		expect((await runGate(parameters, items)).hints).toContain(
			`${path} was not found in any of 2 items. Did you mean ${meant}?`,
		);
		expect((await runGate(parameters, items.slice(0, 1))).hints).toContain(
			`${path} was not found in the item. Did you mean ${meant}?`,
		);
	});

	test('is looked for at the data location, which may be misspelled itself', async () => {
		const rows = [{ path: 'emial', type: 'email', required: true }];
		const inside = fieldList(rows, { options: { dataLocation: 'customer' } });
		expect((await runGate(inside, items)).hints).toContain(
			'customer.emial was not found in any of 2 items. Did you mean customer.email?',
		);
		const outside = fieldList([], { options: { dataLocation: 'custmer' } });
		expect((await runGate(outside, items)).hints).toContain(
			'custmer was not found in any of 2 items. Did you mean customer?',
		);
	});

	test('is not told when every item passes', async () => {
		const rows = [{ path: 'customer.emial', type: 'email', required: false }];
		expect((await runGate(fieldList(rows), items)).hints).toEqual([]);
	});
});
