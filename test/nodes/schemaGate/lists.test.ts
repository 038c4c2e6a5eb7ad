import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ILoadOptionsFunctions, INodeParameters } from 'n8n-workflow';

import { SchemaGate } from '../../../nodes/SchemaGate/SchemaGate.node';
import { storeOfNodes } from '../../harness/stores';
import { fieldList, runGate } from './gate';

const { searchContracts, searchContractVersions, searchLearnedFields, searchOperations } = new SchemaGate().methods
	.listSearch;
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
		// The editor shows the message alone, so it says what to do as well.
		message: expect.stringMatching(new RegExp(`${message}.*\\. [A-Z]`)) as string,
	});
});

describe('saved contracts', () => {
	const { N8N_USER_FOLDER: before } = process.env;
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'contract-lists-'));
		process.env.N8N_USER_FOLDER = folder;
	});
	afterEach(() => {
		rmSync(folder, { recursive: true, force: true });
		process.env.N8N_USER_FOLDER = before;
	});

	const save = async (saveAs: string, ...paths: string[]) =>
		await runGate(
			fieldList(
				paths.map((path) => ({ path, type: 'text' })),
				{ options: { saveAs } },
			),
			[{}],
		);
	const contracts = async (filter?: string) => (await searchContracts.call(editing({}), filter)).results;
	const versions = async (savedContract: string, filter?: string) =>
		await searchContractVersions.call(
			editing({ savedContract: { __rl: true, mode: 'list', value: savedContract } }),
			filter,
		);
	const retire = async (name: string, version?: number) =>
		await (
			await storeOfNodes()
		).executeDefinition(
			{ kind: 'contract', name },
			{ kind: 'retire', ...(version && { version }) },
			{ command_id: `retire-${name}`, actor: { kind: 'human', id: 'ada' } },
		);

	test('are offered by name and found by a part of the name', async () => {
		await save('ticket', 'id');
		await save('Paid lead', 'id');
		await save('Paid lead', 'id', 'amount');
		expect(await contracts()).toEqual([
			{ name: 'Paid lead', value: 'Paid lead' },
			{ name: 'ticket', value: 'ticket' },
		]);
		expect((await contracts('paid')).map(({ value }) => value)).toEqual(['Paid lead']);
		expect(await contracts('refund')).toEqual([]);
	});

	test('are offered by version, the newest first, without those that cannot be used', async () => {
		for (const paths of [['a'], ['b'], ['c']]) await save('lead', ...paths);
		await retire('lead', 1);
		const { results } = await versions('lead');
		expect(results.map(({ name, value }) => [String(name).replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'now'), value])).toEqual(
			[
				['3, saved now UTC', '3'],
				['2, saved now UTC', '2'],
			],
		);
		expect((await versions('lead', '3, saved')).results).toHaveLength(1);
		expect((await versions('nobody saved this')).results).toEqual([]);
	});

	test('say why there is none, and what to do', async () => {
		await expect(contracts()).rejects.toMatchObject({
			name: 'NodeOperationError',
			message:
				"No contract is saved yet. To save one, open a Schema Gate that defines the contract, add the option 'Save Contract As', and run it once",
		});
		await save('lead', 'id');
		await retire('lead');
		await expect(contracts()).rejects.toMatchObject({
			message: 'No saved contract is in force. Have a version reviewed and activated, or save another one',
		});
		await expect(versions('')).rejects.toMatchObject({
			message: expect.stringMatching(/^'Contract' is empty\. Choose a saved contract from the list\./) as string,
		});
		await expect(versions('={{ $json.name }}')).rejects.toMatchObject({
			message:
				"'Contract' is an expression, which has no value before the node runs. Type the number instead of choosing it from the list",
		});
	});

	test('say so when the store cannot be reached', async () => {
		process.env.EXECUTIONS_MODE = 'queue';
		try {
			for (const list of [contracts(), versions('lead')]) {
				await expect(list).rejects.toMatchObject({
					message: expect.stringMatching(
						/^Triage data cannot be shared between workers\. n8n runs in queue mode/,
					) as string,
				});
			}
		} finally {
			delete process.env.EXECUTIONS_MODE;
		}
	});
});
