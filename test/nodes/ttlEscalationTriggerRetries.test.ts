import type { INodeExecutionData } from 'n8n-workflow';

import { TtlEscalationTrigger } from '../../nodes/TtlEscalationTrigger/TtlEscalationTrigger.node';
import type { TriageStore } from '../../storage';
import { PolledNode } from '../harness/polledNode';
import { useOwnStore } from '../harness/ownStore';
import { busy, dataOf, failedWith } from '../storage/retries';
import { context, openTicket, owner } from '../storage/subject';
import { chainOf, first, startOf, step } from '../storage/timers';

describe('TTL Escalation Trigger: retries', () => {
	let store: TriageStore;
	useOwnStore((own) => (store = own));

	const trigger = (parameters: object) => new PolledNode(TtlEscalationTrigger, { ...parameters });
	const retries = { events: ['retry_due', 'retry_gave_up'] };
	/** A step that did not work, to be tried again in some minutes. */
	const failStep = async (case_id: string, step: string, minutes: number, data: object = { contact: 'ada' }) => {
		await openTicket(store, case_id);
		await store.execute({ case_id }, owner, context());
		const next_at = new Date(Date.now() + minutes * 60_000).toISOString();
		await store.scheduleRetry({ case_id, step }, failedWith(busy, { next_at }), dataOf(data), context());
	};
	const retryOf = (items: INodeExecutionData[] | null) =>
		(items ?? []).map(({ json }) => json.triage as unknown as { case_id: string; retry: Record<string, unknown> });

	test('puts out the data of the step with which attempt it is, once', async () => {
		await failStep('C-0001', 'Enrich', 0, { contact: 'ada', triage: { owner: 'kept', error: 'gone' } });
		await failStep('C-0002', 'Enrich', 60);
		const node = trigger(retries);
		const items = await node.poll();
		expect(items).toMatchObject([
			{
				json: {
					contact: 'ada',
					triage: {
						case_id: 'C-0001',
						owner: 'kept',
						retry: {
							kind: 'due',
							step: 'Enrich',
							attempt: 2,
							of: 6,
							state: 'due',
							data_erased: false,
							preview: false,
						},
						case: { case_id: 'C-0001', owner: { role: 'Billing' } },
					},
				},
			},
		]);
		expect(items![0]!.json.triage).not.toHaveProperty('error');
		expect(await node.poll()).toBeNull();
	});

	test('puts the same attempt out again when n8n was killed before it kept it, unless it has its answer', async () => {
		await failStep('C-0001', 'Enrich', 0);
		await failStep('C-0002', 'Enrich', 0);
		const node = trigger(retries);
		const lost = retryOf(await node.pollAndCrash());
		expect(lost.map(({ case_id }) => case_id)).toEqual(['C-0001', 'C-0002']);
		const done = { kind: 'set_step', step: 'Enrich', status: 'completed' } as const;
		await store.execute({ case_id: 'C-0001' }, done, context());
		const again = retryOf(await node.poll());
		expect(again.map(({ retry }) => retry.entry_id)).toEqual([lost[1]!.retry.entry_id]);
	});

	test('says that a step is not tried any more, and leaves out what was not asked for', async () => {
		const [both, ends, other, timers] = [
			trigger(retries),
			trigger({ events: ['retry_gave_up'] }),
			trigger({ ...retries, filters: { steps: 'Suppress, Tell' } }),
			trigger({ events: ['notify'] }),
		];
		for (const node of [both, ends, other, timers]) await node.poll();
		await failStep('C-0001', 'Enrich', 0);
		await store.scheduleRetry(
			{ case_id: 'C-0001', step: 'Suppress' },
			failedWith({ statusCode: 400 }),
			dataOf({}),
			context(),
		);
		const stepsOf = (items: INodeExecutionData[] | null) =>
			retryOf(items).map(({ retry }) => `${String(retry.step)} ${String(retry.kind)}`);
		expect(await timers.poll()).toBeNull();
		expect(stepsOf(await both.poll())).toEqual(['Suppress gave_up', 'Enrich due']);
		expect(stepsOf(await ends.poll())).toEqual(['Suppress gave_up']);
		expect(stepsOf(await other.poll())).toEqual(['Suppress gave_up']);
	});

	test('no more items than asked for, timers and retries together', async () => {
		await openTicket(store, 'C-0001');
		await store.execute({ case_id: 'C-0001' }, owner, context());
		const started_at = new Date(Date.now() - 31 * 60_000).toISOString();
		await store.executeTimer(
			{ ...first, case_id: 'C-0001' },
			startOf(chainOf([step('Lead', 30)]), { started_at }),
			context(),
		);
		await failStep('C-0002', 'A', 0);
		await failStep('C-0003', 'B', 0);
		const node = trigger({ events: ['notify', 'retry_due'], options: { maxItems: 2 } });
		expect(retryOf(await node.poll()).map(({ case_id }) => case_id)).toEqual(['C-0001', 'C-0002']);
		expect(retryOf(await node.poll()).map(({ case_id }) => case_id)).toEqual(['C-0003']);
	});

	test('data that is no place for the result is kept beside it', async () => {
		await failStep('C-0001', 'Enrich', 0, { triage: 'taken' });
		expect((await trigger(retries).poll())![0]!.json.triage).toMatchObject({ held: 'taken', case_id: 'C-0001' });
	});

	test('the sign of life stays away while an attempt is not looked at', async () => {
		await failStep('C-0001', 'Enrich', 60);
		const health = async (minutes: number) =>
			await store.readTimerHealth(new Date(Date.now() + minutes * 60_000).toISOString());
		expect(await health(0)).toMatchObject({ pending_count: 1, stalled: [] });
		expect(await health(90)).toMatchObject({ stalled: [{ case_id: 'C-0001', name: 'Enrich' }] });
	});

	test('a test in the editor shows the attempt that comes next with its data, and starts nothing', async () => {
		await failStep('C-0001', 'Enrich', 60);
		await failStep('C-0002', 'Suppress', 30);
		const shown = await trigger({ ...retries, filters: { steps: 'Enrich' } }).poll('manual');
		expect(shown).toMatchObject([
			{
				json: {
					contact: 'ada',
					triage: { case_id: 'C-0001', retry: { kind: 'due', preview: true, entry_id: null } },
				},
			},
		]);
		expect((await store.getRetry({ case_id: 'C-0001', step: 'Enrich' }))!.state).toBe('scheduled');
	});
});
