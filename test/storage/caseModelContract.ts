import { readCaseUpdate, type CaseCommand, type OpenTask } from '../../core';
import type { TaskQuery, TriageStore } from '../../storage';
import { closeCase, context, openTicket, owner, type StoreUnderTest, useStore } from './subject';

const target = { case_id: 'C-0001' };

/** What every engine must do with what a case holds beside state and owner; each engine's own test file calls it. */
export function describeCaseModel(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`the case model on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(async () => {
			({ store } = subject);
			await subject.openCase();
		});
		const send = async (command: CaseCommand, more: object = {}) => await store.execute(target, command, context(more));

		test('a step is kept with what was said, once, and refused where it cannot go', async () => {
			const done: CaseCommand = { kind: 'set_step', step: 'Tell Ada', status: 'completed', detail: 'Answered 200' };
			const once = context();
			const first = await store.execute(target, done, once);
			expect(first.case.steps).toEqual([
				{ name: 'Tell Ada', status: 'completed', at: '2026-01-05T09:00:00.000Z', detail: 'Answered 200' },
			]);
			expect(await store.execute(target, done, once)).toEqual(first);
			expect((await store.readTimeline('C-0001')).at(-1)).toMatchObject({ reason: 'Answered 200' });
			const again = context();
			const refused = await store.execute(target, { ...done, status: 'failed' }, again);
			expect(refused).toMatchObject({ outcome: 'refused', refusal: { code: 'CASE_STEP_ILLEGAL' } });
			expect(await store.execute(target, { ...done, status: 'failed' }, again)).toEqual(refused);
			expect(await send(done, { expected_version: 1 })).toMatchObject({ refusal: { code: 'CASE_VERSION_CONFLICT' } });
		});

		test('an update changes the case once, and erasing it takes its values away', async () => {
			const update = readCaseUpdate({
				fields: { subject: 'Ada called', priority: 'urgent' },
				attributes: { plan: 'gold' },
				add_tags: ['vip'],
				reason: 'She called',
			});
			const once = context();
			const first = await store.execute(target, update, once);
			expect(first.case).toMatchObject({ subject: 'Ada called', priority: 'urgent', tags: ['vip'], version: 2 });
			expect(await store.execute(target, update, once)).toEqual(first);
			const [, told] = await store.readTimeline('C-0001');
			expect(told).toMatchObject({
				type: 'case.updated',
				reason: 'She called',
				data: { changed: ['attributes/plan', 'subject'], priority: 'urgent', tags_added: ['vip'] },
			});
			const parts = [{ entry_id: told!.entry_id, name: 'command' }];
			await store.redact({ parts }, { reason: 'Asked', basis: 'GDPR 17', ticket: 'P-1' }, context());
			expect(await store.getCase('C-0001')).toMatchObject({ subject: null, attributes: {}, tags: ['vip'] });
		});

		const compare: OpenTask = {
			kind: 'open_task',
			task_type: 'reconcile',
			title: 'Compare the plan of Ada',
			owner_role: 'Data-Ops',
			checklist: ['HubSpot', 'Stripe'],
		};

		test('a task is opened once, makes its role known, and keeps the case from being resolved until it is completed', async () => {
			await send({ ...owner, owner_role: 'Billing' });
			await send({ kind: 'change_state', to: 'in-progress' });
			const once = context();
			const first = await store.execute(target, compare, once);
			expect(first.case.tasks).toMatchObject([{ task_id: 'C-0001-T1', status: 'open', owner_role: 'Data-Ops' }]);
			expect(await store.execute(target, compare, once)).toEqual(first);
			expect(await send(compare)).toMatchObject({ outcome: 'unchanged' });
			expect(await store.listRoles()).toContain('Data-Ops');

			const tried = context();
			const refused = await store.execute(target, { kind: 'resolve', resolution: 'fixed' }, tried);
			expect(refused).toMatchObject({ outcome: 'refused', refusal: { code: 'CASE_GUARD_UNMET' } });
			expect(await store.execute(target, { kind: 'resolve', resolution: 'fixed' }, tried)).toEqual(refused);
			const done: CaseCommand = { kind: 'complete_task', task_id: 'C-0001-T1', note: 'Stripe was right' };
			expect(await send(done, { expected_version: 1 })).toMatchObject({ refusal: { code: 'CASE_VERSION_CONFLICT' } });
			expect(await send({ ...done, task_id: 'C-0001-T9' })).toMatchObject({ refusal: { code: 'CASE_TASK_UNKNOWN' } });
			await send(done);
			expect(await closeCase(store, 'C-0001')).toMatchObject({ outcome: 'accepted' });
			const told = (await store.readTimeline('C-0001')).filter(({ type }) => type.startsWith('task.'));
			expect(told).toMatchObject([
				{ type: 'task.opened', reason: 'Compare the plan of Ada', checklist: ['HubSpot', 'Stripe'] },
				{ type: 'task.completed', reason: 'Stripe was right', data: { task_id: 'C-0001-T1' } },
			]);
		});

		test('reopening and redriving are counted, once each, and how the case ended first stays', async () => {
			await send(owner);
			await send({ kind: 'change_state', to: 'in-progress' });
			await closeCase(store, 'C-0001');
			const once = context();
			const first = await store.execute(target, { kind: 'reopen', reason: 'Charged again' }, once);
			expect(first).toMatchObject({ outcome: 'accepted', case: { state: 'queued', reopen_count: 1 } });
			expect(await store.execute(target, { kind: 'reopen', reason: 'Charged again' }, once)).toEqual(first);
			for (const count of [1, 2, 3]) {
				await send({ kind: 'change_state', to: 'failed', root_cause: 'sys.5xx' });
				expect((await send({ kind: 'redrive', reason: 'It answers' })).case).toMatchObject({ redrive_count: count });
			}
			await send({ kind: 'change_state', to: 'failed', root_cause: 'sys.5xx' });
			const late = context();
			const refused = await store.execute(target, { kind: 'redrive' }, late);
			expect(refused).toMatchObject({ outcome: 'refused', refusal: { code: 'CASE_REDRIVE_LIMIT' } });
			expect(await store.execute(target, { kind: 'redrive' }, late)).toEqual(refused);
			expect(refused.case.first_resolution).toEqual({ resolution: 'fixed', at: '2026-01-05T09:00:00.000Z' });
		});

		test('clocks are repaired once, on the version they were counted on, and the trail has both sides for good', async () => {
			const terms = { budget_seconds: 28_800, due_at: '2026-01-05T17:00:00.000Z', outcome: null } as const;
			const repair: CaseCommand = {
				kind: 'repair_clocks',
				policy: 'Gold',
				policy_version: 2,
				calendar: 'Around the clock',
				changes: [{ clock: 'resolution', before: terms, after: { ...terms, outcome: 'breached' } }],
				reason: 'The contract says so',
			};
			const once = context({ expected_version: 1 });
			const first = await store.execute(target, repair, once);
			expect(first).toMatchObject({ outcome: 'accepted', case: { version: 2, state: 'queued' } });
			expect(await store.execute(target, repair, once)).toEqual(first);
			expect(await send(repair, { expected_version: 1 })).toMatchObject({
				refusal: { code: 'CASE_VERSION_CONFLICT' },
			});
			const [, told] = await store.readTimeline('C-0001');
			expect(told).toMatchObject({
				type: 'clocks.repaired',
				reason: 'The contract says so',
				data: { policy_version: 2, clocks: ['resolution'], outcomes_before: ['none'], outcomes_after: ['breached'] },
			});
			const parts = [{ entry_id: told!.entry_id, name: 'command' }];
			await store.redact({ parts }, { reason: 'Asked', basis: 'GDPR 17', ticket: 'P-1' }, context());
			const [, left] = await store.readTimeline('C-0001');
			expect(left!.data).toEqual(told!.data);
			expect((await store.rebuild(context())).differences).toEqual([]);
		});

		test('erasing what was said with a task leaves the task', async () => {
			await send(compare);
			const [, told] = await store.readTimeline('C-0001');
			const parts = [{ entry_id: told!.entry_id, name: 'command' }];
			await store.redact({ parts }, { reason: 'Asked', basis: 'GDPR 17', ticket: 'P-1' }, context());
			expect((await store.getCase('C-0001'))?.tasks).toMatchObject([
				{ task_id: 'C-0001-T1', title: null, checklist: [], owner_role: 'Data-Ops', status: 'open' },
			]);
		});

		test('tasks are found over all cases by what they are', async () => {
			await openTicket(store, 'T-2');
			const due = { ...compare, task_type: 'data_fix', due_at: '2026-01-06T09:00:00.000Z' } as const;
			await send(compare);
			await store.execute({ case_id: 'C-0002' }, due, context());
			await store.execute({ case_id: 'C-0002' }, { ...compare, owner_role: 'Ops' }, context());
			await send({ kind: 'complete_task', task_id: 'C-0001-T1', note: 'Done' });
			const find = async (query?: TaskQuery) => (await store.findTasks(query)).map(({ task }) => task.task_id);
			expect(await find()).toEqual(['C-0001-T1', 'C-0002-T1', 'C-0002-T2']);
			expect(await find({ is_open: true })).toEqual(['C-0002-T1', 'C-0002-T2']);
			expect(await find({ types: ['reconcile'] })).toEqual(['C-0001-T1', 'C-0002-T2']);
			expect(await find({ owner_role: 'Ops' })).toEqual(['C-0002-T2']);
			expect(await find({ due_before: '2026-01-06T09:00:00.001Z' })).toEqual(['C-0002-T1']);
			expect(await find({ due_before: '2026-01-06T09:00:00.000Z' })).toEqual([]);
			expect(await find({ case_id: 'C-0001' })).toEqual(['C-0001-T1']);
			expect(await find({ limit: 2 })).toEqual(['C-0001-T1', 'C-0002-T1']);
			expect((await store.findTasks({ limit: 1 }))[0]?.case).toEqual(await store.getCase('C-0001'));
		});
	});
}
