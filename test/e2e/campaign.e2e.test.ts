import { waitFor } from '../../scripts/n8n/client';
import { openStore } from '../../scripts/store';
import { Editor } from './editor';
import { campaignMishaps } from '../harness/mishaps';
import { body } from '../nodes/pretendedSystems';
import { OwnN8n } from './ownN8n';
import { TriedWorkflow } from './tried';
import { expectWholeLog } from './wholeLog';

const own = new OwnN8n();
const drafts = new TriedWorkflow(own, 'triage-campaign-errors.json');

beforeAll(async () => await own.start());
afterAll(async () => await own.remove());

const api = async (method: string, path: string, body?: unknown): Promise<unknown> =>
	await own.n8n.client.api(method, path, body);
const executions = async () => await own.n8n.client.executions(drafts.id);
const rowsPath = async (name: string) => {
	const { data } = (await api('GET', '/data-tables?limit=100')) as { data: Array<{ id: string; name: string }> };
	return `/data-tables/${data.find((table) => table.name === name)!.id}/rows`;
};
const addFault = async (connector: string, key: string, kind: string) => {
	const data = [{ connector, key, kind, struck: 0 }];
	await api('POST', await rowsPath('triage_demo_faults'), { data, returnType: 'all' });
};
const rowsOf = async (name: string) => {
	const { data } = (await api('GET', `${await rowsPath(name)}?limit=100`)) as { data: Array<Record<string, unknown>> };
	return data;
};
const report = async (report_id: string, more: object = {}) => {
	const response = await fetch(`${own.baseUrl}/webhook/campaign-errors`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ ...body, report_id, ...more }),
	});
	return { status: response.status, ...((await response.json()) as { message: string; case_id: string }) };
};
/** Polls, and waits until what it started has ended. */
const poll = async () => {
	await own.poll(drafts.id);
	await executions();
};
/** Each case by what it is about: its state, owner and open work. */
const cases = async () => {
	const store = await openStore(own.userFolder);
	try {
		const { cases: all } = await store.findCases({ order: 'oldest' });
		return new Map(
			all.map((one) => [
				one.ticket_id.startsWith('R-') ? one.subject! : one.ticket_id,
				{
					state: one.state,
					owner: one.owner?.role,
					tasks: one.tasks.map(({ type, owner_role }) => `${type} ${owner_role}`),
					exceptions: one.open_exceptions.length,
					undone: one.steps.filter(({ status }) => status !== 'completed').map(({ name }) => name),
				},
			]),
		);
	} finally {
		await store.close();
	}
};
const closed = { state: 'resolved', owner: 'MarketingOps-Data', tasks: [], exceptions: 0, undone: [] };
const givenUp = (step: string) => ({
	state: 'in-progress',
	owner: 'Billing-Escalation',
	tasks: ['post_mortem Billing-Escalation'],
	exceptions: 0,
	undone: [step],
});

test('reports are worked through all systems, and what goes wrong there ends with a person', async () => {
	await Editor.look(own.n8n, drafts.id, async (editor) => {
		expect(await editor.outputLabels('Schedule the retry')).toEqual(['Scheduled', 'Gave Up', 'Error']);
		expect(await editor.runFrom('Try with samples')).toContain('Workflow executed successfully');
		await editor.screenshot('campaign-errors');
		await editor.inPanel('Plan the steps', async () => await editor.screenshot('panel-plan'));
	});
	await addFault('ticketing', 'F-1/comment', '500_twice');
	await addFault('billing', 'F-2/log', 'partial_write');
	await addFault('campaigns', 'F-3/suppress', 'duplicate');
	await addFault('notify', 'F-4/tell', 'duplicate');
	const other = { ticket_id: 'T-1002', charge_id: 'CH-9002', segment: 'standard' };
	expect(await report('F-1')).toMatchObject({ status: 201, owner_role: 'MarketingOps-Data' });
	expect(await report('F-1')).toMatchObject({ status: 200 });
	await report('F-2', other);
	await report('F-4');
	await executions();
	await report('F-3', { customer: { id: 'CUS-318', email: 'ben@example.com', billing_id: 'BIL-318' } });
	expect(await report('F-5', { customer: { id: 'CUS-204' } })).toMatchObject({ status: 422 });
	const found = await waitFor('all cases to end', 200_000, async () => {
		await poll();
		const now = await cases();
		const open = [...now.values()].filter(({ state, tasks, exceptions }) => {
			return state !== 'resolved' && tasks.length === 0 && exceptions === 0;
		});
		return open.length === 0 ? now : undefined;
	});
	expect(Object.fromEntries(found)).toEqual({
		'Campaign error that goes well': closed,
		'Campaign error whose CRM answers 500 twice': closed,
		'Campaign error whose CRM never answers': givenUp('Complete the contact'),
		'Campaign error whose campaign tool says yes and does nothing': {
			...closed,
			state: 'in-progress',
			owner: 'Campaign-Support',
			exceptions: 1,
		},
		'F-1': closed,
		'F-2': givenUp('Request the billing log'),
		'F-3': givenUp('Read the member again'),
		'F-4': closed,
	});
	await poll();
	const told = (await rowsOf('triage_demo_outbox')).filter(({ message_key }) => /^gave-up/.test(String(message_key)));
	expect(told).toHaveLength(3);
	expect(told.map(({ to_role }) => to_role)).toEqual(Array(3).fill('Billing-Escalation'));

	await expectWholeLog(own.userFolder);
}, 420_000);

/** A report as it comes in by the webhook. */
const request = (report_id: string, more: object = {}) => ({ body: { ...body, report_id, ...more } });

test.each(campaignMishaps.notKept)(
	'a report that %s cannot keep (%j) is to be sent again',
	async (node, parameters, message) => {
		const id = `N-${node}-${JSON.stringify(parameters)}`;
		const run = await drafts.run('Receive campaign error', [request(id)], { [node]: parameters });
		expect(run.said).toEqual({ 'Say it was not kept': [expect.stringContaining(message)] });
		expect(run.outputs.Answer![0]).toMatchObject([{ json: { status: 503 } }]);
	},
);

test.each(campaignMishaps.notRecorded)('what %s cannot record (%j) is said', async (node, parameters, message) => {
	const id = `M-${node}`;
	if (/failed|retry/.test(node)) await addFault('campaigns', `${id}/suppress`, 'timeout');
	const run = await drafts.run('Receive campaign error', [request(id)], { [node]: parameters });
	expect(run.said['Say what was not recorded']).toEqual([expect.stringContaining(message)]);
});

const calls = ['ticketing system', 'CRM', 'campaign tool', 'people who are told'].map((name) => `Call the ${name}`);
test.each([...calls, 'Call billing'])(
	'%s that cannot be called counts as a system that does not answer',
	async (node) => {
		const gone = { workflowId: { __rl: true, mode: 'id', value: 'TriageNone000000' } };
		const run = await drafts.run('Receive campaign error', [request(`G-${node}`)], { [node]: gone });
		expect(run.said['Say when it is tried again']).toEqual([expect.stringContaining('attempt 2 of 3 comes')]);
	},
);

test('a person who cannot be told, and a case that is closed meanwhile, are said; every branch was taken', async () => {
	const due = (await executions()).flatMap(({ outputs }) => outputs['When a retry is due']?.[0] ?? []);
	const kindOf = ({ json }: (typeof due)[number]) => (json.triage as { retry: { kind: string } }).retry.kind;
	const notice = due.find((item) => kindOf(item) === 'gave_up')!.json;
	const gone = { workflowId: { __rl: true, mode: 'id', value: 'TriageNone000000' } };
	const unreached = await drafts.run('When a retry is due', [notice], { 'Tell the backup role': gone });
	expect(unreached.said).toEqual({ 'Say nobody was told': [expect.stringContaining('was not told')] });
	const silent = { workflowInputs: { mappingMode: 'defineBelow', value: { operation: 'message', case_id: 'C-0404' } } };
	const refused = await drafts.run('When a retry is due', [notice], { 'Tell the backup role': silent });
	expect(refused.said).toEqual({ 'Say nobody was told': [expect.stringContaining('was not told')] });

	const store = await openStore(own.userFolder);
	const { cases: resolved } = await store
		.findCases({ states: ['resolved'], order: 'oldest' })
		.finally(async () => await store.close());
	const isOver = (caseId: string) => resolved.some(({ case_id }) => case_id === caseId);
	const late = due.find((item) => kindOf(item) === 'due' && isOver(item.json.triage.case_id))!;
	const done = await drafts.run('When a retry is due', [late.json]);
	expect(done.said['Say what was not recorded']).toEqual([expect.stringContaining('not recorded: ')]);
	const again = Object.fromEntries([...calls, 'Call billing'].map((node) => [node, gone]));
	const failed = await drafts.run('When a retry is due', [late.json], again);
	expect(failed.said['Say it is given up']).toEqual([expect.stringContaining('none of its steps is tried again')]);

	const conflict = { 'Open a case': { onExisting: 'conflict' } };
	await drafts.run('Receive campaign error', [request('K-1')], conflict);
	const known = await drafts.run('Receive campaign error', [request('K-1')], conflict);
	expect(known.said).toEqual({ 'Say it was not kept': [expect.stringContaining('The report was not kept')] });
	const unowned = await drafts.run('Receive campaign error', [request('K-2', { segment: '' })]);
	expect(unowned.said['Say why it is not closed']).toEqual([expect.stringContaining('stays open, with Triage')]);

	const table = (await rowsPath('triage_demo_faults')).replace(/\/rows$/, '');
	await api('DELETE', table);
	const { outputs } = await own.n8n.client.run(drafts.id, 'Try with samples');
	const [missing] = outputs['Say what to set up']![0]!;
	expect(missing!.json.message).toMatch(
		/^The fault of the sample could not be put into the table triage_demo_faults.* Run the/,
	);
	expect(await drafts.unseen()).toEqual([]);
	await expectWholeLog(own.userFolder);
}, 120_000);
