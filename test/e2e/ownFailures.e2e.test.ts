import { waitFor } from '../../scripts/n8n/client';
import { failureMishaps } from '../harness/mishaps';
import { withOnError, withParameters } from '../harness/template';
import { OwnN8n } from './ownN8n';
import { TriedWorkflow } from './tried';
import { expectWholeLog } from './wholeLog';

const own = new OwnN8n();
const templateId = 'TriageFailures01';

/** A workflow that fails whenever it is called, and names the template as its error workflow. */
const failing = {
	name: 'Suppress contacts',
	nodes: [
		{
			id: 'd0a4a2c8-64b3-4b8e-9a5b-6c1d5f0a7e01',
			name: 'Receive contact',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			position: [0, 0],
			parameters: { httpMethod: 'POST', path: 'fail', options: {} },
			webhookId: 'd0a4a2c8-64b3-4b8e-9a5b-6c1d5f0a7e02',
		},
		{
			id: 'd0a4a2c8-64b3-4b8e-9a5b-6c1d5f0a7e03',
			name: 'Suppress contact',
			type: 'n8n-nodes-base.stopAndError',
			typeVersion: 1,
			position: [224, 0],
			parameters: { errorMessage: '=No answer within {{ $json.body.ms }} ms' },
		},
	],
	connections: { 'Receive contact': { main: [[{ node: 'Suppress contact', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1', errorWorkflow: templateId },
};

beforeAll(async () => {
	await own.start();
	const { id } = await own.n8n.client.api('POST', '/workflows', failing);
	await own.n8n.client.publish(id);
});
afterAll(async () => await own.remove());

const fail = async (ms: number) =>
	await fetch(`${own.baseUrl}/webhook/fail`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ ms }),
	});

/** What a node of the template has said, once it has. */
const said = async (name: string) =>
	await waitFor(`'${name}'`, 60_000, async () => {
		const executions = await own.n8n.client.executions(templateId);
		const items = executions.flatMap(({ outputs }) => outputs[name]?.[0] ?? []);
		return items.length > 0 ? items.map(({ json }) => json as { message: string; to_role: string }) : undefined;
	});

test('a workflow that really fails ends as an exception with an owner; the second failure is counted', async () => {
	await fail(30_000);
	const [owned] = await said('Say who owns it');
	expect(owned).toMatchObject({ to_role: 'Triage', exception_id: 'EX-0001' });
	expect(owned?.message).toContain('EX-0001: Suppress contacts failed in Suppress contact. Triage owns it until ');
	await fail(29_871);
	expect(await said('Say it happened again')).toMatchObject([
		{ message: expect.stringContaining('failed in Suppress contact again, 2 times by now') as string },
	]);
	expect(await said('Say who owns it')).toHaveLength(1);
	await expectWholeLog(own.userFolder);
});

const drafts = new TriedWorkflow(own, 'own-failed-executions.json');
const failure = {
	execution: {
		id: '1',
		url: 'http://localhost/1',
		error: { message: 'Odd' },
		lastNodeExecuted: 'Log',
		mode: 'trigger',
	},
	workflow: { id: 'W9', name: 'Log calls' },
};

test.each(failureMishaps)('a draft in which %s cannot do its work (%j) says so', async (node, parameters, message) => {
	const { said: words } = await drafts.run('When a workflow fails', [failure], { [node]: parameters });
	expect(words).toEqual({ 'Say it was not kept': [expect.stringContaining(message)] });
});

test('what cannot be read is an exception as well, the sample goes the same way, and every branch was taken', async () => {
	const { said: odd } = await drafts.run('When a workflow fails', [{ odd: true }]);
	expect(odd['Say what could not be read']![0]).toContain('A failed execution could not be read, and is EX-');
	const wrong = withParameters(drafts.json, 'Open exception', { caseId: 'C-0404' });
	const going = withOnError(wrong, 'Open exception', 'continueRegularOutput');
	const { said: lost } = await drafts.run('When a workflow fails', [failure], going);
	expect(lost).toEqual({ 'Say it was not kept': [expect.stringContaining("There is no case 'C-0404'")] });
	expect((await drafts.run('Try with a sample')).said).toHaveProperty('Say who owns it');
	expect(await drafts.unseen()).toEqual([]);
	await expectWholeLog(own.userFolder);
});
