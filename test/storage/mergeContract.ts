import fc from 'fast-check';

import type { CaseCommand } from '../../core';
import type { TriageStore } from '../../storage';
import { busy, dataOf, failedWith } from './retries';
import { context, openTicket, type StoreUnderTest, useStore } from './subject';
import { first as timer, startOf } from './timers';

const target = { case_id: 'C-0001' };
const retry = { case_id: 'C-0001', step: 'Enrich contact' };

type Move =
	| { kind: 'merge'; one: number; into: number; is_late: boolean }
	| { kind: 'reopen'; one: number }
	| { kind: 'open'; one: number };

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
);

/** Into which of five cases each is merged, as the rules say it in the plainest words. */
class Merged {
	readonly into: Array<number | null> = [null, null, null, null, null];

	/** What comes of a move, and which case answers it. */
	take(move: Move): { outcome: string; answers: number } {
		const { one } = move;
		const into = this.into[one] ?? null;
		if (move.kind === 'open') {
			let last = one;
			while (this.into[last] !== null) last = this.into[last]!;
			return { outcome: 'unchanged', answers: last };
		}
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

		test('whatever is merged and taken back, each case is in the list of the one it leads to, and its ticket leads on', async () => {
			let round = 0;
			let merged = 0;
			await fc.assert(
				fc.asyncProperty(fc.array(fc.array(anyMove, { maxLength: 6 }), { maxLength: 6 }), async (batches) => {
					round += 1;
					const tickets = [1, 2, 3, 4, 5].map((number) => `R-${round}-${number}`);
					const ids = (await Promise.all(tickets.map(async (id) => await openTicket(store, id)))).map(
						(result) => result.case.case_id,
					);
					const model = new Merged();
					const sent = async (move: Move) => {
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
					}
				}),
				{ numRuns: 25 },
			);
			expect(merged).toBeGreaterThan(25);
		});
	});
}
