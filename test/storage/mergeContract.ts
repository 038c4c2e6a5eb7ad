import fc from 'fast-check';

import type { CaseCommand, ExceptionValues } from '../../core';
import type { ExceptionResult, TriageStore } from '../../storage';
import { exceptionItem } from './exceptionContract';
import { busy, dataOf, failedWith } from './retries';
import { context, openTicket, type StoreUnderTest, useStore } from './subject';
import { first as timer, startOf } from './timers';

const target = { case_id: 'C-0001' };
const retry = { case_id: 'C-0001', step: 'Enrich contact' };

type Move =
	| { kind: 'merge'; one: number; into: number; is_late: boolean }
	| { kind: 'reopen'; one: number }
	| { kind: 'open'; one: number }
	| { kind: 'raise'; one: number };

const anyCase = fc.nat({ max: 4 });
const anyMove: fc.Arbitrary<Move> = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant('merge' as const),
			one: anyCase,
			into: anyCase,
			is_late: fc.constantFrom(false, false, false, true),
		}),
	},
	fc.record({ kind: fc.constant('reopen' as const), one: anyCase }),
	fc.record({ kind: fc.constant('open' as const), one: anyCase }),
	fc.record({ kind: fc.constant('raise' as const), one: anyCase }),
);
/** What is sent one after the other, each of it at once. */
const anyBatches = fc.array(fc.array(anyMove, { minLength: 2, maxLength: 6 }), { minLength: 2, maxLength: 6 });

/** Into which of five cases each is merged, as the rules say it in the plainest words. */
class Merged {
	readonly into: Array<number | null> = [null, null, null, null, null];

	/** The case that goes on for one. */
	last(one: number): number {
		const into = this.into[one] ?? null;
		return into === null ? one : this.last(into);
	}

	/** What comes of a move, and which case answers it. */
	take(move: Move): { outcome: string; answers: number } {
		const { one } = move;
		const into = this.into[one] ?? null;
		if (move.kind === 'open') return { outcome: 'unchanged', answers: this.last(one) };
		if (move.kind === 'raise') return { outcome: 'accepted', answers: this.last(one) };
		if (move.kind === 'reopen') {
			if (into === null) return { outcome: 'refused', answers: one };
			this.into[one] = null;
			return { outcome: 'accepted', answers: one };
		}
		if (move.into !== one && !move.is_late && into === move.into) return { outcome: 'unchanged', answers: one };
		const isFree = into === null && this.into[move.into] === null;
		if (move.into === one || move.is_late || !isFree) return { outcome: 'refused', answers: one };
		this.into[one] = move.into;
		return { outcome: 'accepted', answers: one };
	}
}

/** What every engine must do with cases that are merged; each engine's own test file calls it. */
export function describeMerges(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`merged cases on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(async () => {
			({ store } = subject);
			await subject.openCase();
		});
		const send = async (command: CaseCommand, more: object = {}) => await store.execute(target, command, context(more));

		test('a case that is merged ends with its timers and retries, and its ticket leads to the one that goes on', async () => {
			const { case: survivor } = await openTicket(store, 'T-2');
			const once = context();
			const merge: CaseCommand = { kind: 'merge', into: survivor.case_id, reason: 'The same charge' };
			await store.executeTimer(timer, startOf(), context());
			await store.scheduleRetry(retry, failedWith(busy), dataOf({ contact: 'ada' }), context());
			const first = await store.execute(target, merge, once);
			expect(first).toMatchObject({
				outcome: 'accepted',
				case: { state: 'resolved', resolution: 'duplicate', merged_into: 'C-0002' },
			});
			expect(await store.execute(target, merge, once)).toEqual(first);
			expect(await send(merge)).toMatchObject({ outcome: 'unchanged' });
			expect(await store.getTimer(timer)).toMatchObject({
				state: 'stopped',
				next_due_at: null,
				events: [{ kind: 'stopped', reason: 'merged' }],
			});
			expect(await store.getRetry(retry)).toMatchObject({ state: 'cancelled', next_at: null, next_due_at: null });
			expect((await store.readTimeline('_retry/C-0001/Enrich contact')).at(-1)).toMatchObject({
				type: 'retry.cancelled',
				data: { because: 'merged' },
			});
			expect(await store.getCase('C-0002')).toMatchObject({ state: 'queued', absorbed: ['C-0001'], version: 2 });

			await openTicket(store, 'T-3');
			await store.execute({ case_id: 'C-0002' }, { ...merge, into: 'C-0003' }, context());
			expect(await openTicket(store, 'T-1')).toMatchObject({
				outcome: 'unchanged',
				case: { case_id: 'C-0003' },
				merged_case: 'C-0001',
			});
			const merged = async (is_merged: boolean) =>
				(await store.findCases({ order: 'oldest', is_merged })).cases.map(({ case_id }) => case_id);
			expect([await merged(true), await merged(false)]).toEqual([['C-0001', 'C-0002'], ['C-0003']]);

			await send({ kind: 'reopen', reason: 'Two charges after all' });
			expect(await store.getCase('C-0002')).toMatchObject({ absorbed: [], merged_into: 'C-0003' });
			expect(await openTicket(store, 'T-1')).toMatchObject({ case: { case_id: 'C-0001', state: 'queued' } });
			const told = await store.readTimeline('C-0002');
			expect(told.map(({ type }) => type)).toEqual(['case.opened', 'case.absorbed', 'case.merged', 'case.released']);
			expect(told[2]).toMatchObject({ reason: 'The same charge', data: { from: 'queued', into: 'C-0003' } });
		});

		test('open exceptions go with the case, whether they hold it back or not, and come back with it', async () => {
			await subject.openCase({ ticket_id: 'T-2', customer_id: 'CU-2' });
			await openTicket(store, 'T-3');
			const on = (case_id: string, more: Partial<ExceptionValues> = {}) => exceptionItem({ case_id, ...more });
			await store.openExceptions([
				on('C-0002'),
				on('C-0001'),
				on('C-0001', { holds_back: false, fingerprint: 'override' }),
				on('C-0001', { fingerprint: 'over' }),
			]);
			await store.executeException('EX-0004', { kind: 'tick', lines: [1, 2] }, context());
			await store.executeException('EX-0004', { kind: 'resolve', resolution: 'fixed' }, context());
			const deadline = await store.getTimer({ case_id: 'EX-0002', name: 'Deadline' });
			const once = context();
			const merge: CaseCommand = { kind: 'merge', into: 'C-0002', reason: 'The same charge' };
			const result = await store.execute(target, merge, once);
			expect(result).toMatchObject({ outcome: 'accepted', case: { open_exceptions: [], merged_into: 'C-0002' } });
			expect(await store.execute(target, merge, once)).toEqual(result);
			expect(await store.getCase('C-0002')).toMatchObject({ open_exceptions: ['EX-0001', 'EX-0002'] });
			const moved = { from_case: 'C-0001', to_case: 'C-0002' };
			const ofCase = async (case_id: string) =>
				(await store.readTimeline(case_id)).filter(({ type }) => type === 'exception.carried').map(({ data }) => data);
			const carried = [
				{ exception_id: 'EX-0002', ...moved },
				{ exception_id: 'EX-0003', holds_back: false, ...moved },
			];
			expect([await ofCase('C-0001'), await ofCase('C-0002')]).toEqual([carried, carried]);
			expect((await store.readTimeline('_exception/EX-0002')).at(-1)).toMatchObject({
				type: 'exception.moved',
				data: moved,
			});
			expect(await store.getException('EX-0002')).toMatchObject({
				case_id: 'C-0002',
				merged_case: 'C-0001',
				owner_role: 'Triage',
				due_at: '2026-01-05T13:00:00.000Z',
			});
			expect(await store.getTimer({ case_id: 'EX-0002', name: 'Deadline' })).toEqual(deadline);
			expect(await store.getException('EX-0004')).toMatchObject({ case_id: 'C-0001', state: 'resolved' });
			const found = await store.findExceptions({ case_id: 'C-0002', order: 'oldest' });
			expect(found.exceptions.map(({ exception_id }) => exception_id)).toEqual(['EX-0001', 'EX-0002', 'EX-0003']);

			// On they go with the surviving case, until the case they were opened on is there again.
			await store.execute({ case_id: 'C-0002' }, { ...merge, into: 'C-0003' }, context());
			expect(await store.getCase('C-0003')).toMatchObject({ open_exceptions: ['EX-0001', 'EX-0002'] });
			const back = await send({ kind: 'reopen', reason: 'Two charges after all' });
			expect(back).toMatchObject({ case: { state: 'queued', open_exceptions: ['EX-0002'] } });
			expect(await store.getCase('C-0003')).toMatchObject({ open_exceptions: ['EX-0001'] });
			expect(await store.getException('EX-0003')).toMatchObject({ case_id: 'C-0001' });
			expect(await store.getException('EX-0002')).not.toHaveProperty('merged_case');
			await store.executeException('EX-0001', { kind: 'tick', lines: [1, 2] }, context());
			await store.executeException('EX-0001', { kind: 'resolve', resolution: 'fixed' }, context());
			expect(await store.getCase('C-0003')).toMatchObject({ open_exceptions: [] });
			expect((await store.rebuild(context())).differences).toEqual([]);
		});

		test('an exception of a merged case is opened for the case that goes on, and the same again counts there', async () => {
			await store.openExceptions([exceptionItem()]);
			await subject.openCase({ ticket_id: 'T-2', customer_id: 'CU-2' });
			await openTicket(store, 'T-3');
			const reason = 'The same charge';
			await send({ kind: 'merge', into: 'C-0002', reason });
			await store.execute({ case_id: 'C-0002' }, { kind: 'merge', into: 'C-0003', reason }, context());
			const once = context();
			const late = exceptionItem({ failure: 'It said no' }, { late: true }, once);
			const [again, opened] = await store.openExceptions([exceptionItem(), late]);
			expect(again).toMatchObject({ is_new: false, exception: { exception_id: 'EX-0001', occurrences: 2 } });
			expect(opened).toMatchObject({
				is_new: true,
				exception: { exception_id: 'EX-0002', case_id: 'C-0003', merged_case: 'C-0001' },
			});
			expect(await store.openExceptions([late])).toEqual([opened]);
			expect(await store.getException('EX-0002')).toEqual('exception' in opened! && opened.exception);
			expect(await store.getCase('C-0003')).toMatchObject({ open_exceptions: ['EX-0001', 'EX-0002'] });
			expect(await store.getCase('C-0001')).toMatchObject({ open_exceptions: [], state: 'resolved' });
			expect((await store.readTimeline('C-0003')).at(-1)).toMatchObject({
				type: 'exception.linked',
				data: { exception_id: 'EX-0002', label: 'sys.timeout' },
			});
			expect(await store.readExceptionPayload('EX-0002')).toEqual({ late: true });
		});

		test('what is said of an exception that moved is still about the customer of the case that it was opened on', async () => {
			await subject.openCase({ ticket_id: 'T-2', customer_id: 'CU-2' });
			await subject.openCase({ ticket_id: 'T-3', customer_id: 'CU-3' });
			await store.openExceptions([exceptionItem({ case_id: 'C-0002' })]);
			const merge: CaseCommand = { kind: 'merge', into: 'C-0003', reason: 'The same charge' };
			await store.execute({ case_id: 'C-0002' }, merge, context());
			await store.executeException('EX-0001', { kind: 'acknowledge', by_role: null, reason: 'Asked Ada' }, context());
			const asked = { basis: 'GDPR 17', reason: 'asked', ticket: 'P-1' };
			await store.redact({ subject: 'CU-2' }, asked, context());
			const said = (await store.readTimeline('_exception/EX-0001')).filter(({ type }) => type !== 'part.redacted');
			expect(said.map(({ reason: text }) => text ?? null)).toEqual([null, null, null]);
			expect(await store.getException('EX-0001')).toMatchObject({ first_failure: null, state: 'acknowledged' });
		});

		test('of two cases that are merged into each other at once, one is, and a case that is not there absorbs none', async () => {
			await openTicket(store, 'T-2');
			const other = await subject.openAnother();
			const reason = 'The same charge';
			const results = await Promise.all([
				store.execute(target, { kind: 'merge', into: 'C-0002', reason }, context()),
				other.execute({ case_id: 'C-0002' }, { kind: 'merge', into: 'C-0001', reason }, context()),
			]);
			await other.close();
			expect(results.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'refused']);
			const { cases } = await store.findCases({ order: 'oldest' });
			expect(cases.filter(({ merged_into }) => merged_into !== null)).toHaveLength(1);
			expect(cases.flatMap(({ absorbed }) => absorbed)).toHaveLength(1);
			await openTicket(store, 'T-3');
			const missing = store.execute({ case_id: 'C-0003' }, { kind: 'merge', into: 'C-0099', reason }, context());
			await expect(missing).rejects.toMatchObject({ code: 'CASE_NOT_FOUND', message: "There is no case 'C-0099'" });
		});

		test('whatever is merged and taken back, each case and exception is in the list of the one it leads to, and its ticket leads on', async () => {
			let round = 0;
			let merged = 0;
			let raises = 0;
			await fc.assert(
				fc.asyncProperty(anyBatches, async (batches) => {
					round += 1;
					const tickets = [1, 2, 3, 4, 5].map((number) => `R-${round}-${number}`);
					const ids = (await Promise.all(tickets.map(async (id) => await openTicket(store, id)))).map(
						(result) => result.case.case_id,
					);
					const model = new Merged();
					const raised: Array<{ exception_id: string; one: number }> = [];
					const sent = async (move: Move) => {
						if (move.kind === 'raise') {
							const { one } = move;
							const said = exceptionItem({ case_id: ids[one], fingerprint: `raised ${(raises += 1)}` });
							const [{ exception, outcome }] = (await store.openExceptions([said])) as [ExceptionResult];
							raised.push({ exception_id: exception.exception_id, one });
							return { outcome, case: { case_id: exception.case_id! } };
						}
						if (move.kind === 'open') return await openTicket(store, tickets[move.one]);
						const { kind } = move;
						// No case of the log has as many entries.
						const late = kind === 'merge' && move.is_late ? { into_version: 1_000_000 } : {};
						const command: CaseCommand =
							kind === 'merge'
								? { kind, into: ids[move.into]!, reason: 'The same charge', ...late }
								: { kind, reason: 'Another charge' };
						return await store.execute({ case_id: ids[move.one]! }, command, context());
					};
					// What is sent at once shares a transaction, in its order.
					for (const moves of batches) {
						const results = await Promise.all(moves.map(sent));
						const told = results.map(({ outcome, case: { case_id } }) => ({ outcome, answers: ids.indexOf(case_id) }));
						const expected = moves.map((move) => model.take(move));
						expect(told).toEqual(expected);
						merged += moves.filter(
							(move, index) => move.kind === 'merge' && told[index]?.outcome === 'accepted',
						).length;
					}
					for (const [index, case_id] of ids.entries()) {
						const record = (await store.getCase(case_id))!;
						const into = model.into[index] ?? null;
						expect(record.merged_into).toBe(into === null ? null : ids[into]);
						const absorbed = ids.filter((_, other) => model.into[other] === index);
						expect([...record.absorbed].sort()).toEqual(absorbed);
						expect(record.state).toBe(into === null ? 'queued' : 'resolved');
						expect([record.reopen_count, record.first_resolution]).toEqual([0, null]);
						const own = raised.filter(({ one }) => model.last(one) === index).map(({ exception_id }) => exception_id);
						expect([...record.open_exceptions].sort()).toEqual(own.sort());
						const { exceptions } = await store.findExceptions({ case_id, order: 'oldest' });
						expect(exceptions.map(({ exception_id }) => exception_id)).toEqual(own);
					}
				}),
				{ numRuns: 25 },
			);
			expect(merged).toBeGreaterThan(25);
			expect((await store.rebuild(context())).differences).toEqual([]);
		});
	});
}
