import { connectors, demoTables } from '../../scripts/connectors/connectors';
import { openStore } from '../../scripts/store';
import { answering, laneData, lanes, refusing, withVendor } from '../harness/lanes';
import type { WorkflowJson } from '../harness/runWorkflow';
import { Branches, readTemplate, withParameters } from '../harness/template';
import { ConnectorCalls, type Answer } from './connectorCalls';
import { OwnN8n } from './ownN8n';
import { TriedWorkflow } from './tried';
import { expectWholeLog } from './wholeLog';

const own = new OwnN8n();
const calls = new ConnectorCalls(own);

beforeAll(async () => {
	await own.start();
	await calls.begin();
});
afterAll(async () => await own.remove());

/** Gives every role that is named a member, so that the installation lacks nothing. */
const staffRoles = async () => {
	const store = await openStore(own.userFolder);
	try {
		for (const name of await store.listRoles()) {
			const context = { command_id: `staff ${name}`, actor: { kind: 'system', id: 'test' } } as const;
			await store.executeDefinition(
				{ kind: 'role', name },
				{ kind: 'save', body: { members: [{ id: 'ada' }] } },
				context,
			);
		}
	} finally {
		await store.close();
	}
};

const known = { ticketing: { ticket_id: 'T-1001' }, crm: { contact_id: 'CUS-204' }, billing: { charge_id: 'CH-9001' } };
const member = { campaign_id: 'CMP-31', contact_id: 'CUS-204' };
const told = { to_role: 'Triage', text: 'Look at it' };

describe('the demo', () => {
	test('every table is there, with its rows', async () => {
		expect(calls.tables.sort()).toEqual(demoTables.map(({ name }) => name).sort());
		expect(await calls.rowsOf('triage_demo_contacts')).toHaveLength(2);
	});

	test.each<[string, string, Record<string, unknown>, object]>([
		['ticketing', 'get', known.ticketing, { status: 'new', assignee: 'support@example.com' }],
		['ticketing', 'comment', { ...known.ticketing, comment: 'On it' }, { comment: 'On it', status: 'new' }],
		['ticketing', 'set_status', { ...known.ticketing, status: 'open' }, { status: 'open', comment: 'On it' }],
		['ticketing', 'assign', { ...known.ticketing, assignee: 'ops@example.com' }, { assignee: 'ops@example.com' }],
		['crm', 'find_contact', known.crm, { email: 'ada@example.com', billing_id: '' }],
		['crm', 'find_contact', { email: 'ben@example.com' }, { contact_id: 'CUS-318' }],
		['crm', 'update_contact', { ...known.crm, billing_id: 'BIL-204' }, { billing_id: 'BIL-204', name: 'Ada Ortega' }],
		['campaigns', 'status', member, { status: 'subscribed' }],
		['campaigns', 'suppress', { ...member, reason: 'No data' }, { status: 'suppressed', reason: 'No data' }],
		['campaigns', 'status', member, { status: 'suppressed' }],
		['campaigns', 'unsuppress', member, { status: 'subscribed', reason: '' }],
		['billing', 'get_charge', known.billing, { amount: 240, currency: 'EUR' }],
		['billing', 'request_log', known.billing, { log_status: 'requested', amount: 240 }],
		['notify', 'message', told, { kind: 'message', text: 'Look at it' }],
		['notify', 'ask', told, { kind: 'ask', to_role: 'Triage' }],
	])('%s: %s with %j', async (connector, operation, data, record) => {
		const key = `T-1001/${operation}/${JSON.stringify(data).length}`;
		const answer = await calls.call(connector, operation, key, data);
		expect(answer).toMatchObject({ ok: true, status: 200, retryable: false, record, vendor: 'demo' });
		expect(answer.request).toEqual({ operation, key, data });
		expect(answer.took_ms).toBeGreaterThanOrEqual(0);
		expect(Object.keys(answer).sort()).toEqual(
			['ok', 'status', 'retryable', 'record', 'request', 'response', 'vendor', 'took_ms'].sort(),
		);
		const again = await calls.call(connector, operation, key, data);
		expect(again).toMatchObject({ ok: true, status: 200, record: answer.record });
	});

	test('the same key again writes nothing a second time', async () => {
		const outbox = await calls.rowsOf('triage_demo_outbox');
		expect(outbox.map(({ kind }) => kind)).toEqual(['message', 'ask']);
		const [charge] = (await calls.rowsOf('triage_demo_charges')).filter(({ charge_id }) => charge_id === 'CH-9001');
		const again = await calls.call('billing', 'request_log', String(charge!.log_key), known.billing);
		expect(again.record!.log_requested_at).toBe(charge!.log_requested_at);
		expect(again.response.message).toMatch(/so already/);
	});

	test('a message key that was used with another text is refused', async () => {
		const [sent] = await calls.rowsOf('triage_demo_outbox');
		const answer = await calls.call('notify', 'message', String(sent!.message_key), {
			...told,
			text: 'Something else',
		});
		expect(answer).toMatchObject({ ok: false, status: 409, retryable: false, record: null });
		expect(await calls.rowsOf('triage_demo_outbox')).toHaveLength(2);
	});

	test.each<[string, string, Record<string, unknown>]>([
		['ticketing', 'get', { ticket_id: 'T-404' }],
		['crm', 'update_contact', { contact_id: 'CUS-404', name: 'Nobody' }],
		['campaigns', 'suppress', { campaign_id: 'CMP-31', contact_id: 'CUS-404' }],
		['billing', 'get_charge', { charge_id: 'CH-404' }],
	])('%s: %s answers 404 where there is no record', async (connector, operation, data) => {
		const answer = await calls.call(connector, operation, 'T-1001/none', data);
		expect(answer).toMatchObject({ ok: false, status: 404, retryable: false, record: null });
	});

	test('an ID and an address of two contacts are a conflict', async () => {
		const data = { contact_id: 'CUS-204', email: 'ben@example.com' };
		expect(await calls.call('crm', 'find_contact', 'T-1001/two', data)).toMatchObject({ ok: false, status: 409 });
	});

	test('several calls in one go are answered one by one, in their order', async () => {
		const several = ['T-1001', 'T-404', 'T-1002'].map((ticket_id, index) => ({
			operation: 'get',
			key: `many/${index}`,
			data: { ticket_id },
		}));
		const answers = await calls.callAll('ticketing', several);
		expect(answers.map(({ status, request }) => [status, request.key])).toEqual([
			[200, 'many/0'],
			[404, 'many/1'],
			[200, 'many/2'],
		]);
		expect(answers[2]!.record).toMatchObject({ ticket_id: 'T-1002' });
	});
});

describe('what is not called', () => {
	test.each<[string, string, Record<string, unknown>, string, RegExp]>([
		['ticketing', 'get', {}, 'k', /lacks data\.ticket_id$/],
		['crm', 'find_contact', {}, 'k', /lacks data\.contact_id or data\.email$/],
		['campaigns', 'suppress', { campaign_id: 'CMP-31' }, 'k', /lacks data\.contact_id$/],
		['billing', 'request_log', known.billing, '', /lacks key$/],
		['notify', 'message', { to_role: 'Triage' }, 'k', /lacks data\.text$/],
	])('%s: %s with %j lacks something', async (connector, operation, data, key, message) => {
		const answer = await calls.call(connector, operation, key, data);
		expect(answer).toMatchObject({ ok: false, status: 422, retryable: false, record: null });
		expect(answer.response.message).toMatch(message);
	});

	test.each(connectors.map(({ name }) => name))('%s: an operation without a lane', async (connector) => {
		const answer = await calls.call(connector, 'explode', 'k', {});
		expect(answer).toMatchObject({ ok: false, status: 501, retryable: false, record: null });
		expect(answer.response.message).toMatch(/configured for vendor 'demo' and operation 'explode'/);
	});

	test.each(connectors.map(({ name }) => name))('%s: a case that is not there', async (connector) => {
		const { operation, data } = connectors.find(({ name }) => name === connector)!.sample;
		const answer = await calls.call(connector, operation, 'k', data, { case_id: 'C-9999' });
		expect(answer).toMatchObject({ ok: false, status: 422, retryable: false, record: null });
		expect(answer.response.message).toMatch(/could not be recorded\. .*C-9999/);
	});
});

const writes: Record<string, [string, Record<string, unknown>]> = {
	ticketing: ['comment', { ticket_id: 'T-1002', comment: 'Faulty' }],
	crm: ['update_contact', { contact_id: 'CUS-318', name: 'Ben O', company: 'Okafor Ltd' }],
	campaigns: ['suppress', { campaign_id: 'CMP-31', contact_id: 'CUS-318', reason: 'Faulty' }],
	billing: ['request_log', { charge_id: 'CH-9002' }],
	notify: ['message', { to_role: 'Triage', text: 'Faulty' }],
};

describe.each(connectors.map((connector) => [connector.name, connector] as const))(
	'faults of %s',
	(name, connector) => {
		const [operation, data] = writes[name]!;
		const write = async (key: string) => await calls.call(name, operation, key, data);
		const values = async (key: string) => {
			const id = name === 'notify' ? key : name === 'campaigns' ? 'CMP-31/CUS-318' : data[connector.idColumn];
			return (await calls.rowsOf(connector.table)).filter((row) => row[connector.idColumn] === id);
		};
		afterEach(async () => await calls.removeFaults());

		test('timeout: nothing is written, and nobody knows', async () => {
			await calls.addFault(name, 'f/timeout', 'timeout');
			const before = await values('f/timeout');
			for (let tries = 1; tries <= 3; tries += 1) {
				expect(await write('f/timeout')).toMatchObject({ ok: false, status: null, retryable: true, record: null });
			}
			expect(await values('f/timeout')).toEqual(before);
		});

		test('500 twice: the third try does it', async () => {
			await calls.addFault(name, 'f/500', '500_twice');
			const before = await values('f/500');
			for (let tries = 1; tries <= 2; tries += 1) {
				expect(await write('f/500')).toMatchObject({ ok: false, status: 500, retryable: true, record: null });
			}
			expect(await values('f/500')).toEqual(before);
			expect(await write('f/500')).toMatchObject({ ok: true, status: 200, retryable: false });
			expect(await values('f/500')).not.toEqual(before);
		});

		test('silent drop: it says yes and writes nothing', async () => {
			await calls.addFault(name, 'f/drop', 'silent_drop');
			const [second, more] = name === 'campaigns' ? ['unsuppress', {}] : [operation, { comment: 'x', name: 'Ben P' }];
			const before = await values('f/drop');
			const answer = await calls.call(name, second, 'f/drop', { ...data, ...more });
			expect(answer).toMatchObject({ ok: true, status: 200, retryable: false });
			expect(before).not.toContainEqual(answer.record);
			expect(await values('f/drop')).toEqual(before);
		});

		test('partial write: it stops in between, and the next try makes it whole', async () => {
			await calls.addFault(name, 'f/partial', 'partial_write');
			const changed = { ...data, comment: 'Half', name: 'Ben Q', company: 'Half Ltd', reason: 'Half', text: 'Half' };
			const second = name === 'campaigns' ? 'unsuppress' : operation;
			const half = await calls.call(name, second, 'f/partial', changed);
			expect(half).toMatchObject({ ok: false, status: 500, retryable: true, record: null });
			const between = await values('f/partial');
			await calls.removeFaults();
			const whole = await calls.call(name, second, 'f/partial', changed);
			expect(whole).toMatchObject({ ok: true, status: 200 });
			expect(await values('f/partial')).toEqual([whole.record]);
			expect(between).not.toEqual([whole.record]);
		});

		test('duplicate: it is written twice, and reading it then is a conflict', async () => {
			await calls.addFault(name, 'f/double', 'duplicate');
			const changed = { ...data, comment: 'Twice', name: 'Ben R' };
			expect(await calls.call(name, operation, 'f/double', changed)).toMatchObject({ ok: true, status: 200 });
			const rows = await values('f/double');
			expect(rows).toHaveLength(2);
			expect(rows[1]).toEqual(rows[0]);
			expect(await calls.call(name, operation, 'f/double', changed)).toMatchObject({ ok: false, status: 409 });
		});
	},
);

describe('without its table', () => {
	test('a connector says what to run, and that nothing was done', async () => {
		for (const { name, table } of connectors) {
			await calls.dropTable(table);
			const [operation, data] = writes[name]!;
			const answer = await calls.call(name, operation, 'gone', data);
			expect(answer).toMatchObject({ ok: false, status: 503, retryable: false, record: null });
			expect(answer.response.message).toMatch(/Run the workflow Set up the triage layer .* n8n says: .*triage_demo_/);
		}
	});

	test('the workflow that makes them brings them back, and may run again', async () => {
		const setup = 'TriageSetup00000';
		const n8n = own.n8n.client;
		for (let run = 1; run <= 2; run += 1) {
			const last = await n8n.run(setup, 'Set up now');
			expect([last.status, last.error]).toEqual(['success', undefined]);
			const [{ json } = { json: {} }] = last.outputs['Say what to mend']![0]!;
			expect(json).toMatchObject({
				message: expect.stringMatching(
					/^The demo is ready: 6 tables with 13 rows\. .*Roles: .* have no members/,
				) as string,
			});
			expect((json.checks as Array<{ check: string; ok: boolean }>).filter(({ ok }) => !ok)).toMatchObject([
				{ check: 'Roles' },
			]);
		}
		await calls.readTables();
		await staffRoles();
		const last = await n8n.run(setup, 'Set up now');
		expect(last.outputs['Say what is there']![0]).toMatchObject([
			{ json: { message: expect.stringMatching(/^The demo is ready: 6 tables with 13 rows\./) as string } },
		]);
		const branches = new Branches(readTemplate('set-up-triage.json'));
		for (const execution of await n8n.executions(setup)) branches.seen(execution);
		expect(branches.unseen).toEqual([]);
		for (const { name, rows } of demoTables) {
			expect(await calls.rowsOf(name)).toEqual(rows);
		}
	});
});

describe('drafts', () => {
	const drafts = new Map(connectors.map(({ name, file }) => [name, new TriedWorkflow(own, file)]));
	const ask = async (connector: string, json: WorkflowJson, operation: string, data: object) => {
		const item = { operation, case_id: calls.caseId, key: `draft/${operation}`, data };
		const { outputs } = await drafts.get(connector)!.run('When called', [item], json);
		return outputs['Answer the caller']![0]![0]!.json as Answer;
	};

	test.each(lanes)('%s: off, answering and failing', async (_, { name }, vendor, node, operation) => {
		const { json } = drafts.get(name)!;
		const off = await ask(name, withVendor(json, vendor.name), operation, laneData);
		expect(off).toMatchObject({ ok: false, status: 501, retryable: false, vendor: vendor.name });
		const found = [{ id: 7, name: 'Ada' }];
		const answers = withVendor(json, vendor.name, node.name, answering);
		const answered = await ask(name, answers, operation, { ...laneData, found });
		expect(answered).toMatchObject({ ok: true, status: 200, record: found[0], vendor: vendor.name });
		const failed = await ask(name, withVendor(json, vendor.name, node.name, refusing), operation, laneData);
		expect(failed).toMatchObject({ ok: false, status: null, retryable: true, record: null });
	});

	test.each(connectors.map((connector) => [connector.name, connector] as const))(
		'%s: its sample, a call that cannot be recorded, and an outcome that cannot',
		async (name, { sample }) => {
			const workflow = drafts.get(name)!;
			const tried = await workflow.run('Try with a sample');
			expect(tried.outputs['Answer the caller']![0]).toMatchObject([{ json: { vendor: 'demo' } }]);
			const unasked = withParameters(workflow.json, 'Keep the request', { caseId: 'C-0404' });
			expect(await ask(name, unasked, sample.operation, sample.data)).toMatchObject({ ok: false, status: 422 });
			const lost = withParameters(workflow.json, 'Keep the response', { intentId: 'nothing of the kind' });
			const answer = await ask(name, lost, sample.operation, sample.data);
			expect(answer).toMatchObject({ ok: false, status: null, retryable: true, record: null });
			expect(answer.response.message).toMatch(/^The call was made, but its outcome could not be recorded\. /);
		},
	);

	test.each([...drafts])(
		'%s: with the calls they have taken every branch',
		async (_, workflow) => expect(await workflow.unseen()).toEqual([]),
		120_000,
	);
});

describe('afterwards', () => {
	test('every outcome points to its request, under the key of the call', async () => {
		const store = await openStore(own.userFolder);
		try {
			const entries = await store.findEntries({ case_id: calls.caseId, order: 'oldest' });
			const intents = entries.filter(({ type }) => type === 'connector.intent');
			const outcomes = entries.filter(({ type }) => type === 'connector.outcome');
			expect(intents.length).toBeGreaterThan(60);
			const lost = (await store.findDanglingIntents()).map(({ entry_id }) => entry_id);
			expect(lost).toHaveLength(connectors.length);
			const answered = outcomes.map(({ refs }) => refs![0]!.id);
			expect([...answered, ...lost].sort()).toEqual(intents.map(({ entry_id }) => entry_id).sort());
			// Somebody looks into the systems and records what became of the calls whose outcome was lost.
			for (const id of lost) {
				const refs = [{ id, rel: 'outcome_of' as const }];
				const outcome = { case_id: calls.caseId, type: 'connector.outcome' as const, data: { outcome: 'ok' }, refs };
				await store.record(outcome, { command_id: `found out ${id}`, actor: { kind: 'human', id: 'ada' } });
			}
			expect(await store.findDanglingIntents()).toEqual([]);
		} finally {
			await store.close();
		}
		await expectWholeLog(own.userFolder);
	});
});
