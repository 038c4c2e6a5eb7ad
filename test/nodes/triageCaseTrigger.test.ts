import type { INodeExecutionData } from 'n8n-workflow';

import { TriageCaseTrigger } from '../../nodes/TriageCaseTrigger/TriageCaseTrigger.node';
import type { TriageStore } from '../../storage';
import { PolledNode } from '../harness/polledNode';
import { useOwnStore } from '../harness/ownStore';
import { exceptionItem } from '../storage/exceptionContract';
import { context, openTicket, owner } from '../storage/subject';
import { trigger as arrival } from '../storage/triggerContract';

interface EventItem {
	case_id: string;
	event: { type: string; idx: number; seq: number; entry_id: string };
	case: { state: string; owner: { role: string } | null };
}

const eventsOf = (items: INodeExecutionData[] | null) =>
	(items ?? []).map(({ json }) => json.triage as unknown as EventItem);
const namesOf = (items: INodeExecutionData[] | null) =>
	eventsOf(items).map(({ case_id, event }) => `${case_id} ${event.type}`);

describe('Triage Case Trigger', () => {
	let store: TriageStore;
	useOwnStore((own) => {
		store = own;
	});

	const all = {
		events: ['case.opened', 'case.reopened', 'case.closed', 'command.refused', 'owner.assigned', 'state.changed'],
	};
	const trigger = (parameters: object = {}, options?: { workflowId: string }) =>
		new PolledNode(TriageCaseTrigger, { ...all, ...parameters }, options);
	const assign = async (case_id: string) => void (await store.execute({ case_id }, owner, context()));
	const begin = async (case_id: string) =>
		void (await store.execute({ case_id }, { kind: 'change_state', to: 'in-progress' }, context()));

	test('puts out what happened since it was published, in order, with the case as it is now', async () => {
		await openTicket(store, 'T-0');
		const node = trigger();
		expect(await node.poll()).toBeNull();
		await openTicket(store, 'T-1');
		await assign('C-0002');
		await begin('C-0002');
		const items = await node.poll();
		expect(namesOf(items)).toEqual(['C-0002 case.opened', 'C-0002 owner.assigned', 'C-0002 state.changed']);
		const [opened] = eventsOf(items);
		expect(opened).toMatchObject({
			case_id: 'C-0002',
			event: { type: 'case.opened', idx: 2, seq: 0, data: { priority: 'normal', to: 'queued' } },
			case: { case_id: 'C-0002', state: 'in-progress', ticket_id: 'T-1', owner: { role: 'Billing' } },
		});
		expect(await node.poll()).toBeNull();
	});

	test('starts on exceptions: of a case with it, and with `case: null` where there is none', async () => {
		const node = trigger({ events: ['exception.linked', 'exception.settled'], options: { maxEvents: 2 } });
		await node.poll();
		await openTicket(store, 'T-1');
		const [refused] = await store.recordTriggers([arrival(null, { refused: 'schema.required' })]);
		const remediation = [{ text: 'Ask', required: false }];
		const alone = { case_id: null, trigger_id: refused!.trigger_id, remediation };
		await store.openExceptions([exceptionItem(alone), exceptionItem({ remediation })]);
		for (const id of ['EX-0001', 'EX-0002'])
			await store.executeException(id, { kind: 'resolve', resolution: 'fixed' }, context());
		const first = await node.pollAndCrash();
		const again = await node.poll();
		expect(again).toEqual(first);
		const items = [...again!, ...(await node.poll())!];
		const resolved = { state: 'resolved', label: 'sys.timeout' };
		expect(items.map(({ json }) => json.triage)).toMatchObject([
			{
				case_id: null,
				case: null,
				exception_id: 'EX-0001',
				event: { type: 'exception.opened' },
				exception: { ...resolved, case_id: null, trigger_id: refused!.trigger_id },
			},
			{ case_id: 'C-0001', exception_id: 'EX-0002', event: { type: 'exception.linked' }, case: { case_id: 'C-0001' } },
			{ case_id: null, exception_id: 'EX-0001', event: { type: 'exception.resolved' }, case: null },
			{ case_id: 'C-0001', exception_id: 'EX-0002', event: { type: 'exception.settled' }, exception: resolved },
		]);
		expect(await node.poll()).toBeNull();
	});

	test('begins with all events there are when it is told to', async () => {
		await openTicket(store, 'T-0');
		expect(namesOf(await trigger({ startFrom: 'beginning' }).poll())).toEqual(['C-0001 case.opened']);
	});

	test('events that come while it is not published wait', async () => {
		const node = trigger();
		await node.poll();
		node.restart();
		await openTicket(store, 'T-1');
		node.restart();
		expect(namesOf(await node.poll())).toEqual(['C-0001 case.opened']);
		await openTicket(store, 'T-2');
		node.restart();
		expect(namesOf(await node.poll())).toEqual(['C-0002 case.opened']);
	});

	test('puts the same events out again when n8n was killed before it kept them', async () => {
		const node = trigger();
		await node.poll();
		await openTicket(store, 'T-1');
		const lost = eventsOf(await node.pollAndCrash());
		expect(lost.map(({ case_id }) => case_id)).toEqual(['C-0001']);
		await openTicket(store, 'T-2');
		const again = eventsOf(await node.poll());
		expect(again.map(({ case_id }) => case_id)).toEqual(['C-0001', 'C-0002']);
		expect(again[0]!.event.entry_id).toBe(lost[0]!.event.entry_id);
		expect(await node.poll()).toBeNull();
	});

	test('a workflow that was imported anew goes on where the store saw it last', async () => {
		const first = trigger({}, { workflowId: 'wf-1' });
		await first.poll();
		await openTicket(store, 'T-1');
		await first.poll();
		expect(await first.poll()).toBeNull();
		await openTicket(store, 'T-2');
		expect(namesOf(await trigger({}, { workflowId: 'wf-1' }).poll())).toEqual(['C-0002 case.opened']);
	});

	test('polls that overlap put each event out once', async () => {
		const node = trigger();
		await node.poll();
		for (const ticket of ['T-1', 'T-2', 'T-3']) await openTicket(store, ticket);
		const polls = await Promise.all([node.poll(), node.poll(), node.poll()]);
		expect(polls.flatMap(namesOf)).toEqual(['C-0001', 'C-0002', 'C-0003'].map((id) => `${id} case.opened`));
	});

	test('each trigger has the events for itself', async () => {
		const [one, other] = [trigger(), trigger()];
		await one.poll();
		await other.poll();
		await openTicket(store, 'T-1');
		expect(namesOf(await one.poll())).toEqual(['C-0001 case.opened']);
		expect(namesOf(await other.poll())).toEqual(['C-0001 case.opened']);
	});

	test('leaves out other events and cases, and never comes back to them', async () => {
		const node = trigger({ events: ['state.changed'], filters: { ownerRole: { mode: 'name', value: 'Billing' } } });
		await node.poll();
		await openTicket(store, 'T-1');
		expect(await node.poll()).toBeNull();
		await assign('C-0001');
		await begin('C-0001');
		expect(namesOf(await node.poll())).toEqual(['C-0001 state.changed']);
		const others = trigger({ startFrom: 'beginning', filters: { source: 'crm' } });
		expect(await others.poll()).toBeNull();
		const types = trigger({ startFrom: 'beginning', filters: { type: 'billing' } });
		expect(await types.poll()).toBeNull();
	});

	test('puts out no more than it is told, and the rest with the next poll', async () => {
		const node = trigger({ options: { maxEvents: 2 } });
		await node.poll();
		for (const ticket of ['T-1', 'T-2', 'T-3']) await openTicket(store, ticket);
		expect(namesOf(await node.poll())).toEqual(['C-0001 case.opened', 'C-0002 case.opened']);
		expect(namesOf(await node.poll())).toEqual(['C-0003 case.opened']);
		expect(await node.poll()).toBeNull();
	});

	test('a test in the editor shows the newest event and takes none', async () => {
		const node = trigger();
		await node.poll();
		await expect(node.poll('manual')).rejects.toMatchObject({
			message: "Nothing has happened yet that fits 'Trigger On' and 'Filters'",
			description: expect.stringMatching(/^Open a case with Triage Case, or choose other/) as string,
		});
		await openTicket(store, 'T-1');
		await openTicket(store, 'T-2');
		expect(namesOf(await node.poll('manual'))).toEqual(['C-0002 case.opened']);
		expect(namesOf(await node.poll())).toEqual(['C-0001 case.opened', 'C-0002 case.opened']);
	});

	test('puts its result into the field it is told', async () => {
		const node = trigger({ startFrom: 'beginning', options: { resultField: 'found' } });
		await openTicket(store, 'T-1');
		const [item] = (await node.poll())!;
		expect(Object.keys(item!.json)).toEqual(['found']);
	});

	test.each([
		[{ events: [] }, "'Trigger On' is empty"],
		[{ events: ['case.vanished'] }, '\'Trigger On\' is "case.vanished"; allowed are'],
		[{ startFrom: 'yesterday' }, '\'Start With\' is "yesterday"; allowed are beginning, now'],
		[{ options: { maxEvents: 0 } }, "'Max Events per Run' is 0; a whole number from 1 to 1000 is expected"],
		[{ filters: { source: '' } }, "'Source' is empty"],
		[
			{ filters: { ownerRole: { mode: 'name', value: 'ada@example.com' } } },
			"'Owner Role' looks like the e-mail address",
		],
	])('refuses %j', async (parameters, message) => {
		await expect(trigger(parameters).poll()).rejects.toThrow(message);
	});

	test('goes on from the end of a store that was set back to a copy', async () => {
		const node = trigger();
		await node.poll();
		await openTicket(store, 'T-1');
		await node.poll();
		// As if the store had been longer when the trigger read it.
		await store.moveSubscription(`${node.workflowId}/node-1`, 500);
		expect(await node.poll()).toBeNull();
		await openTicket(store, 'T-2');
		expect(namesOf(await node.poll())).toEqual(['C-0002 case.opened']);
	});
});
