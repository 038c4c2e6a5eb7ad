import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { IDataObject, INode } from 'n8n-workflow';

import type { DefinitionCommand } from '../../../core';
import { openPostgresStore, type TriageStore } from '../../../storage';
import { describeOnPostgres, useDatabase } from '../../harness/postgres';
import type { RunOptions } from '../../harness/runWorkflow';
import { credentialOf, storeOfNodes } from '../../harness/stores';
import { fieldList, gateOf, runGate } from './gate';

const text = (path: string, more: object = {}) => ({ path, type: 'text', required: true, ...more });
const leadFields = [text('lead_id'), { path: 'amount', type: 'number', required: true }];
const lead = { lead_id: 'L-1', amount: 5 };
const savedAs = (saveAs: unknown, rows: object[] = leadFields, more: object = {}) =>
	fieldList(rows, { options: { saveAs, ...more } });
const saved = (name: unknown, more: object = {}) => ({
	contractSource: 'saved',
	savedContract: { __rl: true, mode: 'name', value: name },
	savedVersion: 'inForce',
	options: {},
	...more,
});
const pinned = (name: string, number: unknown) =>
	saved(name, { savedVersion: 'pinned', savedVersionNumber: { __rl: true, mode: 'number', value: number } });

interface Setting {
	store: TriageStore;
	options: Partial<RunOptions> & { node?: Partial<INode> };
	close?: () => Promise<void>;
}

/** What holds on either engine. `given` opens an empty store and says how a node gets to it. */
function savedContracts(given: () => Promise<Setting>) {
	let store: TriageStore;
	let options: Setting['options'];
	let close: Setting['close'];
	beforeEach(async () => ({ store, options, close } = await given()));
	afterEach(async () => {
		expect((await store.verify()).findings).toEqual([]);
		await close?.();
	});

	const run = async (parameters: object, input: IDataObject[] = [lead], more: object = {}) =>
		await runGate(parameters, input, { ...options, ...more });
	const byHand = { mode: 'manual' };
	const versions = async (name = 'paid-lead') => await store.listVersions({ kind: 'contract', name });
	const execute = async (command: DefinitionCommand, id = 'ada') =>
		await store.executeDefinition({ kind: 'contract', name: 'paid-lead' }, command, {
			command_id: Math.random().toString(16).slice(2),
			actor: { kind: 'human', id },
		});

	test('what one gate saves another picks by name, and both report name, version and digest', async () => {
		const first = await run(savedAs('paid-lead'), [lead, { lead_id: 'L-2' }]);
		const second = await run(saved('paid-lead'), [lead, { lead_id: 'L-2' }]);
		expect([first.pairs, second.pairs]).toEqual([
			[[0], [1]],
			[[0], [1]],
		]);
		const [version] = await versions();
		for (const { valid, invalid } of [first, second]) {
			expect(gateOf(valid[0]!)).toMatchObject({ contract: 'paid-lead v1', contract_digest: version!.digest });
			expect(gateOf(invalid[0]!)).toMatchObject({
				contract: 'paid-lead v1',
				contract_digest: version!.digest,
				problems: [{ message: 'amount is missing' }],
			});
		}
		const ledger = await store.listTriggers({ order: 'oldest' });
		expect(ledger.map(({ contract }) => contract)).toEqual(
			Array.from({ length: 4 }, () => ({ id: 'paid-lead', digest: version!.digest })),
		);
	});

	test('saving is recorded in the log with author, digest and reason', async () => {
		const { hints } = await run(savedAs('paid-lead'));
		expect(hints).toContain("Saved as version 1 of contract 'paid-lead'");
		const [version] = await versions();
		expect(version).toMatchObject({
			number: 1,
			author: { kind: 'workflow', id: 'workflow-under-test' },
			reason: "Saved by 'Gate' in workflow 'workflow-under-test'",
			in_force: [{ until: null }],
		});
		const entries = await store.findEntries({ order: 'oldest', case_id: '_contract/paid-lead' });
		expect(entries.map(({ type, data }) => [type, data.digest])).toEqual([
			['definition.saved', version!.digest],
			['definition.activated', undefined],
		]);
	});

	test('the same contract is saved once, whoever runs it and however many items there are', async () => {
		const many = Array.from({ length: 100 }, (_, index) => ({ lead_id: `L-${index}`, amount: index }));
		for (const more of [{}, {}, byHand]) {
			const { valid } = await run(savedAs('paid-lead', leadFields, { recordTriggers: false }), many, more);
			expect(valid).toHaveLength(100);
		}
		expect(await store.findEntries({ order: 'oldest', case_id: '_contract/paid-lead' })).toHaveLength(2);
		const { hints } = await run(savedAs('paid-lead'), [lead], byHand);
		expect(hints).toContain("This is version 1 of contract 'paid-lead' already");
	});

	test('a change is another version: gates in force follow, pinned ones stay', async () => {
		await run(savedAs('paid-lead'));
		const stricter = [...leadFields, text('project_type')];
		expect((await run(savedAs('paid-lead', stricter))).hints).toContain("Saved as version 2 of contract 'paid-lead'");
		const follows = await run(saved('paid-lead'));
		expect(gateOf(follows.invalid[0]!)).toMatchObject({ contract: 'paid-lead v2' });
		for (const number of ['1', 1, ' 1 ']) {
			const stays = await run(pinned('paid-lead', number));
			expect(gateOf(stays.valid[0]!)).toMatchObject({ contract: 'paid-lead v1' });
		}
	});

	test('an earlier version comes back by hand, and never by itself', async () => {
		await run(savedAs('paid-lead'));
		await run(savedAs('paid-lead', [text('lead_id')]));
		const again = await run(savedAs('paid-lead'));
		expect(again.hints).toContain(
			"Not saved: this was version 1 of contract 'paid-lead' before, and version 2 is in force now. Run this node by hand to bring it back, or remove the option 'Save Contract As'.",
		);
		expect(gateOf(again.valid[0]!).contract).toBe('paid-lead v1');
		expect(await versions()).toHaveLength(2);
		expect((await run(savedAs('paid-lead'), [lead], byHand)).hints).toContain(
			"Saved as version 3 of contract 'paid-lead'",
		);
		expect((await run(savedAs('paid-lead'))).hints).toEqual([]);
	});

	test('what was retired stays so, and nothing is checked by it', async () => {
		await run(savedAs('paid-lead'));
		await execute({ kind: 'retire' });
		expect((await run(savedAs('paid-lead'))).hints).toContain(
			"Not saved: this was version 1 of contract 'paid-lead' before, and none is in force now. Run this node by hand to bring it back, or remove the option 'Save Contract As'.",
		);
		for (const parameters of [saved('paid-lead'), pinned('paid-lead', 1)]) {
			const { error, valid } = await run(parameters);
			expect(error?.message).toBe("No version of contract 'paid-lead' is in force");
			expect(valid).toEqual([]);
		}
		expect((await run(savedAs('paid-lead'), [lead], byHand)).hints).toContain(
			"Saved as version 1 of contract 'paid-lead'",
		);
		expect((await run(saved('paid-lead'))).valid).toHaveLength(1);
	});

	test('where reviews are asked for, a saved version counts once it is reviewed and activated', async () => {
		await run(savedAs('paid-lead'));
		await execute({ kind: 'govern', governance: { review_required: true, author_may_review: false } });
		const stricter = savedAs('paid-lead', [...leadFields, text('project_type')]);
		const waiting = 'which counts once it is reviewed and activated';
		expect((await run(stricter)).hints).toContain(`Saved as version 2 of contract 'paid-lead', ${waiting}`);
		expect((await run(stricter, [lead], byHand)).hints).toContain(
			`This is version 2 of contract 'paid-lead' already, ${waiting}`,
		);
		expect(gateOf((await run(saved('paid-lead'))).valid[0]!).contract).toBe('paid-lead v1');
		expect((await run(pinned('paid-lead', 2))).error?.message).toBe(
			"Version 2 of contract 'paid-lead' is draft, and only a reviewed one may come into force",
		);
		await execute({ kind: 'review', version: 2, decision: 'approved' }, 'bob');
		await execute({ kind: 'activate', version: 2 });
		expect(gateOf((await run(saved('paid-lead'))).invalid[0]!).contract).toBe('paid-lead v2');
	});

	test('two that save at once have one version of the same, and two of what differs', async () => {
		await Promise.all([run(savedAs('paid-lead')), run(savedAs('paid-lead')), run(savedAs('paid-lead'))]);
		expect(await versions()).toHaveLength(1);
		const others = [[text('a')], [text('b')]].map((rows) => savedAs('other', rows));
		await Promise.all(others.map(async (parameters) => await run(parameters)));
		expect(await versions('other')).toHaveLength(2);
		await Promise.all(others.map(async (parameters) => await run(parameters)));
		expect(await versions('other')).toHaveLength(2);
	});

	test('items may name their contracts, and each is read once', async () => {
		await run(savedAs('lead'));
		await run(savedAs('ticket', [text('ticket_id')]));
		const input = Array.from({ length: 50 }, (_, index): IDataObject => {
			if (index % 5 === 4) return { contract: 'order' };
			return index % 2 === 0 ? { ...lead, contract: 'lead' } : { ticket_id: 'T-1', contract: 'ticket' };
		});
		const { valid, invalid } = await run(saved('={{ $json.contract }}'), input, { onError: 'continueRegularOutput' });
		expect(valid.map((item) => `${item.json.contract as string} v1`)).toEqual(
			valid.map((item) => gateOf(item).contract),
		);
		expect([valid.length, invalid.length]).toEqual([40, 10]);
		for (const { json } of invalid) {
			expect(json.triage).toMatchObject({
				error: { code: 'DEFINITION_NOT_FOUND', message: "There is no saved contract 'order'" },
			});
		}
	});

	const example = { contractSource: 'example', example: JSON.stringify(lead), extraFields: 'reject' };
	const jsonSchema = {
		contractSource: 'jsonSchema',
		schema: '{"required":["lead_id"],"properties":{"amount":{"type":"number"}}}',
	};
	const openApi = {
		contractSource: 'openApi',
		openApiFrom: 'text',
		openApiDocument: readFileSync(join(__dirname, '../../core/gate/openApi/documents/desk-3.0.json'), 'utf8'),
		openApiOperation: 'POST /tickets',
		openApiPart: 'request',
	};
	test.each([
		['an example', example, lead],
		['a JSON Schema', jsonSchema, lead],
		['an OpenAPI document', openApi, { subject: 'Help', secret: 'x' }],
	])('a contract from %s judges the same once it is saved', async (_, parameters, good) => {
		const input: IDataObject[] = [good, { ...good, more: 1 }, {}, { lead_id: 5, amount: 'x' }];
		const verdicts = ({ valid, invalid }: Awaited<ReturnType<typeof run>>) =>
			[...valid, ...invalid].map((item) => {
				const { passed, problems, contract, contract_digest } = gateOf(item);
				return { passed, problems, contract, contract_digest };
			});
		const plain = await run(parameters, input);
		const saving = await run({ ...parameters, options: { saveAs: 'any' } }, input, byHand);
		const picking = await run(saved('any'), input);
		expect(verdicts(picking)).toEqual(verdicts(saving));
		expect(verdicts(picking).map(({ problems }) => problems)).toEqual(verdicts(plain).map(({ problems }) => problems));
		expect(verdicts(picking)).toHaveLength(4);
		if (parameters === example) expect(saving.hints.join('\n')).toContain('Learned 2 fields from the example');
	});

	test('of an example only what was learned is kept, as it is the data of somebody', async () => {
		await run({ ...example, options: { saveAs: 'learned' } });
		const found = await store.getDefinition({ kind: 'contract', name: 'learned' });
		expect(found?.body).toMatchObject({ kind: 'field_list', id: 'learned', extra_fields: 'reject' });
		expect(JSON.stringify(found?.body)).not.toContain('L-1');
	});

	test('a number and a name for a contract that is not saved do not get into the saved one', async () => {
		const { valid } = await run(
			savedAs('paid-lead', leadFields, { contractName: 'other', contractVersion: '9', dataLocation: 'body' }),
			[{ body: lead }],
		);
		expect(gateOf(valid[0]!).contract).toBe('paid-lead v1');
		const { body } = (await store.getDefinition({ kind: 'contract', name: 'paid-lead' }))!;
		expect(Object.keys(body as object).sort()).toEqual(['extra_fields', 'fields', 'id', 'kind']);
	});
}

describe('saved contracts in the file', () => {
	const { N8N_USER_FOLDER: before } = process.env;
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'saved-contracts-'));
		process.env.N8N_USER_FOLDER = folder;
	});
	afterEach(() => {
		rmSync(folder, { recursive: true, force: true });
		process.env.N8N_USER_FOLDER = before;
	});

	describe('as on every engine', () => savedContracts(async () => ({ store: await storeOfNodes(), options: {} })));

	test('a run reads its contract once, and writes only where there is something to save', async () => {
		const store = await storeOfNodes();
		const [reads, writes] = [jest.spyOn(store, 'getDefinition'), jest.spyOn(store, 'executeDefinition')];
		const many = Array.from({ length: 20 }, (_, index) => ({ ...lead, lead_id: `L-${index}` }));
		await runGate(savedAs('paid-lead'), many);
		expect([reads.mock.calls.length, writes.mock.calls.length]).toEqual([1, 1]);
		await runGate(savedAs('paid-lead'), many);
		expect([reads.mock.calls.length, writes.mock.calls.length]).toEqual([2, 1]);
		const expressions = { duplicateCheck: 'forever', duplicateKey: '={{ $json.lead_id }}' };
		await runGate(saved('={{ "paid-" + "lead" }}', expressions), many);
		expect([reads.mock.calls.length, writes.mock.calls.length]).toEqual([3, 1]);
	});

	const refused: Array<[string, object, string, RegExp]> = [
		[
			'a name that nobody saved',
			saved('Paid-Lead'),
			'DEFINITION_NOT_FOUND',
			/^There is no saved contract 'Paid-Lead'$/,
		],
		['no name', saved('={{ "" }}'), 'FIELD_INVALID', /^'Contract' is empty$/],
		['a name that is no text', saved('={{ [1] }}'), 'FIELD_INVALID', /^'Contract' is empty$/],
		['a name nobody can keep', saved('half \ud800'), 'FIELD_INVALID', /^'Contract name' is text with characters/],
		[
			'a version that is not there',
			pinned('paid-lead', 7),
			'DEFINITION_UNUSABLE',
			/^There is no version 7 of contract/,
		],
		[
			'a version that is no number',
			pinned('paid-lead', 'two'),
			'FIELD_INVALID',
			/^'Version Number' is .*a whole number/,
		],
		['a version below 1', pinned('paid-lead', '0'), 'FIELD_INVALID', /^'Version Number' is .*a whole number/],
		[
			'a choice of version that does not exist',
			saved('paid-lead', { savedVersion: 'newest' }),
			'FIELD_INVALID',
			/^'Version' is "newest"; allowed are inForce, pinned$/,
		],
		['an empty name to save under', savedAs(' '), 'FIELD_INVALID', /^'Save Contract As' is empty$/],
		['an object as name to save under', savedAs({ a: 1 }), 'FIELD_INVALID', /^'Save Contract As' is \{"a":1\}; a text/],
		[
			'a name to save under that is too long',
			savedAs('x'.repeat(101)),
			'FIELD_INVALID',
			/^'Contract name' (is|has) .*100/,
		],
		[
			'a contract that depends on the item',
			savedAs('paid-lead', [text('={{ $json.field }}')]),
			'FIELD_INVALID',
			/^The contract 'paid-lead' holds expressions, so it may be another one for each item and cannot be saved$/,
		],
		[
			'a contract that cannot be used',
			savedAs('paid-lead', [text('a..b')]),
			'CONTRACT_INVALID',
			/^The contract 'paid-lead' /,
		],
		[
			'a contract larger than a store keeps',
			{
				contractSource: 'jsonSchema',
				schema: JSON.stringify({ description: 'x'.repeat(1_100_000) }),
				options: { saveAs: 'paid-lead' },
			},
			'DEFINITION_INVALID',
			/^The contract 'paid-lead' cannot be saved: It is 11\d+ bytes long; at most 1048576 are kept$/,
		],
	];

	test.each(refused)('%s stops the workflow, or sends no item to Valid', async (_, parameters, code, message) => {
		await runGate(savedAs('paid-lead'), [lead]);
		const { error, valid } = await runGate(parameters, [lead]);
		expect([error?.message, valid]).toEqual([expect.stringMatching(message), []]);
		expect((error as { description?: string }).description).toMatch(/\w/);
		const regular = await runGate(parameters, [lead, lead], { onError: 'continueRegularOutput' });
		expect([regular.valid.length, regular.invalid.length]).toEqual([0, 2]);
		expect(regular.invalid[1]!.json.triage).toMatchObject({ error: { code } });
		const output = await runGate(parameters, [lead, lead], { onError: 'continueErrorOutput' });
		expect([output.valid.length, output.invalid.length, output.failed.length]).toEqual([0, 0, 2]);
		expect(await (await storeOfNodes()).listVersions({ kind: 'contract', name: 'paid-lead' })).toHaveLength(1);
	});

	test('a contract that somebody changed in the database judges nothing', async () => {
		await runGate(savedAs('paid-lead'), [lead]);
		const file = new DatabaseSync(join(folder, '.n8n', 'support-triage', 'store.sqlite'));
		const change = file.prepare(
			"update audit_part set bytes = cast(replace(cast(bytes as text), 'amount', 'Amount') as blob) where name = 'body'",
		);
		expect(change.run().changes).toBe(1);
		file.close();
		const { error, valid } = await runGate(saved('paid-lead'), [lead]);
		expect(error?.message).toBe("Version 1 of contract 'paid-lead' is not what was saved: its digest differs");
		expect(valid).toEqual([]);
	});

	test('without a store that can be shared neither is possible, and no item passes', async () => {
		process.env.EXECUTIONS_MODE = 'queue';
		try {
			for (const parameters of [saved('paid-lead'), savedAs('paid-lead')]) {
				const stopped = await runGate(parameters, [lead]);
				expect(stopped.error?.message).toBe('Triage data cannot be shared between workers');
				const { valid, invalid } = await runGate(parameters, [lead], { onError: 'continueRegularOutput' });
				expect([valid.length, invalid.length]).toEqual([0, 1]);
			}
		} finally {
			delete process.env.EXECUTIONS_MODE;
		}
	});
});

describeOnPostgres('saved contracts on PostgreSQL', () => {
	const database = useDatabase();
	let count = 0;

	savedContracts(async () => {
		const connection = database.connection(`saved_${(count += 1)}`);
		const store = await openPostgresStore(connection);
		return {
			store,
			close: async () => await store.close(),
			options: {
				node: { credentials: { triageStoreApi: { id: '1', name: 'store' } } },
				credentials: { triageStoreApi: credentialOf(connection) },
			},
		};
	});
});
