import { waitFor } from '../../scripts/n8n/client';
import { OwnN8n } from './ownN8n';
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
