import type { INodeExecutionData } from 'n8n-workflow';

import { TtlEscalationTrigger } from '../../nodes/TtlEscalationTrigger/TtlEscalationTrigger.node';
import type { TriageStore } from '../../storage';
import { PolledNode } from '../harness/polledNode';
import { useOwnStore } from '../harness/ownStore';
import { exceptionItem } from '../storage/exceptionContract';
import { context, openTicket } from '../storage/subject';

interface Sent {
	case_id: string;
	exception_id: string;
	redrive: Record<string, unknown>;
}

describe('TTL Escalation Trigger: redrives', () => {
	let store: TriageStore;
	useOwnStore((own) => (store = own));
	afterEach(() => jest.useRealTimers());

	const trigger = (events: string[] = ['redrive_due'], more: object = {}) =>
		new PolledNode(TtlEscalationTrigger, { events, ...more });
	/** Exceptions whose items are to be sent again, one a minute: the first at once. */
	const redrive = async (count: number) => {
		await openTicket(store, 'C-0001');
		for (let number = 1; number <= count; number += 1) {
			const item = exceptionItem({ failure: `No ${number}`, idempotency_key: `K-${number}` }, { number });
			const [opened] = await store.openExceptions([item]);
			await store.executeException(opened!.exception.exception_id, { kind: 'redrive', per_minute: 1 }, context());
		}
	};
	const later = (minutes: number) =>
		jest.useFakeTimers({
			doNotFake: ['setImmediate', 'nextTick', 'setTimeout'],
			now: Date.now() + minutes * 60_000,
		});
	const sentOf = (items: INodeExecutionData[] | null) =>
		(items ?? []).map(({ json }) => ({ number: json.number, ...(json.triage as unknown as Sent) }));

	test('puts out the item as it came when its time has come, one minute after the other', async () => {
		const node = trigger();
		await node.poll();
		await redrive(3);
		expect(await node.poll()).toBeNull();
		later(1.1);
		const [second, ...others] = sentOf(await node.poll());
		expect(others).toEqual([]);
		expect(second).toMatchObject({
			number: 2,
			case_id: 'C-0001',
			exception_id: 'EX-0002',
			redrive: { kind: 'due', count: 1, idempotency_key: 'K-2', received_at: null, late: false, preview: false },
		});
		expect(await node.poll()).toBeNull();
		later(1);
		expect(sentOf(await node.poll()).map(({ number }) => number)).toEqual([3]);
		expect(await node.poll()).toBeNull();
	});

	test('puts the same out again when n8n was killed before it kept it, unless it is resolved', async () => {
		const node = trigger();
		await node.poll();
		await redrive(2);
		later(2);
		const lost = sentOf(await node.pollAndCrash());
		expect(lost.map(({ number }) => number)).toEqual([2]);
		const again = sentOf(await node.poll());
		expect(again.map(({ redrive: { entry_id } }) => entry_id)).toEqual([lost[0]!.redrive.entry_id]);
		expect(await node.poll()).toBeNull();
	});

	test('leaves it to those who asked for it, and does not make up for it later', async () => {
		const [asked, other] = [trigger(), trigger(['notify'])];
		for (const node of [asked, other]) await node.poll();
		await redrive(2);
		later(2);
		expect(await other.poll()).toBeNull();
		expect(sentOf(await asked.poll()).map(({ number }) => number)).toEqual([2]);
	});

	test('keeps them for the first that asks, whoever looked at the store before', async () => {
		const other = trigger(['notify']);
		await other.poll();
		await redrive(2);
		later(2);
		await other.poll();
		expect(sentOf(await trigger().poll()).map(({ number }) => number)).toEqual([2]);
	});

	test('a test in the editor shows the item that is sent next, and sends nothing', async () => {
		await redrive(2);
		expect(sentOf(await trigger().poll('manual'))).toMatchObject([
			{ number: 2, redrive: { kind: 'due', entry_id: null, preview: true, count: 1 } },
		]);
		expect((await store.findEntries({ types: ['exception.redrive_due'], order: 'oldest' })).length).toBe(0);
	});
});
