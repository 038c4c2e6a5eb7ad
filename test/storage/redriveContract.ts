import type { TriageStore } from '../../storage';
import { exceptionItem } from './exceptionContract';
import { context, useStore, type StoreUnderTest } from './subject';
import { plus, sweeper } from './timers';

const redrive = { kind: 'redrive', per_minute: 2 } as const;
const idOf = (number: number) => `EX-${String(number).padStart(4, '0')}`;

/** No minute sends more items again than was asked for, and none of the others is lost. */
export function describeRedrives(engine: string, open: () => Promise<StoreUnderTest>): void {
	describe(`redrives on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(async () => {
			({ store } = subject);
			await subject.openCase({ customer_id: 'CU-7' });
		});
		const at = (minutes: number) => subject.setNow(plus(minutes));
		const openMany = async (count: number) =>
			await store.openExceptions(
				Array.from({ length: count }, (_, index) => exceptionItem({ failure: `No ${index}` }, { number: index + 1 })),
			);
		const send = async (number: number, sent = context()) => await store.executeException(idOf(number), redrive, sent);
		const sweep = async () => await store.sweepRedrives({}, sweeper);
		const read = async (from_idx = 0, limit = 50) => await store.readRedrives({ from_idx, limit });
		const numbersOf = ({ events }: Awaited<ReturnType<typeof read>>) =>
			events.map(({ payload }) => (payload as { number: number }).number);

		test('what is more than the pace is scheduled minute by minute, and comes in that order', async () => {
			await openMany(5);
			const results = [];
			for (const number of [1, 2, 3, 4, 5]) results.push(await send(number));
			expect(results.map((one) => 'is_scheduled' in one && one.is_scheduled)).toEqual([false, false, true, true, true]);
			expect(results.map(({ exception }) => exception.scheduled_redrive?.due_at)).toEqual([
				undefined,
				undefined,
				plus(1),
				plus(1),
				plus(2),
			]);
			expect(await sweep()).toMatchObject({ entry_ids: [], is_all: true });
			at(1);
			expect((await sweep()).entry_ids).toHaveLength(2);
			expect(await sweep()).toMatchObject({ entry_ids: [], is_all: true });
			at(2);
			await sweep();
			const told = await read();
			expect(numbersOf(told)).toEqual([3, 4, 5]);
			expect(told.events[0]).toMatchObject({
				at: plus(1),
				due_at: plus(1),
				late_seconds: 0,
				exception: { exception_id: 'EX-0003', redrive_count: 1 },
				case: { case_id: 'C-0001' },
			});
		});

		test('many commands at once are counted one after the other', async () => {
			await openMany(6);
			await Promise.all([1, 2, 3, 4, 5, 6].map(async (number) => await send(number)));
			const { exceptions } = await store.findExceptions({ order: 'oldest', has_scheduled_redrive: true });
			expect(exceptions.map(({ scheduled_redrive }) => scheduled_redrive?.due_at)).toEqual([
				plus(1),
				plus(1),
				plus(2),
				plus(2),
			]);
		});

		test('after a standstill the pace holds too, and polls that come a little early leave nothing behind', async () => {
			await openMany(6);
			for (const number of [1, 2, 3, 4, 5, 6]) await send(number);
			for (const minutes of [60, 60.99]) {
				at(minutes);
				expect((await sweep()).entry_ids.length).toBe(2);
				expect((await sweep()).entry_ids).toEqual([]);
			}
			expect(numbersOf(await read())).toEqual([3, 4, 5, 6]);
		});

		test('the same command again is answered as it was, also after its item was sent', async () => {
			await openMany(3);
			await send(1);
			await send(2);
			const same = context();
			const first = await send(3, same);
			expect(first).toMatchObject({ outcome: 'accepted', is_scheduled: true });
			expect(await send(3)).toMatchObject({ outcome: 'unchanged', is_scheduled: true });
			at(1);
			await sweep();
			expect(await send(3, same)).toMatchObject({ outcome: 'accepted', is_scheduled: true });
			expect(numbersOf(await read())).toEqual([3]);
		});

		test('what was resolved or erased meanwhile is not sent', async () => {
			await openMany(6);
			for (const number of [1, 2, 3, 4]) await send(number);
			await store.executeException('EX-0003', { kind: 'tick', lines: [1, 2] }, context());
			await store.executeException('EX-0003', { kind: 'resolve', resolution: 'fixed' }, context());
			at(1);
			expect((await sweep()).entry_ids).toHaveLength(1);
			expect(numbersOf(await read())).toEqual([4]);
			await send(5);
			expect(await send(6)).toMatchObject({ is_scheduled: true });
			const reason = { basis: 'GDPR Art. 17', reason: 'Asked for', ticket: 'P-1' };
			await store.redact({ subject: 'CU-7' }, reason, context());
			at(5);
			expect((await sweep()).entry_ids).toEqual([]);
			expect(numbersOf(await read())).toEqual([]);
		});

		test('a reader goes on where it was, however few it takes', async () => {
			await openMany(5);
			for (const number of [1, 2, 3, 4, 5]) await send(number);
			at(1);
			await sweep();
			at(2);
			await sweep();
			const first = await read(0, 2);
			expect(numbersOf(first)).toEqual([3, 4]);
			expect(numbersOf(await read(first.next_idx, 2))).toEqual([5]);
			const none = await read(0, 0);
			expect([none.events, none.next_idx]).toEqual([[], none.size]);
		});
	});
}
