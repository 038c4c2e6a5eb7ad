import type { Calendar } from '../../core';
import type { TriageStore } from '../../storage';
import { closeCase, context, type StoreUnderTest } from './subject';
import { begin, chainOf, first, plus, standard, step, type TimerDesk, toldBy, useTimers } from './timers';

const off = (name: string) => [{ id: name, on_duty: false }];

/** What a timer comes to, and when. */
export function describeTimerSteps(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`steps of timers on ${engine}`, () => {
		const subject = useTimers(open);
		let store: TriageStore;
		let desk: TimerDesk;
		beforeEach(() => {
			({ store, desk } = subject);
		});
		const staff = async (name: string, body: Record<string, unknown>) =>
			await store.executeDefinition({ kind: 'role', name }, { kind: 'save', body }, context());

		test('starting a timer keeps chain and calendar, and says what comes and when', async () => {
			const result = await desk.start(standard, {
				within: { amount: 4, unit: 'business_hours' },
				calendar: {
					name: 'Office',
					timezone: 'UTC',
					hours: { mon: [['09:00', '11:00']], tue: [['09:00', '17:00']] },
				},
			});
			expect(result).toMatchObject({
				outcome: 'accepted',
				timer: {
					case_id: 'C-0001',
					name: 'First response',
					run: 1,
					state: 'running',
					started_at: plus(0),
					budget_seconds: 14_400,
					due_at: '2026-01-06T11:00:00.000Z',
					chain: standard,
					calendar: { name: 'Office' },
					next: { pass: 1, step: 1, target_role: 'Billing', notify_at: plus(30) },
					next_due_at: plus(30),
					ack: null,
				},
			});
			expect(await store.getTimer(first)).toEqual(result.timer);
			expect(await store.getTimer({ ...first, name: 'first response' })).toBeNull();
			expect(await store.findTimers({ case_id: 'C-0001' })).toEqual([result.timer]);
			expect(await store.listRoles()).toEqual(['Billing', 'Lead', 'Triage']);
		});

		test('E1: a step is told once, and the same sweep again gives nothing', async () => {
			await desk.start();
			expect(await desk.at(29).told()).toEqual([]);
			const swept = await desk.at(30).sweep();
			expect(swept).toEqual({
				at: plus(30),
				steps: [
					{
						entry_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
						case_id: 'C-0001',
						name: 'First response',
						late_seconds: 0,
						record: {
							id: 'C-0001/1/1/1',
							kind: 'notify',
							pass: 1,
							step: 1,
							due_at: plus(30),
							notify_at: plus(30),
							target_role: 'Billing',
							is_backup: false,
							action: 'notify',
							window: null,
							forced: null,
						},
					},
				],
				held_count: 0,
				bundles: [],
				skipped_count: 0,
				swept_count: 1,
				is_all: true,
			});
			expect(await desk.sweep()).toEqual({ ...swept, steps: [], swept_count: 0 });
			expect(await desk.at(90).told()).toEqual(['Lead 1/2 notify']);
		});

		test('E2: nothing is told while the case is acknowledged', async () => {
			await desk.start();
			const acked = await desk.at(20).do({ kind: 'acknowledge', by_role: 'Billing' });
			expect(acked.timer).toMatchObject({ state: 'acked', ack: { by_role: 'Billing', expires_at: plus(140) } });
			expect(await desk.at(30).told()).toEqual([]);
			expect(await desk.at(90).told()).toEqual([]);
		});

		test('E3: an acknowledgement that runs out is told to its role and to the next step', async () => {
			await desk.start();
			await desk.at(20).do({ kind: 'acknowledge', by_role: 'Billing' });
			expect(await desk.at(139).told()).toEqual([]);
			expect(await desk.at(140).told()).toEqual(['Billing 1/- ack_expired', 'Lead 1/2 notify']);
			expect(await desk.told()).toEqual([]);
		});

		test('E4: a role of which nobody is on duty is passed at once', async () => {
			await staff('Billing', { members: off('ada') });
			await desk.start(chainOf([step('Billing', 30), step('Lead', 60)]));
			const swept = await desk.at(30).sweep();
			expect([toldBy(swept), swept.skipped_count]).toEqual([['Lead 1/2 notify'], 1]);
			expect((await store.getTimer(first))!.records).toMatchObject([
				{ kind: 'no_target', step: 1 },
				{ kind: 'notify', step: 2, due_at: plus(30) },
			]);
		});

		test('a role that is off duty has its backup told', async () => {
			await staff('Billing', { on_duty: false, members: [{ id: 'ada' }] });
			await desk.start(chainOf([step('Billing', 30, { backup_role: 'Lead' })]));
			const { steps } = await desk.at(30).sweep();
			expect(steps).toMatchObject([{ record: { target_role: 'Lead', is_backup: true } }]);
		});

		test('E5: after both passes there is one end, and then silence', async () => {
			await desk.start(
				chainOf([step('Billing', 30), step('Lead', 60)], {
					repeat: { from_step: 1, times: 1 },
					on_exhausted: { fallback_role: 'Triage', wait_seconds: 600 },
				}),
			);
			const told: string[] = [];
			for (let minute = 0; minute <= 1440; minute += 10) told.push(...(await desk.at(minute).told()));
			expect(told).toEqual([
				'Billing 1/1 notify',
				'Lead 1/2 notify',
				'Billing 2/1 notify',
				'Lead 2/2 notify',
				'Triage 2/- exhausted',
			]);
			expect(await store.getTimer(first)).toMatchObject({ state: 'exhausted', next: null, next_due_at: null });
			expect((await store.getCase('C-0001'))?.owner).toMatchObject({
				role: 'Triage',
				decided_by: 'escalation',
				reason: `Timer 'First response' has no step left since ${plus(190)}`,
			});
		});

		test('E6: a chain that is edited while it runs counts from the next start on', async () => {
			const target = { kind: 'escalation_chain', name: 'standard' } as const;
			const save = async (minutes: number) => {
				const { version: _version, ...body } = chainOf([step('Billing', minutes)]);
				await store.executeDefinition(target, { kind: 'save', body }, context());
				const { body: saved, version } = (await store.getDefinition(target))!;
				return { ...(saved as typeof standard), version: version.number };
			};
			await desk.start(await save(30));
			const edited = await save(10);
			expect(await desk.at(10).told()).toEqual([]);
			await subject.openCase({ ticket_id: 'T-2' });
			await desk.start(edited, {}, { ...first, case_id: 'C-0002' });
			const { steps } = await desk.at(20).sweep();
			expect(steps.map(({ case_id }) => case_id)).toEqual(['C-0002']);
			expect((await desk.at(30).sweep()).steps).toMatchObject([{ case_id: 'C-0001' }]);
		});

		test('E7: a sweep that comes late tells the latest step only, and says by how much it is late', async () => {
			await desk.start(chainOf([step('Billing', 30), step('Lead', 30), step('Head', 30)]));
			const swept = await desk.at(100).sweep();
			expect([toldBy(swept), swept.skipped_count]).toEqual([['Head 1/3 notify'], 2]);
			expect(swept.steps[0]!.late_seconds).toBe(600);
			expect((await store.getTimer(first))!.records.map(({ kind }) => kind)).toEqual([
				'skipped_catchup',
				'skipped_catchup',
				'notify',
			]);
		});

		test('E8: a case that is resolved in the instant of a step goes before it', async () => {
			await desk.start();
			await subject.onCase(...begin);
			desk.at(30);
			await closeCase(store, 'C-0001');
			expect(await desk.told()).toEqual([]);
			expect(await store.getTimer(first)).toMatchObject({ state: 'resolved', next_due_at: null, due_at: null });
		});

		test('a step that was due before the case was resolved is kept, and nobody is told', async () => {
			await desk.start();
			await subject.onCase(...begin);
			desk.at(40);
			await closeCase(store, 'C-0001');
			expect(await desk.sweep()).toMatchObject({ steps: [], skipped_count: 1 });
			expect(await store.getTimer(first)).toMatchObject({ state: 'resolved', next_due_at: null });
			expect(await subject.typesOf()).toEqual(['timer.started', 'timer.resolved', 'timer.skipped']);
		});

		test('a step that reassigns makes its role the owner, in the transaction that records the step', async () => {
			await subject.onCase(...begin);
			await desk.start(
				chainOf([step('@owner', 15), step('@backup', 15, { action: 'reassign' })], {
					on_exhausted: { fallback_role: 'Triage', wait_seconds: 60 },
				}),
			);
			expect(await desk.at(15).told()).toEqual(['Billing 1/1 notify']);
			expect((await store.getCase('C-0001'))?.owner).toMatchObject({ role: 'Billing', decided_by: 'rule' });
			expect(await desk.at(30).told()).toEqual(['Finance-Lead 1/2 notify']);
			expect((await store.getCase('C-0001'))?.owner).toEqual({
				role: 'Finance-Lead',
				backup_role: null,
				decided_by: 'escalation',
				rule: null,
				reason: `Step 2 of timer 'First response' was due at ${plus(30)}`,
				assigned_at: plus(30),
				priority_then: 'normal',
				kept: null,
			});
			const [{ idx: told }, { idx: changed }] = await Promise.all([
				store.findEntries({ types: ['timer.fired'], order: 'newest', limit: 1 }).then(([entry]) => entry!),
				store.findEntries({ types: ['owner.assigned'], order: 'newest', limit: 1 }).then(([entry]) => entry!),
			]);
			expect(changed).toBe(told + 1);
		});

		test('an owner by escalation keeps the backup role of the one before', async () => {
			await subject.onCase(...begin);
			await desk.start(chainOf([step('Head', 15, { action: 'reassign' })]));
			expect(await desk.at(15).told()).toEqual(['Head 1/1 notify']);
			expect((await store.getCase('C-0001'))?.owner).toMatchObject({ role: 'Head', backup_role: 'Finance-Lead' });
		});

		test('a case without an owner cannot have its owner told', async () => {
			const result = await desk.start(chainOf([step('@owner', 15)]));
			expect(result).toEqual({
				outcome: 'refused',
				timer: null,
				refusal: {
					code: 'TIMER_OWNER_MISSING',
					message: 'Case C-0001 has no owner, whom the steps name',
					fix: 'Let a Role Owner node give the case an owner first',
				},
			});
		});

		test('steps at parts of the time follow the budget, and stand still in a pause', async () => {
			await desk.start(
				chainOf([
					{ target_role: 'Billing', percent: 50 },
					{ target_role: 'Lead', after_deadline_seconds: 0 },
				]),
				{ within: { amount: 1, unit: 'business_hours' } },
			);
			await desk.at(10).do({ kind: 'pause', reason: 'The customer is on holiday' });
			expect(await store.getTimer(first)).toMatchObject({ state: 'paused', paused_by: 'command', due_at: null });
			expect(await desk.at(50).told()).toEqual([]);
			const resumed = await desk.do({ kind: 'resume' });
			expect(resumed.timer).toMatchObject({ state: 'running', paused_by: null, due_at: plus(100) });
			expect(await desk.at(69).told()).toEqual([]);
			expect(await desk.at(70).told()).toEqual(['Billing 1/1 notify']);
			expect(await desk.at(100).told()).toEqual(['Lead 1/2 notify']);
		});

		test('a step that comes within hours only waits for the opening, also through a rebuild', async () => {
			const office: Calendar = {
				name: 'Office',
				timezone: 'UTC',
				hours: { mon: [['09:00', '09:20']], tue: [['09:00', '17:00']] },
			};
			await desk.start(chainOf([step('Billing', 30, { only_within: office }), step('Lead', 10)]));
			const opening = plus(1440);
			expect(await store.getTimer(first)).toMatchObject({
				next: { step: 1, notify_at: opening },
				next_due_at: opening,
			});
			expect(await desk.at(31).told()).toEqual([]);
			expect((await store.rebuild(context())).differences).toEqual([]);
			expect(await desk.at(1439).told()).toEqual([]);
			const { steps } = await desk.at(1440).sweep();
			expect(steps).toMatchObject([
				{ late_seconds: 0, record: { target_role: 'Billing', due_at: plus(30), notify_at: opening } },
			]);
			expect(await desk.at(1450).told()).toEqual(['Lead 1/2 notify']);
		});

		test('what a sweep told of a step is what its trail says, the response window included', async () => {
			const window = { amount: 1.5, unit: 'business_hours' } as const;
			await desk.start(chainOf([step('Head', 15, { action: 'reassign', window: { ...window, end_of_day: true } })]));
			const { steps } = await desk.at(15).sweep();
			const kept = { amount: 90, unit: 'business_minutes', end_of_day: true };
			expect(steps).toMatchObject([{ record: { action: 'reassign', window: kept } }]);
			expect((await store.getTimer(first))!.records).toEqual([steps[0]!.record]);
		});
	});
}
