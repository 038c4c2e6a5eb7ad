import { maxPartBytes, type CaseCommand, type ScheduleRetry } from '../../core';
import type { RetryEventQuery, TriageStore } from '../../storage';
import { reason } from './redactContract';
import { busy, dataOf, failedWith } from './retries';
import { closeCase, complaintOf, context, owner, refusalOf, type StoreUnderTest, useStore } from './subject';
import { first, startOf, chainOf, step, sweeper } from './timers';

const begin = Date.parse('2026-01-05T09:00:00Z');
const plus = (seconds: number) => new Date(begin + seconds * 1000).toISOString();
const enrich = { case_id: 'C-0001', step: 'Enrich contact' };
const data = { contact: 'ada', __proto__: null, triage: { case_id: 'C-0001' } };

/** What every engine must do with steps that failed; each engine's own test file calls it. */
export function describeRetries(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`attempts at steps on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(async () => {
			({ store } = subject);
			await subject.openCase({ customer_id: 'CU-7' });
			await onCase(owner, { kind: 'change_state', to: 'in-progress' });
		});
		const onCase = async (...commands: CaseCommand[]) => {
			for (const command of commands) await store.execute({ case_id: 'C-0001' }, command, context());
		};
		const fail = async (failure: unknown = busy, rest: Partial<ScheduleRetry> = {}, said = context()) =>
			await store.scheduleRetry(enrich, failedWith(failure, rest), dataOf(data), said);
		const sweepAt = async (seconds: number) => {
			subject.setNow(plus(seconds));
			return await store.sweepRetries({}, sweeper);
		};
		const typesOf = async () => (await store.readTimeline('_retry/C-0001/Enrich contact')).map(({ type }) => type);
		const eventsOf = async (rest: Partial<RetryEventQuery> = {}) =>
			await store.readRetryEvents({ kinds: ['due', 'gave_up'], from_idx: 0, order: 'oldest', limit: 100, ...rest });

		test('a failure is kept with the data of the step, and the attempt starts once', async () => {
			const result = await fail();
			expect(result).toMatchObject({
				outcome: 'scheduled',
				retry: {
					...enrich,
					round: 1,
					state: 'scheduled',
					attempt: 2,
					of: 6,
					next_at: plus(30),
					next_due_at: plus(30),
					failure: { status: 503, label: 'sys.5xx', reason: 'The service answered with status 503', at: plus(0) },
					expires_at: null,
					gave_up: null,
				},
			});
			expect(await store.getRetry(enrich)).toEqual(result.retry);
			expect(await store.findRetries({ case_id: 'C-0001', states: ['scheduled'] })).toEqual([result.retry]);
			expect(await store.findRetries({ states: ['due'] })).toEqual([]);
			expect(await sweepAt(29)).toEqual({ at: plus(29), entry_ids: [], is_all: true });
			const { entry_ids } = await sweepAt(40);
			expect(entry_ids).toHaveLength(1);
			expect((await sweepAt(40)).entry_ids).toEqual([]);
			expect(await eventsOf()).toMatchObject({
				events: [
					{
						entry_id: entry_ids[0],
						at: plus(40),
						kind: 'due',
						retry: { state: 'due', attempt: 2, next_due_at: plus(3640) },
						start: { due_at: plus(30), late_seconds: 10 },
						data: { contact: 'ada', triage: { case_id: 'C-0001' } },
						case: { case_id: 'C-0001' },
					},
				],
			});
			expect((await store.getCase('C-0001'))!.version).toBe(3);
		});

		test('the same command again has one effect and one answer, and another under its id is refused', async () => {
			const said = context();
			const result = await fail(busy, {}, said);
			expect(await fail(busy, {}, said)).toEqual(result);
			expect(await typesOf()).toEqual(['retry.scheduled']);
			expect(await refusalOf(fail({ statusCode: 502 }, {}, said))).toBe('COMMAND_REUSED');
			const otherData = store.scheduleRetry(enrich, failedWith(busy), dataOf({ contact: 'other' }), said);
			expect(await refusalOf(otherData)).toBe('COMMAND_REUSED');
			expect(await fail({ statusCode: 502 })).toMatchObject({
				outcome: 'unchanged',
				retry: { failure: { status: 503 } },
			});
		});

		test('the next failure counts on, with the data of the first one', async () => {
			await fail();
			await sweepAt(30);
			await store.scheduleRetry(enrich, failedWith(busy), dataOf({ contact: 'other' }), context());
			expect(await store.getRetry(enrich)).toMatchObject({ attempt: 3, next_at: plus(90) });
			await sweepAt(90);
			expect((await eventsOf()).events).toMatchObject([{ retry: { attempt: 3 }, data: { contact: 'ada' } }]);
		});

		test('what cannot work is given up, and the backup role owns the case in the same transaction', async () => {
			const result = await fail({ statusCode: 400 });
			expect(result).toMatchObject({
				outcome: 'gave_up',
				retry: { state: 'gave_up', gave_up: { why: 'terminal', target_role: 'Finance-Lead' }, next_due_at: null },
			});
			expect((await store.getCase('C-0001'))!.owner).toMatchObject({
				role: 'Finance-Lead',
				backup_role: null,
				decided_by: 'escalation',
				reason: "Step 'Enrich contact': The service answered with status 400; trying again would change nothing",
			});
			expect((await eventsOf()).events).toMatchObject([{ kind: 'gave_up', start: null, data: { contact: 'ada' } }]);
			const [{ idx: ended }, { idx: moved }] = await Promise.all([
				store.findEntries({ types: ['retry.gave_up'], order: 'newest', limit: 1 }).then(([entry]) => entry!),
				store.findEntries({ types: ['owner.assigned'], order: 'newest', limit: 1 }).then(([entry]) => entry!),
			]);
			expect(moved).toBeGreaterThan(ended);
			expect((await store.getCase('C-0001'))!.tasks).toMatchObject([
				{
					type: 'post_mortem',
					title: "Find out why 'Enrich contact' was given up",
					owner_role: 'Finance-Lead',
					status: 'open',
				},
			]);
		});

		test('where the owner has no backup role, that of the role itself stands in, else the one that was named', async () => {
			const save = async (body: object) =>
				await store.executeDefinition({ kind: 'role', name: 'Billing' }, { kind: 'save', body }, context());
			await subject.openCase({ ticket_id: 'T-2' });
			await subject.openCase({ ticket_id: 'T-3' });
			for (const case_id of ['C-0002', 'C-0003']) {
				await store.execute({ case_id }, { ...owner, backup_role: null }, context());
			}
			const failOn = async (case_id: string) =>
				await store.scheduleRetry({ ...enrich, case_id }, failedWith({ statusCode: 400 }), dataOf({}), context());
			expect((await failOn('C-0002')).retry!.gave_up!.target_role).toBe('Triage');
			await save({ backup_role: 'Head' });
			expect((await failOn('C-0003')).retry!.gave_up!.target_role).toBe('Head');
			expect((await store.getCase('C-0003'))!.owner!.role).toBe('Head');
		});

		test('nothing left to try can also leave the owner alone, or let the case fail', async () => {
			await fail({ statusCode: 400 }, { policy: { on_exhausted: 'pause' } });
			expect(await store.getCase('C-0001')).toMatchObject({
				owner: { role: 'Billing' },
				state: 'in-progress',
				tasks: [{ owner_role: 'Billing' }],
			});
			await fail({ statusCode: 401 }, { policy: { on_exhausted: 'fail' } });
			expect(await store.getCase('C-0001')).toMatchObject({
				owner: { role: 'Billing' },
				state: 'failed',
				root_cause: 'sys.auth',
			});
			expect(await fail({ statusCode: 401 }, { policy: { on_exhausted: 'fail' } })).toMatchObject({
				retry: { round: 3 },
			});
		});

		test('a timer of the case limits the attempts', async () => {
			const limited = { limit: { timer: first.name }, policy: { base_seconds: 480, jitter: 'none' } } as const;
			expect(await fail(busy, limited)).toMatchObject({ outcome: 'refused', refusal: { code: 'TIMER_NOT_FOUND' } });
			const within = { amount: 3, unit: 'business_minutes' } as const;
			await store.executeTimer(first, startOf(chainOf([step('Lead', 1)]), { within }), context());
			expect(await fail(busy, limited)).toMatchObject({
				outcome: 'gave_up',
				retry: { expires_at: plus(180), gave_up: { why: 'retry_budget_exceeds_ttl' } },
			});
		});

		test('an attempt that nobody answers is given up in time, and not made again', async () => {
			await fail(busy, { answer_seconds: 60 });
			await sweepAt(30);
			await sweepAt(90);
			expect(await store.getRetry(enrich)).toMatchObject({ state: 'gave_up', gave_up: { why: 'no_answer' } });
			expect((await store.getCase('C-0001'))!.owner!.role).toBe('Finance-Lead');
			expect((await eventsOf()).events.map(({ kind }) => kind)).toEqual(['gave_up']);
		});

		test('a step that is done ends its attempts, also one that was done before', async () => {
			const done: CaseCommand = { kind: 'set_step', step: enrich.step, status: 'completed' };
			await fail();
			await onCase({ ...done, step: 'Another' });
			expect(await store.getRetry(enrich)).toMatchObject({ state: 'scheduled' });
			await onCase(done);
			expect(await store.getRetry(enrich)).toMatchObject({ state: 'succeeded', next_due_at: null });
			await fail();
			await sweepAt(30);
			await onCase(done);
			expect(await typesOf()).toEqual([
				'retry.scheduled',
				'retry.succeeded',
				'retry.scheduled',
				'retry.due',
				'retry.succeeded',
			]);
			expect((await eventsOf()).events).toEqual([]);
		});

		test('resolving the case ends all attempts at its steps, and nothing starts any more', async () => {
			await fail();
			await closeCase(store, 'C-0001');
			expect(await store.getRetry(enrich)).toMatchObject({ state: 'cancelled', next_due_at: null });
			expect((await sweepAt(3600)).entry_ids).toEqual([]);
			expect(await fail()).toMatchObject({ outcome: 'refused', refusal: { code: 'RETRY_CASE_RESOLVED' } });
		});

		test('what is erased is not tried with again', async () => {
			await fail();
			const { parts } = await store.redact({ subject: 'CU-7' }, reason, context());
			expect(parts.filter(({ case_id }) => case_id.startsWith('_retry')).map(({ name }) => name)).toEqual([
				'command',
				'data',
			]);
			await sweepAt(30);
			expect(await store.getRetry(enrich)).toMatchObject({ gave_up: { why: 'data_erased' } });
			expect((await eventsOf()).events).toMatchObject([{ kind: 'gave_up', data: null }]);
		});

		test('readers go on where they were, and by the names of steps', async () => {
			for (const name of ['A', 'B', 'C']) {
				await store.scheduleRetry({ ...enrich, step: name }, failedWith(busy), dataOf({ name }), context());
			}
			await sweepAt(30);
			const stepsOf = ({ events }: Awaited<ReturnType<typeof eventsOf>>) => events.map(({ retry }) => retry.step);
			const page = await eventsOf({ limit: 2 });
			expect(stepsOf(page)).toEqual(['A', 'B']);
			expect(stepsOf(await eventsOf({ from_idx: page.next_idx }))).toEqual(['C']);
			expect(stepsOf(await eventsOf({ steps: ['B'], order: 'newest' }))).toEqual(['B']);
			expect(stepsOf(await eventsOf({ kinds: ['gave_up'] }))).toEqual([]);
		});

		test('of two sweeps at once one finds an attempt', async () => {
			await fail();
			const other = await subject.openAnother();
			subject.setNow(plus(30));
			const swept = await Promise.all([store, other, store].map(async (each) => await each.sweepRetries({}, sweeper)));
			expect(swept.flatMap(({ entry_ids }) => entry_ids)).toHaveLength(1);
			await other.close();
		});

		test('rows are made again from the log', async () => {
			await fail();
			await sweepAt(30);
			const before = await store.getRetry(enrich);
			const tables = subject.openTables();
			await tables.deleteFrom('retries').execute();
			await tables.destroy();
			expect((await store.verify()).findings).toMatchObject([{ code: 'PROJECTION_DIVERGED' }]);
			expect((await store.rebuild(context())).differences).toHaveLength(1);
			expect(await store.getRetry(enrich)).toEqual(before);
		});

		test('says what cannot be', async () => {
			expect(
				await complaintOf(store.scheduleRetry({ ...enrich, case_id: 'C-9' }, failedWith(busy), dataOf({}), context())),
			).toEqual({
				code: 'CASE_NOT_FOUND',
				message: "There is no case 'C-9'",
				fix: 'Check the case id; Triage Case: Get Many lists the cases there are',
			});
			const large = Buffer.alloc(maxPartBytes + 1, 32);
			expect(await complaintOf(store.scheduleRetry(enrich, failedWith(busy), large, context()))).toEqual({
				code: 'FIELD_INVALID',
				message: 'The data to keep is 1048577 bytes long; at most 1048576 are kept',
				fix: "Set 'Data to Keep' to the fields that the step needs",
			});
			for (const odd of ['\ud800', 'a\u0000', '_x', 'a/b']) {
				expect(
					await refusalOf(store.scheduleRetry({ ...enrich, case_id: odd }, failedWith(busy), dataOf({}), context())),
				).toBe('CASE_NOT_FOUND');
				expect(await store.findRetries({ case_id: odd })).toEqual([]);
			}
		});
	});
}
