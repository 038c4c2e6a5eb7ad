import { waitFor } from '../../scripts/n8n/client';
import { ticket } from '../../scripts/samples';
import { send } from '../../scripts/send';
import { Editor } from './editor';
import { OwnN8n } from './ownN8n';

const own = new OwnN8n();
const workflow = {
	name: 'Follow cases',
	nodes: [
		{
			id: '9b6f2f8e-1f2b-4a8e-9a53-0c4d4f6c7a01',
			name: 'When a case changes',
			type: 'n8n-nodes-support-triage.triageCaseTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: { events: ['case.opened'], pollTimes: { item: [{ mode: 'custom', cronExpression: '0 0 1 1 *' }] } },
		},
		{
			id: '9b6f2f8e-1f2b-4a8e-9a53-0c4d4f6c7a02',
			name: 'Look at it',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [224, 0],
			parameters: {},
		},
	],
	connections: { 'When a case changes': { main: [[{ node: 'Look at it', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
};
let id: string;

beforeAll(async () => {
	await own.start();
	({ id } = await own.n8n.client.api('POST', '/workflows', workflow));
});
afterAll(async () => await own.remove());

const post = async (ticketId: string) => {
	const { status } = await send(own.baseUrl, {
		path: '/webhook/tickets',
		headers: {},
		body: { ...ticket, ticket_id: ticketId },
	});
	expect(status).toBe(201);
};
/** n8n polls once whenever a workflow is published, which needs no waiting for the minute. */
const publish = async () => await own.n8n.client.publish(id);
const unpublish = async () => {
	await own.n8n.client.api('POST', `/workflows/${id}/deactivate`);
	await waitFor('the workflow to be unpublished', 20_000, async () => {
		const { activeVersionId } = await own.n8n.client.rest('GET', `/workflows/${id}`);
		return activeVersionId === null || undefined;
	});
};
/** Ticket ids of every event that ran through the workflow, execution by execution. */
const seen = async () => {
	const executions = await own.n8n.client.executions(id);
	return executions.map(({ outputs }) =>
		(outputs['Look at it']?.[0] ?? []).map(({ json }) => json.triage.case.ticket_id as string),
	);
};

/** What was seen, once there were as many executions. n8n starts them some time after it polled. */
const seenAfter = async (count: number) => {
	await waitFor(`${count} executions`, 60_000, async () => ((await seen()).length >= count ? true : undefined));
	return await seen();
};

test('puts out each case once it is opened, also those that were opened while it was not published', async () => {
	await post('E-0');
	await publish();
	await unpublish();
	await post('E-1');
	await post('E-2');
	await publish();
	expect(await seenAfter(1)).toEqual([['E-1', 'E-2']]);
});

test('goes on where it was after n8n was killed', async () => {
	await post('E-3');
	await own.kill();
	await own.start();
	// n8n polls once when it starts.
	expect(await seenAfter(2)).toEqual([['E-1', 'E-2'], ['E-3']]);
	await unpublish();
	await publish();
	await unpublish();
	await post('E-4');
	await publish();
	expect(await seenAfter(3)).toEqual([['E-1', 'E-2'], ['E-3'], ['E-4']]);
});

test('shows its settings and the newest event in the editor', async () => {
	await Editor.look(own.n8n, id, async (editor) => {
		expect(await editor.iconWidth('When a case changes')).toBeGreaterThan(0);
		expect(await editor.subtitle('When a case changes')).toBe('1 Event');
		await editor.inPanel('When a case changes', async () => {
			expect(await editor.parameters()).toContain('Trigger On');
			await editor.screenshot('panel-triage-case-trigger');
		});
		await editor.inPanel('Look at it', async () => {
			const fields = await editor.previewFields();
			for (const field of ['triage', 'case_id', 'event']) expect(fields).toContain(field);
		});
	});
});
