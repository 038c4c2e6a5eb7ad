import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';

import { connectors, demoTables, type Connector } from '../../scripts/connectors/connectors';
import { generated } from '../../scripts/connectors/generated';
import { workflows } from '../../scripts/paths';
import { answering, lanes, laneData as data, refusing, throwing, withVendor } from '../harness/lanes';
import { runWorkflow, type WorkflowJson } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';
import { Branches, demoBranches } from '../harness/template';
import { openTicket } from '../storage/subject';

interface Template extends WorkflowJson {
	id: string;
	description: string;
	tags: Array<{ id: string; name: string }>;
}

const read = (file: string) => JSON.parse(readFileSync(join(workflows, file), 'utf8')) as Template;
const files = generated().map(({ file, json }) => [file, json] as const);
const wordsOf = (text: string) => text.split(/\s+/).filter((word) => /\w/.test(word)).length;

describe.each(files)('%s', (file, made) => {
	const { id, description, tags, nodes } = read(file);
	const stickies = nodes.filter(({ type }) => type.endsWith('.stickyNote'));

	test('is what it is made from', () => expect(read(file)).toEqual(made));

	test('can be found, and addressed by other workflows', () => {
		expect(id).toMatch(/^[0-9A-Za-z]{16}$/);
		expect(description.length).toBeGreaterThan(60);
		expect(tags).toEqual([{ id: 'TriageTag0000001', name: 'triage' }]);
		expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
	});

	test('holds no code, no plain HTTP call, and no credential; what needs one is switched off', () => {
		const types = nodes.map(({ type }) => type.split('.')[1]);
		expect(types.filter((type) => /^(code|function|httpRequest)/.test(type!))).toEqual([]);
		expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
		const vendorTypes = /\.(zendesk|hubspot|mailchimp|stripe|postgres|slack|gmail)$/;
		for (const { type, disabled } of nodes) expect(disabled === true).toBe(vendorTypes.test(type));
	});

	test('explains itself: one overview, and short notes', () => {
		const [overview, ...others] = stickies.map(({ parameters }) => parameters as { content: string; color?: number });
		expect(overview!.color).toBeUndefined();
		expect(overview!.content).toMatch(/^## .*\n[^]*### How it works\n[^]*### Setup\n[^]*### Change it\n/);
		expect(wordsOf(overview!.content)).toBeGreaterThanOrEqual(100);
		expect(wordsOf(overview!.content)).toBeLessThanOrEqual(300);
		for (const { content, color } of others) {
			expect(color).toBeDefined();
			expect(wordsOf(content)).toBeLessThanOrEqual(60);
		}
	});

	test('no node lies on another', () => {
		const places = nodes.filter(({ type }) => !type.endsWith('.stickyNote')).map(({ position }) => position.join());
		expect(new Set(places).size).toBe(places.length);
	});
});

test('the demo tables name their rows by columns that they have', () => {
	for (const { key, columns, rows } of demoTables) {
		const names = columns.map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(key));
		for (const row of rows) expect(Object.keys(row)).toEqual(names);
		const keys = rows.map((row) => key.map((name) => row[name]).join());
		expect(new Set(keys).size).toBe(rows.length);
	}
});

describe('a vendor', () => {
	const { N8N_USER_FOLDER: before } = process.env;
	let folder: string;
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'connectors-'));
		process.env.N8N_USER_FOLDER = folder;
		await openTicket(await storeOfNodes());
	});
	afterEach(async () => {
		expect((await (await storeOfNodes()).verify()).findings).toEqual([]);
		rmSync(folder, { recursive: true, force: true });
		process.env.N8N_USER_FOLDER = before;
	});

	const choose = ({ file }: Connector, vendor: string, node = '', stand: Partial<INode> = {}) =>
		withVendor(read(file), vendor, node, stand);

	const branchesOf = new Map(files.map(([file, json]) => [json.name, new Branches(read(file))]));
	async function run(json: Template, startNode: string, input: IDataObject = {}) {
		const result = await runWorkflow(json, { input: [input], startNode });
		expect(result.status).toBe('success');
		return branchesOf.get(json.name)!.seen(result);
	}
	async function call(json: Template, operation: string, more: IDataObject = {}) {
		const input = { operation, case_id: 'C-0001', key: `T-1/${operation}`, data, ...more };
		const result = await run(json, 'When called', input);
		const answers = result.items('Answer the caller').map((item) => item.json);
		expect(answers).toHaveLength(1);
		expect(Object.keys(answers[0]!)).toEqual('ok status retryable record request response vendor took_ms'.split(' '));
		return { answer: answers[0] as IDataObject & { response: IDataObject }, items: result.items };
	}

	const outcomes = async () => {
		const entries = await (await storeOfNodes()).findEntries({ case_id: 'C-0001', order: 'oldest' });
		return entries.filter(({ type }) => type.startsWith('connector.')).map(({ type, data: facts }) => [type, facts]);
	};
	test.each(lanes)('%s: a lane that is off is told as such', async (_, connector, vendor, _node, operation) => {
		const { answer } = await call(choose(connector, vendor.name), operation);
		expect(answer).toMatchObject({ ok: false, status: 501, retryable: false, record: null, vendor: vendor.name });
		expect(answer.response.message).toMatch(/switched off .*: select its grey nodes, press D/);
		expect(await outcomes()).toMatchObject([
			['connector.intent', { connector: `${connector.name}, ${vendor.name}`, method: operation }],
			['connector.outcome', { outcome: 'failed', status: 501 }],
		]);
	});

	test.each(lanes)('%s: what the vendor answers is the record', async (_, connector, vendor, node, operation) => {
		const found = [{ id: 7, name: 'Ada' }];
		const { answer, items } = await call(choose(connector, vendor.name, node.name, answering), operation, {
			data: { ...data, found },
		});
		expect(items(node.name)).toHaveLength(1);
		expect(answer).toMatchObject({ ok: true, status: 200, retryable: false, record: found[0], vendor: vendor.name });
		expect(answer.response).toEqual({ message: 'Answered', body: found });
		expect(await outcomes()).toMatchObject([
			['connector.intent', {}],
			['connector.outcome', { outcome: 'ok', status: 200 }],
		]);
	});

	test.each(lanes)('%s: a vendor that fails leaves it open', async (_, connector, vendor, node, operation) => {
		const { answer, items } = await call(choose(connector, vendor.name, node.name, refusing), operation);
		expect(items(node.name)).toEqual([expect.objectContaining({ json: { error: expect.any(String) as string } })]);
		expect(answer).toMatchObject({ ok: false, status: null, retryable: true, record: null, vendor: vendor.name });
		expect(answer.response.message).toMatch(/expects a number but we got 'many'/);
		expect(await outcomes()).toMatchObject([
			['connector.intent', {}],
			['connector.outcome', { outcome: 'unknown' }],
		]);
	});

	const crm = connectors.find(({ name }) => name === 'crm')!;
	test('that throws before it begins is not taken for one that answered', async () => {
		const { answer } = await call(choose(crm, 'hubspot', 'Find the HubSpot contact', throwing), 'find_contact');
		expect(answer).toMatchObject({ ok: false, status: 501, retryable: false, record: null });
		expect(answer.response.message).toMatch(/could not begin/);
	});

	test.each([
		[[], 404],
		[[{ id: 1 }, { id: 2 }], 409],
	])('that finds %j is not taken for one that found it', async (found, status) => {
		const nothing = { type: 'n8n-nodes-base.splitOut', parameters: { fieldToSplitOut: 'data.none', options: {} } };
		const json = choose(crm, 'hubspot', 'Find the HubSpot contact', {
			...answering,
			...(found.length === 0 && nothing),
		});
		const { answer } = await call(json, 'find_contact', { data: { ...data, found } });
		expect(answer).toMatchObject({ ok: false, status, retryable: false, record: null });
	});

	const each = connectors.map((connector) => [connector.name, connector] as const);
	test.each(each)(
		'that there is no lane for is said, with what %s has, and its sample says it too',
		async (name, one) => {
			const { operation } = one.sample;
			const { answer } = await call(choose(one, 'pipedrive'), operation);
			expect(answer).toMatchObject({ ok: false, status: 501, retryable: false, vendor: 'pipedrive' });
			expect(answer.response.message).toMatch(
				new RegExp(
					`^Nothing is configured for vendor 'pipedrive' and operation '${operation}'\\. The operations of ${name} are .*${operation}.*; the vendor is chosen in Connector settings$`,
				),
			);
			const sample = await run(choose(one, 'pipedrive'), 'Try with a sample');
			expect(sample.items('Answer the caller')).toMatchObject([{ json: { status: 501, request: { operation } } }]);
		},
	);

	test.each(each)('a call of %s that lacks something is not made', async (_, one) => {
		const { operation } = one.sample;
		const { answer, items } = await call(choose(one, one.vendors[0]!.name), operation, { data: {} });
		expect(answer).toMatchObject({ ok: false, status: 422, retryable: false, record: null });
		expect(answer.response.message).toMatch(/ lacks data\.\w+/);
		expect(items('Say what is missing')).toHaveLength(1);
	});

	test.each(each)('of %s is not called where the store cannot be reached', async (_, one) => {
		process.env.TRIAGE_STORE_URL = 'postgres://nobody@127.0.0.1:1/none';
		try {
			const { answer, items } = await call(choose(one, one.vendors[0]!.name), one.sample.operation);
			expect(answer).toMatchObject({ ok: false, status: 503, retryable: true });
			expect(answer.response.message).toMatch(/^The call was not made, because it could not be recorded\. /);
			expect(items('Which vendor?')).toEqual([]);
		} finally {
			delete process.env.TRIAGE_STORE_URL;
		}
	});

	test.each(each)('of %s whose outcome cannot be kept is told as a call that nobody knows of', async (_, one) => {
		const json = choose(one, one.vendors[0]!.name);
		json.nodes.find(({ name }) => name === 'Keep the response')!.parameters.intentId = 'nothing of the kind';
		const { answer } = await call(json, one.vendors[0]!.nodes[0]!.operations[0]!);
		expect(answer).toMatchObject({ ok: false, status: null, retryable: true, record: null });
		expect(answer.response.message).toMatch(/^The call was made, but its outcome could not be recorded\. /);
	});

	test.each(each)('%s: every branch was taken but those of the demo, which has its own test', (_, { file }) => {
		const json = read(file);
		expect(branchesOf.get(json.name)!.unseen).toEqual(demoBranches(json).sort());
	});
});
