import { readTimerCommand, type CaseCommand, type TimerCommand } from '../../core';
import type { TriageStore } from '../../storage';
import { closeCase, complaintOf, context, refusalOf, type StoreUnderTest } from './subject';
import { begin, chainOf, first, plus, standard, startOf, step, type TimerDesk, useTimers } from './timers';

/** What people and cases do to a timer. */
export function describeTimerCommands(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`commands of timers on ${engine}`, () => {
		const subject = useTimers(open);
		let store: TriageStore;
		let desk: TimerDesk;
		beforeEach(() => {
			({ store, desk } = subject);
		});
		test('a timer stands still while its case waits for systems where it is to, and a person goes before the case', async () => {
			await subject.onCase(...begin);
			await desk.start(standard, { pause_while_waiting: true });
			const wait: CaseCommand = {
				kind: 'change_state',
				to: 'waiting-for-systems',
				systems: ['CRM'],
				ttl_seconds: 60,
			};
			desk.at(10);
			await subject.onCase(wait);
			expect(await store.getTimer(first)).toMatchObject({ state: 'paused', paused_by: 'case' });
			desk.at(20);
			await subject.onCase({ kind: 'change_state', to: 'in-progress' });
			expect(await store.getTimer(first)).toMatchObject({ state: 'running', next_due_at: plus(40) });
			await subject.onCase(wait);
			await desk.do({ kind: 'pause' });
			await subject.onCase({ kind: 'change_state', to: 'in-progress' });
			expect(await store.getTimer(first)).toMatchObject({ state: 'paused', paused_by: 'command' });
			await desk.at(30).do({ kind: 'resume' });
			expect(await store.getTimer(first)).toMatchObject({ state: 'running', next_due_at: plus(50) });
		});

		test('what the owner does on the case keeps an acknowledgement alive, what others do does not', async () => {
			await subject.onCase(...begin);
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
			await subject.onCase({
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
			await subject.onCase(...begin);
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
			expect(await subject.typesOf()).toEqual([]);
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
			expect(await subject.typesOf()).toEqual(['timer.started', 'timer.paused', 'timer.resumed']);
		});
	});
}
