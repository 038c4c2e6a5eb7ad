import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { TtlEscalationTrigger } from '../../nodes/TtlEscalationTrigger/TtlEscalationTrigger.node';
import type { TriageStore } from '../../storage';
import { useOwnStore } from '../harness/ownStore';
import { PolledNode } from '../harness/polledNode';
import { context, openTicket, owner } from '../storage/subject';

const dueOf = (items: INodeExecutionData[] | null) =>
	(items ?? []).map(({ json }) => json.triage as { escalation: { entry_id: string | null } });

describe('TTL Escalation Trigger on cases on which nobody may be acting', () => {
	let store: TriageStore;
	useOwnStore((own) => {
		store = own;
	});
	const trigger = (parameters: INodeParameters = { events: ['notify'] }, options?: { workflowId: string }) =>
		new PolledNode(TtlEscalationTrigger, parameters, options);
	const real = ['setImmediate', 'nextTick', 'setTimeout'] as const;
	const wait = (minutes: number) => jest.useFakeTimers({ doNotFake: [...real], now: Date.now() + minutes * 60_000 });
	afterEach(() => jest.useRealTimers());
	const operatorRole = { __rl: true, mode: 'name', value: 'Operators' };
	const looking = { events: ['case_without_owner'], options: { operatorRole } };
	const openLive = async (case_id: string) => {
		await openTicket(store, case_id);
		await store.execute({ case_id }, { kind: 'update', mode: 'live' }, context());
	};
	const exceptions = async () => (await store.findExceptions({ order: 'oldest' })).exceptions;

	test('puts out a live case without owner once, with the exception of the operator role about it', async () => {
		const [node, other] = [trigger(looking), trigger({ ...looking, options: {} }, { workflowId: 'other' })];
		await openLive('C-0001');
		await openTicket(store, 'C-0002');
		expect([await node.poll(), await other.poll()]).toEqual([null, null]);
		wait(15);
		const lost = dueOf(await node.pollAndCrash());
		const items = dueOf(await node.poll());
		const { opened_at } = (await store.getCase('C-0001'))!;
		expect(items).toMatchObject([
			{
				case_id: 'C-0001',
				exception_id: 'EX-0001',
				exception: { owner_role: 'Operators', label: 'owner.lapse' },
				escalation: {
					kind: 'case_without_owner',
					target_role: 'Operators',
					lapse: 'no_owner',
					since: opened_at,
					preview: false,
				},
				case: { case_id: 'C-0001', owner: null, lapses: [{ kind: 'no_owner', exception_id: 'EX-0001' }] },
			},
		]);
		expect(items[0]?.escalation.entry_id).toBe(lost[0]?.escalation.entry_id);
		expect(dueOf(await other.poll()).map(({ escalation }) => escalation.entry_id)).toEqual([
			items[0]?.escalation.entry_id,
		]);
		expect(dueOf(await node.poll('manual'))).toMatchObject([
			{ escalation: { kind: 'case_without_owner', preview: true } },
		]);
		expect([await node.poll(), await other.poll()]).toEqual([null, null]);
		expect(await exceptions()).toHaveLength(1);
	});

	test('the filter Role leaves out what another role has to be told of', async () => {
		const forRole = (value: string, workflowId: string) =>
			trigger({ ...looking, filters: { role: { __rl: true, mode: 'name', value } } }, { workflowId });
		const [theirs, others] = [forRole('Operators', 'theirs'), forRole('Billing', 'others')];
		for (const node of [theirs, others]) await node.poll();
		await openLive('C-0001');
		wait(15);
		expect(dueOf(await others.poll())).toEqual([]);
		expect(dueOf(await theirs.poll())).toMatchObject([{ escalation: { target_role: 'Operators' } }]);
		expect(dueOf(await theirs.poll('manual'))).toMatchObject([{ escalation: { preview: true } }]);
		await expect(others.poll('manual')).rejects.toThrow('Nothing is planned that fits');
	});

	test('closes the exception once the case can be acted on, whichever workflow looks', async () => {
		await openLive('C-0001');
		wait(15);
		await trigger().poll();
		expect(await exceptions()).toMatchObject([{ state: 'open', owner_role: 'Triage' }]);
		await store.execute({ case_id: 'C-0001' }, owner, context());
		await trigger(undefined, { workflowId: 'other' }).poll();
		expect(await exceptions()).toMatchObject([{ state: 'resolved', resolution: 'fixed' }]);
	});

	test('looks at a thousand cases of one poll, and goes on behind them with the next one', async () => {
		const audit = jest.spyOn(store.constructor.prototype as TriageStore, 'auditOwners');
		try {
			let open = 0;
			audit.mockImplementation(async () => {
				open = open === 1250 ? 0 : open + 250;
				const next = { open, lapsed: 0 };
				return await Promise.resolve({ at: new Date().toISOString(), lapses: [], healed: [], next });
			});
			const node = trigger();
			const places = () => audit.mock.calls.map(([{ after }]) => after?.open);
			await node.poll();
			expect(places()).toEqual([0, 250, 500, 750]);
			await node.poll();
			expect(places().slice(4)).toEqual([1000, 1250]);
		} finally {
			audit.mockRestore();
		}
	});
});
