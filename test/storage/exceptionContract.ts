import {
	keepPayload,
	payloadFacts,
	readException,
	type CaseCommand,
	type ExceptionCommand,
	type ExceptionValues,
	type OpenException,
} from '../../core';
import type { CommandContext, ExceptionItem, ExceptionResult, TriageStore } from '../../storage';
import { closeCase, complaintOf, context, owner, refusalOf, useStore, type StoreUnderTest } from './subject';
import { plus, sweeper, toldBy } from './timers';
import { trigger } from './triggerContract';

const payload = { ticket_id: 'T-1', customer: { id: 'CU-7', email: 'ada@example.com' } };

/** An exception about the case C-0001, with the item that failed. */
export const exceptionItem = (
	more: Partial<ExceptionValues> = {},
	item: unknown = payload,
	sent: CommandContext = context(),
): ExceptionItem => {
	const kept = keepPayload(item);
	return {
		exception: readException({
			label: 'sys.timeout',
			owner_role: 'Triage',
			backup_role: 'Support-Lead',
			ttl_seconds: 4 * 3600,
			resolution_seconds: 24 * 3600,
			remediation: ['Ask the campaign team', 'Suppress by hand'],
			case_id: 'C-0001',
			failure: 'No answer',
			payload: payloadFacts(kept),
			...more,
		}),
		payload: kept,
		context: sent,
	};
};

/** What every engine must do with exceptions; each engine's own test file calls it. */
export function describeExceptions(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`exceptions on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(async () => {
			({ store } = subject);
			await subject.openCase({ customer_id: 'CU-7' });
		});
		const at = (minutes: number) => subject.setNow(plus(minutes));
		const add = async (more?: Partial<ExceptionValues>): Promise<ExceptionResult> =>
			(await store.openExceptions([exceptionItem(more)]))[0]!;
		const send = async (
			command: Exclude<ExceptionCommand, OpenException>,
			exceptionId = 'EX-0001',
			more: Partial<CommandContext> = {},
		) => await store.executeException(exceptionId, command, context(more));
		const finish = async (exceptionId = 'EX-0001') => {
			await send({ kind: 'tick', lines: [1, 2] }, exceptionId);
			return await send({ kind: 'resolve', resolution: 'workaround' }, exceptionId);
		};
		const onCase = async (...commands: CaseCommand[]) => {
			for (const command of commands) await store.execute({ case_id: 'C-0001' }, command, context());
		};
		const typesOf = async (trail: string) => (await store.readTimeline(trail)).map(({ type }) => type);
		const deadline = { case_id: 'EX-0001', name: 'Deadline' };

		test('opening one keeps its item, starts its deadline, names its roles, and its case knows of it', async () => {
			const result = await add();
			expect(result).toMatchObject({
				outcome: 'accepted',
				is_new: true,
				exception: {
					exception_id: 'EX-0001',
					state: 'open',
					case_id: 'C-0001',
					due_at: plus(240),
					payload: { digest: keepPayload(payload).digest, is_kept: true, stripped: [] },
				},
			});
			expect(await store.getException('EX-0001')).toEqual(result.exception);
			expect(await store.readExceptionPayload('EX-0001')).toEqual(payload);
			expect(await store.getTimer(deadline)).toMatchObject({
				state: 'running',
				next: { target_role: 'Support-Lead', notify_at: plus(240) },
			});
			expect(await store.listRoles()).toEqual(['Support-Lead', 'Triage']);
			expect(await store.getCase('C-0001')).toMatchObject({ version: 2, open_exceptions: ['EX-0001'] });
			expect(await store.readTimeline('C-0001')).toMatchObject([
				{ type: 'case.opened' },
				{ type: 'exception.linked', data: { exception_id: 'EX-0001', label: 'sys.timeout' } },
			]);
			expect(await typesOf('_exception/EX-0001')).toEqual(['exception.opened']);
		});

		test('the same again is another occurrence, also within one call; the deadline stays', async () => {
			await add();
			at(60);
			const twice = await store.openExceptions([
				exceptionItem({ severity: 'high', failure: 'No answer' }),
				exceptionItem(),
				exceptionItem({ failure: 'It said no' }),
			]);
			expect(twice.map(({ exception, ...rest }) => [exception.exception_id, 'is_new' in rest && rest.is_new])).toEqual([
				['EX-0001', false],
				['EX-0001', false],
				['EX-0002', true],
			]);
			expect(await store.getException('EX-0001')).toMatchObject({
				occurrences: 3,
				severity: 'high',
				due_at: plus(240),
			});
			expect(await store.getTimer(deadline)).toMatchObject({ next_due_at: plus(240) });
			expect((await store.getCase('C-0001'))?.open_exceptions).toEqual(['EX-0001', 'EX-0002']);
		});

		test('the same again is another exception when the time for it is over, or the first was resolved', async () => {
			await add();
			at(1441);
			expect(await add()).toMatchObject({ is_new: true, exception: { exception_id: 'EX-0002' } });
			expect(await typesOf('_exception/EX-0001')).toEqual(['exception.opened', 'exception.recurred']);
			expect(await add()).toMatchObject({ is_new: false, exception: { exception_id: 'EX-0002', occurrences: 2 } });
			await finish('EX-0002');
			expect(await add()).toMatchObject({ is_new: true, exception: { exception_id: 'EX-0003' } });
			expect((await store.getCase('C-0001'))?.open_exceptions).toEqual(['EX-0001', 'EX-0003']);
		});

		test('one of any number that come at once is new', async () => {
			const other = await subject.openAnother();
			const all = await Promise.all(
				[store, other, store, other].map(async (one) => await one.openExceptions([exceptionItem()])),
			);
			expect(all.flat().filter((result) => 'is_new' in result && result.is_new)).toHaveLength(1);
			expect((await store.getException('EX-0001'))?.occurrences).toBe(4);
			await other.close();
		});

		test('many share transactions, and keep their order', async () => {
			const items = Array.from({ length: 230 }, (_, index) => exceptionItem({ failure: `Line ${index}` }));
			const results = await store.openExceptions(items);
			expect(results.map(({ exception }) => exception.first_failure)).toEqual(
				items.map(({ exception }) => exception.failure),
			);
			expect(new Set(results.map(({ exception }) => exception.exception_id)).size).toBe(230);
		});

		test('the same items sent again are answered as they were', async () => {
			const item = exceptionItem();
			const [first] = await store.openExceptions([item]);
			expect(await store.openExceptions([item])).toEqual([first]);
			expect((await store.getException('EX-0001'))?.occurrences).toBe(1);
			const reused = { ...exceptionItem({ failure: 'Another' }), context: item.context };
			expect(await refusalOf(store.openExceptions([reused]))).toBe('COMMAND_REUSED');
		});

		test('is refused for a case, trigger or exception that is not there', async () => {
			expect(await refusalOf(store.openExceptions([exceptionItem({ case_id: 'C-0404' })]))).toBe('CASE_NOT_FOUND');
			expect(await refusalOf(store.openExceptions([exceptionItem({ trigger_id: 'a\u0000b' })]))).toBe(
				'TRIGGER_NOT_FOUND',
			);
			expect(await complaintOf(send({ kind: 'redrive' }, 'EX-0404'))).toMatchObject({
				code: 'EXCEPTION_NOT_FOUND',
				message: "There is no exception 'EX-0404'",
			});
			expect(await store.getException('C-0001')).toBeNull();
			expect((await store.getCase('C-0001'))?.version).toBe(1);
		});

		test('can be about a trigger alone', async () => {
			const [refused] = await store.recordTriggers([trigger(null, { refused: 'schema.required' })]);
			const { exception } = await add({ case_id: null, trigger_id: refused!.trigger_id });
			expect(exception).toMatchObject({ case_id: null, trigger_id: refused!.trigger_id });
			expect((await store.getCase('C-0001'))?.open_exceptions).toEqual([]);
		});

		test('Q6: a root cause that is not known keeps one from being resolved, and the refusal stays the same', async () => {
			await add({ label: 'unknown' });
			await send({ kind: 'tick', lines: [1, 2] });
			const late = context();
			const resolve = { kind: 'resolve', resolution: 'fixed' } as const;
			const refused = await store.executeException('EX-0001', resolve, late);
			expect(refused).toMatchObject({
				outcome: 'refused',
				refusal: {
					code: 'EXCEPTION_GUARD_UNMET',
					message: 'Exception EX-0001 cannot be resolved without a root cause',
				},
				exception: { state: 'open' },
			});
			await send({ kind: 'set_root_cause', label: 'sys.5xx' });
			expect(await store.executeException('EX-0001', resolve, late)).toMatchObject({
				outcome: 'refused',
				refusal: 'refusal' in refused && refused.refusal,
			});
			expect(await send(resolve)).toMatchObject({ outcome: 'accepted', exception: { state: 'resolved' } });
		});

		test('resolving one ends its deadline, and its case can be resolved after it', async () => {
			await add();
			await onCase(owner, { kind: 'change_state', to: 'in-progress' });
			expect(await closeCase(store, 'C-0001')).toMatchObject({
				outcome: 'refused',
				refusal: {
					code: 'CASE_GUARD_UNMET',
					message: 'Case C-0001 cannot become Resolved without resolving its exceptions (EX-0001)',
				},
			});
			await finish();
			expect(await store.getTimer(deadline)).toMatchObject({ state: 'resolved', next_due_at: null });
			expect(await store.getCase('C-0001')).toMatchObject({ open_exceptions: [] });
			expect(await typesOf('C-0001')).toEqual([
				'case.opened',
				'exception.linked',
				'owner.assigned',
				'state.changed',
				'qa.evaluated',
				'command.refused',
				'exception.settled',
			]);
			expect((await store.sweepTimers({}, sweeper)).steps).toEqual([]);
		});

		test('nobody acting gives it to the backup role, then to the further roles, once each', async () => {
			await add({ further_roles: ['Head-of-Support'] });
			const sweep = async (minutes: number) => {
				at(minutes);
				return toldBy(await store.sweepTimers({}, sweeper));
			};
			expect(await sweep(239)).toEqual([]);
			expect(await sweep(240)).toEqual(['Support-Lead 1/1 notify']);
			expect(await sweep(240)).toEqual([]);
			expect(await store.getException('EX-0001')).toMatchObject({
				owner_role: 'Support-Lead',
				backup_role: 'Support-Lead',
				state: 'open',
				due_at: plus(480),
				overdue_at: plus(480),
			});
			expect(await sweep(480)).toEqual(['Head-of-Support 1/2 notify']);
			expect(await sweep(720)).toEqual(['Head-of-Support 1/- exhausted']);
			expect(await store.getException('EX-0001')).toMatchObject({ owner_role: 'Head-of-Support', state: 'open' });
			expect(await typesOf('_exception/EX-0001')).toEqual([
				'exception.opened',
				'exception.assigned',
				'exception.assigned',
			]);
			expect((await store.readTimeline('_exception/EX-0001'))[1]).toMatchObject({
				reason: `Step 1 of timer 'Deadline' was due at ${plus(240)}`,
			});
			const { events } = await store.readTimerEvents({
				kinds: ['notify', 'exhausted'],
				from_idx: 0,
				order: 'oldest',
				limit: 10,
			});
			expect(events.map((event) => [event.exception?.exception_id, event.case?.case_id])).toEqual(
				Array(3).fill(['EX-0001', 'C-0001']),
			);
		});

		test('an acknowledgement holds as long as there is work on it', async () => {
			await add();
			at(200);
			await send({ kind: 'acknowledge', by_role: null });
			at(400);
			await send({ kind: 'tick', lines: [1] });
			at(639);
			expect((await store.sweepTimers({}, sweeper)).steps).toEqual([]);
			expect(await store.getException('EX-0001')).toMatchObject({ owner_role: 'Triage', state: 'acknowledged' });
			at(640);
			expect(toldBy(await store.sweepTimers({}, sweeper))).toEqual([
				'Triage 1/- ack_expired',
				'Support-Lead 1/1 notify',
			]);
			expect(await store.getException('EX-0001')).toMatchObject({ owner_role: 'Support-Lead', state: 'open' });
		});

		test('another owner has time from then on', async () => {
			await add();
			at(230);
			await send({
				kind: 'assign',
				owner_role: 'Billing',
				backup_role: 'Finance-Lead',
				decided_by: 'override',
				reason: 'Asked',
			});
			at(469);
			expect((await store.sweepTimers({}, sweeper)).steps).toEqual([]);
			at(470);
			expect(toldBy(await store.sweepTimers({}, sweeper))).toEqual(['Finance-Lead 1/1 notify']);
			expect(await store.listRoles()).toEqual(['Billing', 'Finance-Lead', 'Support-Lead', 'Triage']);
		});

		test('its item can be sent again three times', async () => {
			await add({ idempotency_key: 'K-1', received_at: '2026-01-05T08:59:00Z' });
			for (const redrive_count of [1, 2, 3]) {
				expect(await send({ kind: 'redrive' })).toMatchObject({
					outcome: 'accepted',
					exception: { redrive_count, idempotency_key: 'K-1', received_at: '2026-01-05T08:59:00.000Z' },
				});
			}
			expect(await send({ kind: 'redrive' })).toMatchObject({ refusal: { code: 'EXCEPTION_REDRIVE_LIMIT' } });
		});

		test('Q4: an old version writes nothing', async () => {
			await add();
			await send({ kind: 'acknowledge', by_role: null });
			const size = (await store.verify()).entry_count;
			expect(await send({ kind: 'tick', lines: [1] }, 'EX-0001', { expected_version: 1 })).toMatchObject({
				outcome: 'refused',
				refusal: { code: 'EXCEPTION_VERSION_CONFLICT' },
			});
			expect((await store.verify()).entry_count).toBe(size);
		});

		test('finds them by state, owner, root cause, case and time, page by page', async () => {
			await subject.openCase({ ticket_id: 'T-2' });
			await add();
			await add({ failure: 'B', owner_role: 'Billing', label: 'sys.auth', ttl_seconds: 600 });
			await add({ failure: 'C', case_id: 'C-0002', ttl_seconds: 1200 });
			await send({ kind: 'tick', lines: [1, 2] }, 'EX-0003');
			await send({ kind: 'resolve', resolution: 'fixed' }, 'EX-0003');
			await add({ failure: 'D', ttl_seconds: 60 });
			const ids = async (query: Partial<Parameters<TriageStore['findExceptions']>[0]>) => {
				const { exceptions } = await store.findExceptions({ order: 'oldest', ...query });
				return exceptions.map(({ exception_id }) => exception_id.slice(-1)).join('');
			};
			expect(await ids({})).toBe('1234');
			expect(await ids({ order: 'newest' })).toBe('4321');
			expect(await ids({ order: 'due' })).toBe('4213');
			expect(await ids({ states: ['resolved'] })).toBe('3');
			expect(await ids({ owner_role: 'Billing' })).toBe('2');
			expect(await ids({ labels: ['sys.auth', 'sys.5xx'] })).toBe('2');
			expect(await ids({ case_id: 'C-0002' })).toBe('3');
			expect(await ids({ case_id: 'C-\u00000002' })).toBe('');
			expect(await ids({ overdue_at: plus(10) })).toBe('24');
			for (const [order, expected, limit] of [
				['oldest', '1234', 3],
				['newest', '4321', 3],
				['due', '4213', 1],
				['due', '4213', 2],
				['due', '4213', 3],
			] as const) {
				let [seen, cursor] = ['', null as string | null];
				do {
					const page = await store.findExceptions({ order, limit, ...(cursor !== null && { cursor }) });
					seen += page.exceptions.map(({ exception_id }) => exception_id.slice(-1)).join('');
					cursor = page.next_cursor;
				} while (cursor !== null);
				expect(seen).toBe(expected);
			}
			expect(await refusalOf(store.findExceptions({ order: 'due', cursor: "'; drop" }))).toBe('FIELD_INVALID');
		});

		test('rows that were changed, taken away or added are found and made again', async () => {
			await add();
			await add({ failure: 'Another' });
			const { exceptions: before } = await store.findExceptions({ order: 'oldest' });
			const tables = subject.openTables();
			const record = JSON.stringify({ ...before[0]!, owner_role: 'Nobody' });
			await tables.updateTable('exceptions').set({ record }).where('trail_id', '=', '_exception/EX-0001').execute();
			await tables.deleteFrom('exceptions').where('trail_id', '=', '_exception/EX-0002').execute();
			await tables
				.insertInto('exceptions')
				.values({ trail_id: '_exception/EX-0009', exception_number: 9, record })
				.execute();
			await tables.destroy();
			const { findings } = await store.verify();
			expect(findings.map(({ code, case_id }) => `${code} ${case_id}`).sort()).toEqual([
				'PROJECTION_DIVERGED _exception/EX-0001',
				'PROJECTION_DIVERGED _exception/EX-0002',
				'PROJECTION_DIVERGED _exception/EX-0009',
			]);
			expect((await store.rebuild(context())).differences).toHaveLength(3);
			expect((await store.findExceptions({ order: 'oldest' })).exceptions).toEqual(before);
		});

		test('what is said about a person can be erased by the id of the customer; the facts stay', async () => {
			await add({ failure: 'Ms Weber has two accounts' });
			await send({ kind: 'acknowledge', by_role: null, reason: 'Weber called' });
			const why = { reason: 'Asked for', basis: 'GDPR 17', ticket: 'D-1' };
			await store.redact({ subject: 'CU-7' }, why, context());
			const exception = (await store.getException('EX-0001'))!;
			expect(JSON.stringify([exception, await store.readTimeline('_exception/EX-0001')])).not.toContain('Weber');
			expect(exception).toMatchObject({
				state: 'acknowledged',
				first_failure: null,
				payload: { digest: null, is_kept: false },
				remediation: [
					{ text: null, required: true },
					{ text: null, required: true },
				],
			});
			expect(await store.readExceptionPayload('EX-0001')).toBeNull();
			expect(await send({ kind: 'redrive' })).toMatchObject({ refusal: { code: 'EXCEPTION_PAYLOAD_GONE' } });
			expect(await finish()).toMatchObject({ outcome: 'accepted', exception: { state: 'resolved' } });
		});
	});
}
