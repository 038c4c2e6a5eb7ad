import { readTimerCommand, type CaseCommand, type Timer, type TimerCommand } from '../../core';
import type { TriageStore } from '../../storage';
import { timersAggregate } from '../../storage/projections/timers';
import { closeCase, complaintOf, context, owner, refusalOf, type StoreUnderTest, useStore } from './subject';
import { chainOf, first, minutesOf, plus, standard, startOf, step, sweeper, TimerDesk, toldBy } from './timers';

const off = (name: string) => [{ id: name, on_duty: false }];

/** What every engine must do with timers; each engine's own test file calls it. */
export function describeTimers(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`timers on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		let desk: TimerDesk;
		beforeEach(async () => {
			({ store } = subject);
			desk = new TimerDesk(store, subject.setNow);
			await subject.openCase();
		});
		const staff = async (name: string, body: Record<string, unknown>) =>
			await store.executeDefinition({ kind: 'role', name }, { kind: 'save', body }, context());
		const onCase = async (...commands: CaseCommand[]) => {
			for (const command of commands) await store.execute({ case_id: 'C-0001' }, command, context());
		};
		const begin: CaseCommand[] = [owner, { kind: 'change_state', to: 'in-progress' }];
		const typesOf = async () => (await store.readTimeline('_timer/C-0001/First response')).map(({ type }) => type);

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
			await onCase(...begin);
			desk.at(30);
			await closeCase(store, 'C-0001');
			expect(await desk.told()).toEqual([]);
			expect(await store.getTimer(first)).toMatchObject({ state: 'resolved', next_due_at: null, due_at: null });
		});

		test('a step that was due before the case was resolved is kept, and nobody is told', async () => {
			await desk.start();
			await onCase(...begin);
			desk.at(40);
			await closeCase(store, 'C-0001');
			expect(await desk.sweep()).toMatchObject({ steps: [], skipped_count: 1 });
			expect(await store.getTimer(first)).toMatchObject({ state: 'resolved', next_due_at: null });
			expect(await typesOf()).toEqual(['timer.started', 'timer.resolved', 'timer.skipped']);
		});

		test('a step that reassigns makes its role the owner, in the transaction that records the step', async () => {
			await onCase(...begin);
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
			await onCase(...begin);
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

		test('a timer stands still while its case waits for systems where it is to, and a person goes before the case', async () => {
			await onCase(...begin);
			await desk.start(standard, { pause_while_waiting: true });
			const wait: CaseCommand = {
				kind: 'change_state',
				to: 'waiting-for-systems',
				systems: ['CRM'],
				ttl_seconds: 60,
			};
			desk.at(10);
			await onCase(wait);
			expect(await store.getTimer(first)).toMatchObject({ state: 'paused', paused_by: 'case' });
			desk.at(20);
			await onCase({ kind: 'change_state', to: 'in-progress' });
			expect(await store.getTimer(first)).toMatchObject({ state: 'running', next_due_at: plus(40) });
			await onCase(wait);
			await desk.do({ kind: 'pause' });
			await onCase({ kind: 'change_state', to: 'in-progress' });
			expect(await store.getTimer(first)).toMatchObject({ state: 'paused', paused_by: 'command' });
			await desk.at(30).do({ kind: 'resume' });
			expect(await store.getTimer(first)).toMatchObject({ state: 'running', next_due_at: plus(50) });
		});

		test('what the owner does on the case keeps an acknowledgement alive, what others do does not', async () => {
			await onCase(...begin);
			await desk.start();
			await desk.at(20).do({ kind: 'acknowledge', by_role: '@owner' });
			const note = async (role?: string) =>
				await store.record(
					{ case_id: 'C-0001', type: 'note.added', data: {} },
					context({ actor: { kind: 'human', id: 'h1', ...(role && { role }) } }),
				);
			desk.at(50);
			await note('Lead');
			expect((await store.getTimer(first))?.ack?.expires_at).toBe(plus(140));
			await note();
			expect((await store.getTimer(first))?.ack).toMatchObject({ expires_at: plus(170), renewals_left: 2 });
			desk.at(60);
			await onCase({
				kind: 'change_state',
				to: 'manual-review',
				reviewer_role: 'Lead',
				checklist: ['A'],
				ttl_seconds: 60,
			});
			expect((await store.getTimer(first))?.ack).toMatchObject({ expires_at: plus(180), renewals_left: 1 });
			desk.at(70);
			await store.record(
				{ case_id: 'C-0001', type: 'connector.outcome', data: { outcome: 'ok' }, refs: [await intent()] },
				context(),
			);
			expect((await store.getTimer(first))?.ack).toMatchObject({ expires_at: plus(190), renewals_left: 3 });
		});
		const intent = async () => {
			const draft = { case_id: 'C-0001', type: 'connector.intent', data: { connector: 'crm', method: 'GET' } } as const;
			const result = await store.record(draft, context());
			return { id: (result as { entry_id: string }).entry_id, rel: 'outcome_of' } as const;
		};

		test('forcing tells the next step at once in spite of an acknowledgement, with who and why', async () => {
			await desk.start();
			await desk.at(10).do({ kind: 'acknowledge', by_role: 'Billing' });
			await desk.at(15).do({ kind: 'force', reason: 'The customer called' });
			const { steps } = await desk.sweep();
			expect(steps).toMatchObject([
				{ record: { target_role: 'Billing', forced: { actor: 'wf1', reason: 'The customer called' } } },
			]);
			expect((await store.getTimer(first))!.records).toEqual([steps[0]!.record]);
		});

		test('a timer that runs is kept, or started anew where that is asked for', async () => {
			const { timer } = await desk.start();
			expect(await desk.at(10).start()).toEqual({ outcome: 'unchanged', timer });
			const again = await desk.start(standard, { on_running: 'restart' });
			expect(again.timer).toMatchObject({ run: 2, started_at: plus(10), next_due_at: plus(40) });
			expect(await desk.at(30).told()).toEqual([]);
			expect((await desk.at(40).sweep()).steps).toMatchObject([{ record: { id: 'C-0001/2/1/1' } }]);
		});

		test('a case has as many timers as names, and each ends by itself', async () => {
			await desk.start();
			const review = { case_id: 'C-0001', name: 'Review / second line' };
			await desk.start(chainOf([step('Head', 10)]), {}, review);
			await desk.at(5).do({ kind: 'stop', reason: 'Answered' });
			expect(await desk.at(30).told()).toEqual(['Head 1/1 notify']);
			expect((await store.findTimers({ order: 'next' })).map(({ name }) => name)).toEqual([review.name]);
			expect((await store.findTimers({ states: ['stopped'] })).map(({ name }) => name)).toEqual([first.name]);
			expect(await desk.do({ kind: 'stop' })).toMatchObject({ outcome: 'unchanged', timer: { state: 'stopped' } });
		});

		test('a command that cannot be now is refused in words, and nothing is written', async () => {
			const before = await store.verify();
			expect(await desk.do({ kind: 'pause' })).toEqual({
				outcome: 'refused',
				timer: null,
				refusal: {
					code: 'TIMER_NOT_FOUND',
					message: "There is no timer 'First response' on case C-0001",
					fix: 'Start it first, or check the name; upper and lower case count',
				},
			});
			expect(await store.verify()).toEqual(before);
			await desk.start();
			await desk.do({ kind: 'stop' });
			expect(await desk.do({ kind: 'acknowledge', by_role: 'Billing' })).toMatchObject({
				refusal: { code: 'TIMER_ENDED', message: "Timer 'First response' of case C-0001 was stopped" },
			});
			await onCase(...begin);
			await closeCase(store, 'C-0001');
			expect(await desk.start()).toMatchObject({ refusal: { code: 'TIMER_CASE_RESOLVED' } });
		});

		test('what cannot be used is refused before anything is written', async () => {
			const refused = async (command: TimerCommand, target = first) => await complaintOf(desk.do(command, target));
			expect(await refused(startOf(), { ...first, case_id: 'C-0404' })).toMatchObject({ code: 'CASE_NOT_FOUND' });
			expect(await refused(startOf(), { ...first, name: ' ' })).toMatchObject({ message: "'Timer Name' is empty" });
			expect(await refused(startOf(), { ...first, name: '\ud800' })).toMatchObject({ code: 'FIELD_INVALID' });
			expect(await refused(startOf({ ...standard, steps: [] }))).toMatchObject({ code: 'CHAIN_INVALID' });
			expect(await refused(startOf(standard, { started_at: plus(1) }))).toEqual({
				code: 'FIELD_INVALID',
				message: `'Start Counting From' is ${plus(1)}, which is to come`,
				fix: 'Choose a time up to now',
			});
			expect(await refused(startOf(chainOf([{ target_role: 'Billing', percent: 50 }])))).toEqual({
				code: 'FIELD_INVALID',
				message: 'Step 1 is due at a part of the time, and there is no time',
				fix: "Set 'Respond Within' to more than 0, or let the step wait",
			});
			expect(await refused(startOf(standard, { within: { amount: 1, unit: 'hours' } }))).toMatchObject({
				message:
					"'Respond Within': '/unit' is \"hours\"; one of business_minutes, business_hours, business_days is expected",
			});
			const closed = { name: 'Never', timezone: 'UTC', hours: {} };
			expect(await refused(startOf(standard, { calendar: closed }))).toMatchObject({ code: 'CALENDAR_INVALID' });
			expect(() => readTimerCommand({ kind: 'force', reason: ' ' })).toThrow("'Reason' is empty");
			expect(await typesOf()).toEqual([]);
		});

		test('the same command twice has one effect and one answer', async () => {
			const once = context();
			const started = await store.executeTimer(first, startOf(), once);
			expect(await store.executeTimer(first, startOf(), once)).toEqual(started);
			expect(await refusalOf(store.executeTimer(first, { kind: 'stop' }, once))).toBe('COMMAND_REUSED');
			const paused = context();
			await store.executeTimer(first, { kind: 'pause', reason: 'A' }, paused);
			await store.executeTimer(first, { kind: 'resume' }, context());
			const again = await store.executeTimer(first, { kind: 'pause', reason: 'A' }, paused);
			expect(again).toMatchObject({ outcome: 'accepted', timer: { state: 'running' } });
			expect(await typesOf()).toEqual(['timer.started', 'timer.paused', 'timer.resumed']);
		});

		test('a sweep takes those first that are due for longest, and says when there is more', async () => {
			for (let index = 1; index <= 5; index += 1) {
				if (index > 1) await subject.openCase({ ticket_id: `T-${index}` });
				await desk.start(chainOf([step('Billing', 60 - index)]), {}, { ...first, case_id: `C-000${index}` });
			}
			desk.at(60);
			const swept = await desk.sweep(3);
			expect(swept.steps.map(({ case_id }) => case_id)).toEqual(['C-0005', 'C-0004', 'C-0003']);
			expect(swept).toMatchObject({ swept_count: 3, is_all: false });
			expect(await desk.sweep(3)).toMatchObject({ swept_count: 2, is_all: true });
		});

		test('timers of one sweep that have a chain or a calendar in common share it, and each goes by its own', async () => {
			const opens = (...mon: Array<[string, string]>) => ({ name: 'Office', timezone: 'UTC', hours: { mon } });
			const soon = chainOf([step('Billing', 30), step('Lead', 45)]);
			const runs = [
				{ chain: standard, calendar: opens(['09:00', '17:00']), next: 90 },
				{ chain: standard, calendar: opens(['09:00', '17:00']), next: 90 },
				{ chain: standard, calendar: opens(['09:00', '10:00'], ['14:00', '17:00']), next: 330 },
				{ chain: soon, calendar: opens(['09:00', '17:00']), next: 75 },
			];
			for (const [index, { chain, calendar }] of runs.entries()) {
				await desk.start(chain, { calendar }, { ...first, name: `Timer ${index}` });
			}
			const read = jest.spyOn(timersAggregate, 'read');
			try {
				expect((await desk.at(30).sweep()).steps).toHaveLength(runs.length);
				const timers = read.mock.results.map(({ value }) => value as Timer);
				expect(timers).toHaveLength(runs.length);
				expect(new Set(timers.map(({ chain }) => chain)).size).toBe(2);
				expect(new Set(timers.map(({ calendar }) => calendar)).size).toBe(2);
			} finally {
				read.mockRestore();
			}
			for (const [index, { chain, calendar, next }] of runs.entries()) {
				const timer = await store.getTimer({ ...first, name: `Timer ${index}` });
				expect(timer).toMatchObject({ chain, calendar });
				expect(minutesOf(timer!.next_due_at)).toBe(next);
			}
			expect((await store.verify()).findings).toEqual([]);
		});

		test('two sweeps at once find each step once', async () => {
			const count = 40;
			for (let index = 1; index <= count; index += 1) {
				if (index > 1) await subject.openCase({ ticket_id: `T-${index}` });
				const case_id = `C-${String(index).padStart(4, '0')}`;
				await desk.start(chainOf([step('Billing', 10)]), {}, { ...first, case_id });
			}
			desk.at(10);
			const other = await subject.openAnother();
			const sweeps = Array.from({ length: 12 }, async (_, index) => {
				return await (index % 2 === 0 ? store : other).sweepTimers({ limit: 10 }, sweeper);
			});
			const ids = (await Promise.all(sweeps)).flatMap(({ steps }) => steps.map(({ record }) => record.id));
			expect(ids).toHaveLength(count);
			expect(new Set(ids).size).toBe(count);
			await other.close();
		});

		test('a clock that is set back tells nothing twice and nothing early', async () => {
			await desk.start();
			expect(await desk.at(30).told()).toEqual(['Billing 1/1 notify']);
			desk.at(-600);
			expect(await desk.told()).toEqual([]);
			await desk.do({ kind: 'pause' });
			const resumed = await desk.do({ kind: 'resume' });
			expect(minutesOf(resumed.timer!.next_due_at)).toBe(90);
			expect(await desk.at(89).told()).toEqual([]);
			expect(await desk.at(90).told()).toEqual(['Lead 1/2 notify']);
		});

		test('rows of timers that were changed, taken away or added are found and made again', async () => {
			await desk.start();
			await subject.openCase({ ticket_id: 'T-2' });
			await desk.start(standard, {}, { ...first, case_id: 'C-0002' });
			await desk.at(30).sweep();
			const before = await store.findTimers();
			const tables = subject.openTables();
			const trail = (caseId: string) => `_timer/${caseId}/First response`;
			const record = JSON.stringify({ ...before[0]!, next_due_at: plus(999) });
			await tables.updateTable('timers').set({ record }).where('trail_id', '=', trail('C-0001')).execute();
			await tables.deleteFrom('timers').where('trail_id', '=', trail('C-0002')).execute();
			await tables
				.insertInto('timers')
				.values({ trail_id: trail('C-0003'), record })
				.execute();
			await tables.destroy();
			const { findings } = await store.verify();
			expect(findings.map(({ code, case_id }) => `${code} ${case_id}`).sort()).toEqual([
				'PROJECTION_DIVERGED _timer/C-0001/First response',
				'PROJECTION_DIVERGED _timer/C-0002/First response',
				'PROJECTION_DIVERGED _timer/C-0003/First response',
			]);
			expect((await store.rebuild(context())).differences).toHaveLength(3);
			expect(await store.findTimers()).toEqual(before);
		});

		test('a reason can be erased, and the timer goes on', async () => {
			await desk.start();
			await desk.at(10).do({ kind: 'force', reason: 'Ms Weber called' });
			await desk.sweep();
			const [forced] = await store.findEntries({ types: ['timer.forced'], order: 'oldest' });
			const why = { reason: 'Asked for', basis: 'GDPR 17', ticket: 'D-1' };
			await store.redact({ parts: [{ entry_id: forced!.entry_id, name: 'command' }] }, why, context());
			const timer = (await store.getTimer(first))!;
			expect(JSON.stringify(timer)).not.toContain('Weber');
			expect(timer).toMatchObject({ state: 'running', next_due_at: plus(70) });
			const [started] = await store.findEntries({ types: ['timer.started'], order: 'oldest' });
			const parts = [{ entry_id: started!.entry_id, name: 'command' }];
			expect(await refusalOf(store.redact({ parts }, why, context()))).toBe('PART_PUBLIC');
		});

		test('a reader finds every step that was told, from a place on, by kind and role', async () => {
			await desk.start();
			await desk.at(30).sweep();
			await desk.at(90).sweep();
			const read = async (query: Partial<Parameters<TriageStore['readTimerEvents']>[0]>) => {
				const all = { kinds: ['notify', 'exhausted'], from_idx: 0, order: 'oldest', limit: 10 } as const;
				const { events, next_idx, size } = await store.readTimerEvents({ ...all, ...query });
				const told = toldBy({ steps: events.map((event) => ({ ...event, case_id: '', name: '' })) });
				return { told, next_idx, left: size - next_idx };
			};
			const all = ['Billing 1/1 notify', 'Lead 1/2 notify'];
			expect(await read({})).toMatchObject({ told: all, left: 0 });
			const { next_idx } = await read({ limit: 1 });
			expect(await read({ from_idx: next_idx })).toMatchObject({ told: all.slice(1), left: 0 });
			expect(await read({ order: 'newest', limit: 1 })).toMatchObject({ told: all.slice(1) });
			expect(await read({ roles: ['Lead'] })).toMatchObject({ told: all.slice(1), left: 0 });
			expect(await read({ kinds: ['exhausted'] })).toMatchObject({ told: [], left: 0 });
			const { events } = await store.readTimerEvents({ kinds: ['notify'], from_idx: 0, order: 'oldest', limit: 1 });
			expect(events).toMatchObject([{ late_seconds: 0, timer: { name: first.name }, case: { case_id: 'C-0001' } }]);
		});

		test('one of two holders reads under a name until its lease ends', async () => {
			await store.openSubscription('wf/node', 'now');
			const hold = async (holder: string, minutes: number) =>
				await store.holdSubscription('wf/node', holder, plus(minutes), 60);
			expect(await hold('one', 0)).toBe(true);
			expect(await hold('two', 0.5)).toBe(false);
			expect(await hold('one', 0.5)).toBe(true);
			expect(await hold('two', 1)).toBe(false);
			expect(await hold('two', 1.5)).toBe(true);
			expect(await hold('one', 1.5)).toBe(false);
		});

		test('timers that nobody looks at are seen', async () => {
			expect(await store.readTimerHealth(plus(0))).toEqual({ pending_count: 0, next_due_at: null, stalled: [] });
			await desk.start();
			const health = { pending_count: 1, next_due_at: plus(30) };
			expect(await store.readTimerHealth(plus(30))).toEqual({ ...health, stalled: [] });
			expect(await store.readTimerHealth(plus(31))).toEqual({
				...health,
				stalled: [{ ...first, next_due_at: plus(30) }],
			});
		});
	});
}
