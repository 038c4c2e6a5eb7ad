import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { INodeExecutionData } from 'n8n-workflow';

import type { EscalationChain } from '../../core';
import { TtlEscalationTrigger } from '../../nodes/TtlEscalationTrigger/TtlEscalationTrigger.node';
import type { TriageStore } from '../../storage';
import { PolledNode } from '../harness/polledNode';
import { useOwnStore } from '../harness/ownStore';
import { intent, outcomeOf, recorded } from '../storage/evidenceContract';
import { context, openTicket, owner } from '../storage/subject';
import { chainOf, first, startOf, step } from '../storage/timers';

interface DueItem {
	case_id: string | null;
	escalation: {
		kind: string;
		step: number;
		target_role: string;
		entry_id: string | null;
		late: boolean;
		preview: boolean;
		bundled: Array<{ case_id: string; target_role: string }>;
	};
	timer: { name: string; state: string };
	case: { owner: { role: string } | null };
}

const dueOf = (items: INodeExecutionData[] | null) =>
	(items ?? []).map(({ json }) => json.triage as unknown as DueItem);
const namesOf = (items: INodeExecutionData[] | null) =>
	dueOf(items).map(({ case_id, escalation }) => `${case_id} ${escalation.kind} ${escalation.target_role}`);

const events = { events: ['ack_expired', 'exhausted', 'no_one_reachable', 'notify'] };

describe('TTL Escalation Trigger', () => {
	let folder: string;
	let store: TriageStore;
	useOwnStore((own, at) => {
		store = own;
		folder = at;
	});

	const trigger = (parameters: object = {}, options?: { workflowId: string }) =>
		new PolledNode(TtlEscalationTrigger, { ...events, ...parameters }, options);
	/** A case with a timer that started some minutes ago. */
	const startTimer = async (case_id: string, chain: EscalationChain, minutesAgo: number) => {
		await openTicket(store, case_id);
		await store.execute({ case_id }, owner, context());
		const started_at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
		await store.executeTimer({ ...first, case_id }, startOf(chain, { started_at }), context());
	};
	const toLead = chainOf([step('Lead', 30, { action: 'reassign' })]);

	test.each(['readRetryEvents', 'readEvents', 'readTimerHealth'] as const)(
		'a poll that breaks off at %s loses nothing that was read before',
		async (method) => {
			await startTimer('C-0001', toLead, 31);
			const node = trigger({ options: { heartbeatMinutes: 1 } });
			const prototype = Object.getPrototypeOf(store) as Record<typeof method, unknown>;
			const broken = jest
				.spyOn(prototype as never, method as never)
				.mockRejectedValue(new Error('The disk is full') as never);
			await expect(node.poll()).rejects.toThrow('The disk is full');
			broken.mockRestore();
			expect(namesOf(await node.poll())).toContain('C-0001 notify Lead');
		},
	);

	test('puts out what is due, with timer and case as they are now, once', async () => {
		await startTimer('C-0001', toLead, 31);
		await startTimer('C-0002', toLead, 29);
		const node = trigger();
		const items = await node.poll();
		expect(namesOf(items)).toEqual(['C-0001 notify Lead']);
		expect(dueOf(items)[0]).toMatchObject({
			case_id: 'C-0001',
			escalation: {
				event_id: 'C-0001/1/1/1',
				timer: 'First response',
				step: 1,
				action: 'reassign',
				late: false,
				preview: false,
			},
			timer: { name: 'First response', state: 'running', told: 1 },
			case: { case_id: 'C-0001', owner: { role: 'Lead', decided_by: 'escalation' } },
		});
		expect(await node.poll()).toBeNull();
	});

	test('says of what nobody looked at for a while that it is late', async () => {
		await startTimer('C-0001', toLead, 36);
		expect(dueOf(await trigger().poll())).toMatchObject([{ escalation: { late: true, late_seconds: 360 } }]);
	});

	test('puts the same steps out again when n8n was killed before it kept them, under the same ids', async () => {
		await startTimer('C-0001', toLead, 31);
		const node = trigger();
		const lost = dueOf(await node.pollAndCrash());
		expect(lost).toHaveLength(1);
		await startTimer('C-0002', toLead, 31);
		const again = dueOf(await node.poll());
		expect(again.map(({ case_id }) => case_id)).toEqual(['C-0001', 'C-0002']);
		expect(again[0]?.escalation.entry_id).toBe(lost[0]?.escalation.entry_id);
	});

	test('gives each workflow all steps, and each its kinds and roles', async () => {
		const [all, ends, billing] = [
			trigger(),
			trigger({ events: ['exhausted'] }),
			trigger({ filters: { role: { __rl: true, mode: 'name', value: 'Billing' } } }),
		];
		for (const node of [all, ends, billing]) await node.poll();
		await startTimer('C-0001', toLead, 31);
		await startTimer('C-0002', chainOf([step('Billing', 30)]), 31);
		expect(await ends.poll()).toBeNull();
		expect(namesOf(await billing.poll())).toEqual(['C-0002 notify Billing']);
		expect(namesOf(await all.poll())).toEqual(['C-0001 notify Lead', 'C-0002 notify Billing']);
	});

	describe('with a limit of messages per role', () => {
		const real = ['setImmediate', 'nextTick', 'setTimeout'] as const;
		const setNow = (now: number) => jest.useFakeTimers({ doNotFake: [...real], now });
		afterEach(() => jest.useRealTimers());
		const limits = (...values: object[]) => ({ options: { throttle: { limits: values } } });
		const bundleOf = (items: INodeExecutionData[] | null) =>
			dueOf(items).map(({ escalation }) =>
				escalation.bundled.map(({ case_id, target_role }) => `${case_id} ${target_role}`),
			);

		test('what is too much waits, and comes as one item with a list of the rest', async () => {
			const start = Date.now();
			const node = trigger({ ...limits({ count: 1, minutes: 10, smooth: false }), ...events });
			const chain = chainOf([step('Billing', 0), step('Lead', 30)]);
			for (const id of ['C-0001', 'C-0002', 'C-0003']) await startTimer(id, chain, 0);
			setNow(start + 60_000);
			expect(namesOf(await node.poll())).toHaveLength(3);
			setNow(start + 31 * 60_000);
			const [alone] = [await node.poll()];
			expect([namesOf(alone), bundleOf(alone)]).toEqual([['C-0001 notify Lead'], [[]]]);
			expect(dueOf(alone)).toMatchObject([{ escalation: { held_since: null } }]);
			setNow(start + 40 * 60_000);
			expect(await node.poll()).toBeNull();
			setNow(start + 42 * 60_000);
			const together = await node.poll();
			expect([namesOf(together), bundleOf(together)]).toEqual([['C-0003 notify Lead'], [['C-0002 Lead']]]);
			expect(dueOf(together)).toMatchObject([
				{
					escalation: {
						held_since: expect.any(String),
						bundled: [
							{ timer: 'First response', timer_state: 'running', case: { case_id: 'C-0002', state: 'queued' } },
						],
					},
				},
			]);
		});

		test('a limit that is no longer than the one before, or allows no more, is refused', async () => {
			const poll = async (...values: object[]) => await trigger(limits(...values)).poll();
			await expect(poll({ count: 5, minutes: 15 }, { count: 5, minutes: 60 })).rejects.toThrow(
				"'Limit Messages per Role': limit 2 is not longer than the one before, or allows no more",
			);
			await expect(poll({ count: 0, minutes: 15 })).rejects.toThrow("'Limit Messages per Role: Messages'");
			await expect(poll()).resolves.toBeNull();
		});
	});

	test('puts out so many at a time, and the rest with the next poll', async () => {
		for (const id of ['C-0001', 'C-0002', 'C-0003']) await startTimer(id, toLead, 31);
		const node = trigger({ options: { maxItems: 2 } });
		expect(dueOf(await node.poll()).map(({ case_id }) => case_id)).toEqual(['C-0001', 'C-0002']);
		expect(dueOf(await node.poll()).map(({ case_id }) => case_id)).toEqual(['C-0003']);
	});

	test('leaves alone what another process reads for the same workflow', async () => {
		await startTimer('C-0001', toLead, 31);
		const node = trigger({}, { workflowId: 'wf' });
		await store.openSubscription('wf/node-1', 'now');
		await store.holdSubscription('wf/node-1', 'another process', new Date().toISOString(), 60);
		expect(await node.poll()).toBeNull();
		jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'], now: Date.now() + 61_000 });
		expect(namesOf(await node.poll())).toEqual(['C-0001 notify Lead']);
	});

	test('shows in the editor what comes next, and takes nothing', async () => {
		const node = trigger();
		await expect(node.poll('manual')).rejects.toMatchObject({
			message: "Nothing is planned that fits 'Trigger On' and 'Filters'",
			description: expect.stringMatching(/^Start a timer with TTL Escalation, or schedule a retry/) as string,
		});
		await startTimer('C-0001', toLead, 0);
		await startTimer('C-0002', toLead, 10);
		expect(dueOf(await node.poll('manual'))).toMatchObject([
			{
				case_id: 'C-0002',
				escalation: { kind: 'notify', target_role: 'Lead', entry_id: null, preview: true },
				case: { owner: { role: 'Billing' } },
			},
		]);
		expect(await node.poll()).toBeNull();
	});

	test('opens one exception for a call of which nobody said what became of it', async () => {
		await openTicket(store, 'C-0001');
		await store.execute({ case_id: 'C-0001' }, owner, context());
		const call = async (method: string) =>
			recorded(
				await store.record(intent({ data: { connector: 'crm', method, key: 'suppress-7' }, parts: [] }), context()),
			).entry_id;
		const answered = await call('GET');
		await store.record(outcomeOf(answered, { parts: [] }), context());
		await call('PATCH');
		const find = async () => (await store.findExceptions({ order: 'oldest' })).exceptions;
		const [node, other] = [trigger(), trigger({}, { workflowId: 'Other' })];
		await node.poll();
		expect(await find()).toEqual([]);

		jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'], now: Date.now() + 16 * 60_000 });
		await Promise.all([node.poll(), other.poll()]);
		await node.poll();
		expect(await find()).toMatchObject([
			{
				case_id: 'C-0001',
				label: 'unknown',
				owner_role: 'Triage',
				occurrences: 1,
				first_failure: expect.stringContaining("PATCH to 'crm', key 'suppress-7'") as string,
				remediation: [{ text: "Look up in 'crm' whether it was done" }, {}],
			},
		]);
		expect((await store.getCase('C-0001'))!.open_exceptions).toHaveLength(1);
	});

	test('gives a sign of life every so often, and none while a timer stands still', async () => {
		const node = trigger({ options: { heartbeatMinutes: 10 } });
		await startTimer('C-0001', toLead, 0);
		const sign = await node.poll();
		expect(sign).toEqual([
			{
				json: {
					triage: {
						case_id: null,
						escalation: {
							kind: 'sign_of_life',
							at: expect.any(String) as string,
							held_count: 0,
							pending_count: 1,
							next_due_at: expect.any(String) as string,
						},
					},
				},
			},
		]);
		expect(await node.poll()).toBeNull();
		jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'], now: Date.now() + 600_000 });
		// A timer that runs, and of which nothing is to come.
		const tables = new DatabaseSync(join(folder, '.n8n', 'support-triage', 'store.sqlite'));
		tables.exec("update timers set next_due_at = null, record = json_set(record, '$.next_due_at', null)");
		tables.close();
		expect(await node.poll()).toBeNull();
		await store.rebuild(context());
		expect(dueOf(await node.poll()).map(({ escalation }) => escalation.kind)).toEqual(['sign_of_life']);
	});

	test('puts out a case that is passed around too much, once, and again when another sign of it comes', async () => {
		const node = trigger({ events: ['rapid_reassignment'] });
		await openTicket(store, 'C-0001');
		await store.execute({ case_id: 'C-0001' }, owner, context());
		expect(await node.poll()).toBeNull();
		const transfer = async (owner_role: string) => {
			const command = { kind: 'transfer', owner_role, backup_role: null, reason: 'They know it' } as const;
			await store.execute({ case_id: 'C-0001' }, command, context());
		};
		await transfer('Product');
		expect(await node.poll()).toBeNull();
		await transfer('Billing');
		expect(dueOf(await node.poll('manual'))).toMatchObject([
			{ escalation: { kind: 'rapid_reassignment', preview: true } },
		]);
		const lost = dueOf(await node.pollAndCrash());
		await transfer('Product');
		const items = dueOf(await node.poll());
		expect(items).toMatchObject([
			{
				case_id: 'C-0001',
				escalation: { kind: 'rapid_reassignment', signs: ['ping_pong'], target_role: 'Product', preview: false },
				case: { owner: { role: 'Product' } },
			},
			{ escalation: { kind: 'rapid_reassignment', signs: ['changes', 'ping_pong'], change_count: 3 } },
		]);
		expect(items[0]?.escalation.entry_id).toBe(lost[0]?.escalation.entry_id);
		expect(await node.poll()).toBeNull();
	});

	test('a timer that stands still in spite of three more tries is an exception of the operator role, one for all that look', async () => {
		const options = { operatorRole: { __rl: true, mode: 'name', value: 'Operators' } };
		const nodes = [trigger({ options }), trigger({ options }, { workflowId: 'other' })];
		await startTimer('C-0001', toLead, 0);
		const tables = new DatabaseSync(join(folder, '.n8n', 'support-triage', 'store.sqlite'));
		tables.exec("update timers set next_due_at = null, record = json_set(record, '$.next_due_at', null)");
		tables.close();
		const poll = async () => {
			for (const node of nodes) await node.poll();
			return (await store.findExceptions({ order: 'oldest' })).exceptions;
		};
		for (let tries = 0; tries < 3; tries += 1) expect(await poll()).toEqual([]);
		const raised = await poll();
		expect(raised).toMatchObject([
			{
				case_id: 'C-0001',
				owner_role: 'Operators',
				backup_role: 'Support-Lead',
				severity: 'high',
				occurrences: 1,
				last_failure: "'First response' runs, and nothing of it is to come",
			},
		]);
		expect(await poll()).toHaveLength(1);
		await store.rebuild(context());
		expect(await poll()).toHaveLength(1);
	});

	test('what waits in a line after a standstill does not stand still', async () => {
		await startTimer('C-0001', toLead, 0);
		const sweep = jest.spyOn(store.constructor.prototype as TriageStore, 'sweepTimers');
		const node = trigger();
		try {
			sweep.mockResolvedValue({
				at: new Date().toISOString(),
				steps: [],
				held_count: 0,
				bundles: [],
				skipped_count: 0,
				swept_count: 250,
				is_all: false,
			});
			jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'setTimeout'], now: Date.now() + 3_600_000 });
			for (let poll = 0; poll < 5; poll += 1) await node.poll();
			expect((await store.findExceptions({ order: 'oldest' })).exceptions).toEqual([]);
			sweep.mockRejectedValue(new RangeError('The disk is full'));
			for (let poll = 0; poll < 4; poll += 1) await expect(node.poll()).rejects.toThrow('The disk is full');
			expect((await store.findExceptions({ order: 'oldest' })).exceptions).toMatchObject([
				{ owner_role: 'Triage', case_id: 'C-0001' },
			]);
		} finally {
			sweep.mockRestore();
			jest.useRealTimers();
		}
	});

	test.each([
		[{ events: [] }, "'Trigger On' is empty"],
		[{ options: { maxItems: 0 } }, "'Max Items per Run' is 0; a whole number from 1 to 1000 is expected"],
		[{ options: { heartbeatMinutes: 0.5 } }, "'Sign of Life Every' is 0.5; a whole number from 1 to 10080 is expected"],
		[{ filters: { role: '' } }, "'Role' is empty"],
		[{ options: { operatorRole: '' } }, "'Operator Role' is empty"],
	])('%j is refused in words', async (parameters, message) => {
		await expect(trigger(parameters).poll()).rejects.toThrow(message);
	});
});
