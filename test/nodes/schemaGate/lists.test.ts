import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ILoadOptionsFunctions, INodeParameters } from 'n8n-workflow';

import { SchemaGate } from '../../../nodes/SchemaGate/SchemaGate.node';

const { searchLearnedFields, searchOperations } = new SchemaGate().methods.listSearch;
const desk = readFileSync(join(__dirname, '../../core/gate/openApi/documents/desk-3.0.json'), 'utf8');

/** The node in the editor, with these parameters in its panel. */
const editing = (parameters: INodeParameters) =>
	({
		getCurrentNodeParameter: (name: string) => parameters[name],
		getNode: () => ({ name: 'Gate', type: 'schemaGate', typeVersion: 1, id: '1', position: [0, 0], parameters }),
	}) as unknown as ILoadOptionsFunctions;

const operations = async (parameters: INodeParameters, filter?: string) =>
	await searchOperations.call(editing({ openApiFrom: 'text', ...parameters }), filter);
const fields = async (parameters: INodeParameters, filter?: string) =>
	await searchLearnedFields.call(editing(parameters), filter);

test('operations are offered by method, path and summary', async () => {
	expect(await operations({ openApiDocument: desk })).toEqual({
		results: [
			{ name: 'POST /tickets (Open a ticket)', value: 'POST /tickets' },
			{ name: 'POST /payments', value: 'POST /payments' },
			{ name: 'PUT /pets', value: 'PUT /pets' },
		],
	});
	expect((await operations({ openApiDocument: desk }, 'open A')).results).toHaveLength(1);
});

test('learned fields are offered with what was made of them', async () => {
	const example = '[{"id":"T-1","at":"2026-05-04","lines":[{"sku":"a"}]},{"id":"T-2","lines":[]}]';
	expect((await fields({ example })).results).toEqual([
		{ name: 'id (text)', value: 'id' },
		{ name: 'at (date, optional)', value: 'at' },
		{ name: 'lines (list)', value: 'lines' },
		{ name: 'lines[].sku (text)', value: 'lines[].sku' },
	]);
	expect((await fields({ example }, 'SKU')).results).toHaveLength(1);
	const inside = { example: '{"headers":{},"body":{"a":1}}', options: { dataLocation: 'body' } };
	expect((await fields(inside)).results).toEqual([{ name: 'a (number)', value: 'a' }]);
});

test.each([
	['without a document', operations, { openApiDocument: '' }, 'There is no document'],
	['with a document that cannot be read', operations, { openApiDocument: '{' }, 'neither JSON nor YAML'],
	[
		'with a document from an expression',
		operations,
		{ openApiDocument: '={{ $json.spec }}' },
		"'OpenAPI Document' is an expression",
	],
	['with a document from a file', operations, { openApiFrom: 'file' }, 'is not there before the node runs'],
	['without an example', fields, {}, 'an item is an object'],
	['with an example that is no JSON', fields, { example: '{' }, "'Example Item' cannot be read"],
	['with an example from an expression', fields, { example: '={{ $json }}' }, "'Example Item' is an expression"],
])('a list %s says why it is empty', async (_, list, parameters, message) => {
	await expect(list(parameters as INodeParameters)).rejects.toMatchObject({
		name: 'NodeOperationError',
		message: expect.stringContaining(message) as string,
		description: expect.stringMatching(/\w/) as string,
	});
});
