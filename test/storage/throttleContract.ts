import type { ThrottleRule } from '../../core';
import type { TriageStore } from '../../storage';
import { closeCase, context, type StoreUnderTest } from './subject';
import { begin, chainOf, first, plus, step, sweeper, type TimerDesk, toldBy, useTimers } from './timers';

/** Two messages in ten minutes. */
const rules: ThrottleRule[] = [{ count: 2, per_seconds: 600 }];

/** Of each case the first message goes to another role, so that what Lead gets is none. */
const chain = chainOf([step('Billing', 0), step('Lead', 10)], {
	on_exhausted: { fallback_role: 'Triage', wait_seconds: 86_400 },
});

/** How every engine holds messages to what a role may get. */
export function describeThrottle(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`the throttle on ${engine}`, () => {
		const subject = useTimers(open);
		let store: TriageStore;
		let desk: TimerDesk;
		beforeEach(() => {
			({ store, desk } = subject);
		});

		/** Cases of which Lead is told at minute 10, and who was told of each at its start. */
		const startCases = async (count: number) => {
			for (let index = 1; index <= count; index += 1) {
				if (index > 1) await subject.openCase({ ticket_id: `T-${index}` });
				await desk.at(0).start(chain, {}, { ...first, case_id: `C-000${index}` });
			}
			await desk.at(0).sweep(250);
		};
		const sweepAt = async (minutes: number, throttle?: ThrottleRule[]) => {
			const { steps, held_count, bundles } = await desk.at(minutes).sweep(250, throttle);
			return { told: toldBy({ steps }), held_count, bundles: bundles.map(({ step_count }) => step_count) };
		};
		/** What readers find: of each message the cases, the newest step first. */
		const read = async (from_idx = 0) => {
			const { events } = await store.readTimerEvents({
				kinds: ['notify'],
				roles: ['Lead'],
				from_idx,
				order: 'oldest',
				limit: 50,
			});
			return events.map(({ timer, bundled }) => [timer.case_id, ...bundled.map((each) => each.timer.case_id)]);
		};
		const two = ['Lead 1/2 notify', 'Lead 1/2 notify'];

		test('what is too much for a role is held back, and goes as one when it may', async () => {
			await startCases(5);
			expect(await sweepAt(10, rules)).toEqual({ told: two, held_count: 3, bundles: [] });
			expect(await read()).toEqual([['C-0001'], ['C-0002']]);
			expect(await store.readTimerHealth(plus(0))).toMatchObject({ held_count: 3 });
			expect(await sweepAt(19, rules)).toEqual({ told: [], held_count: 0, bundles: [] });
			expect((await store.rebuild(context())).differences).toEqual([]);
			expect(await sweepAt(20, rules)).toEqual({ told: [], held_count: 0, bundles: [3] });
			expect(await sweepAt(20, rules)).toEqual({ told: [], held_count: 0, bundles: [] });
			expect(await read()).toEqual([['C-0001'], ['C-0002'], ['C-0005', 'C-0003', 'C-0004']]);
			expect(await store.readTimerHealth(plus(0))).toMatchObject({ held_count: 0 });
			const trail = await store.readTimeline('_throttle/Lead');
			expect(trail.map(({ type }) => type)).toEqual(['throttle.passed', 'throttle.held', 'throttle.released']);
		});

		test('a bundle is one event with the entry that lets it go, and says since when its steps waited', async () => {
			await startCases(4);
			await sweepAt(10, rules);
			const { bundles } = await desk.at(20).sweep(250, rules);
			const { events } = await store.readTimerEvents({ kinds: ['notify'], from_idx: 0, order: 'newest', limit: 1 });
			expect(events).toMatchObject([
				{
					entry_id: bundles[0]!.entry_id,
					at: plus(20),
					held_since: plus(10),
					record: { id: 'C-0004/1/1/2', target_role: 'Lead' },
					case: { case_id: 'C-0004' },
					bundled: [{ at: plus(10), record: { id: 'C-0003/1/1/2' }, case: { case_id: 'C-0003' } }],
				},
			]);
			const other = { kinds: ['exhausted'], from_idx: 0, order: 'oldest', limit: 10 } as const;
			expect((await store.readTimerEvents(other)).events).toEqual([]);
		});

		test('what comes while something is held back goes with it, and each bundle counts as one message', async () => {
			await startCases(3);
			await sweepAt(10, rules);
			await desk.at(9).start(chainOf([step('Billing', 0), step('Lead', 5)]), {}, { ...first, name: 'Second' });
			expect(await sweepAt(15, rules)).toMatchObject({ held_count: 1, bundles: [] });
			expect(await sweepAt(20, rules)).toMatchObject({ held_count: 0, bundles: [2] });
			expect((await read()).at(-1)).toEqual(['C-0001', 'C-0003']);
		});

		test('the first message about a case is never held back, nor what somebody forced', async () => {
			await startCases(3);
			expect(await sweepAt(10, rules)).toMatchObject({ held_count: 1 });
			await subject.openCase({ ticket_id: 'T-new' });
			await desk.start(chainOf([step('Lead', 1)]), {}, { ...first, case_id: 'C-0004' });
			expect(await sweepAt(11, rules)).toMatchObject({ told: ['Lead 1/1 notify'], held_count: 0 });
			await desk.start(chainOf([step('Lead', 600)]), {}, { ...first, name: 'Other' });
			await desk.do({ kind: 'force', reason: 'The customer called' }, { ...first, name: 'Other' });
			expect(await sweepAt(12, rules)).toMatchObject({ told: ['Lead 1/1 notify'], held_count: 0, bundles: [] });
			expect(await store.readTimerHealth(plus(0))).toMatchObject({ held_count: 1 });
		});

		test('what was overtaken while it was held back is told to nobody, and what is paused waits on', async () => {
			await startCases(6);
			await sweepAt(10, rules);
			await subject.onCase();
			for (const command of begin) await store.execute({ case_id: 'C-0003' }, command, context());
			await closeCase(store, 'C-0003');
			await desk.do({ kind: 'acknowledge', by_role: 'Lead' }, { ...first, case_id: 'C-0004' });
			await desk.do({ kind: 'pause' }, { ...first, case_id: 'C-0005' });
			expect(await sweepAt(20, rules)).toMatchObject({ bundles: [1] });
			expect((await read()).at(-1)).toEqual(['C-0006']);
			const [released] = await store.findEntries({ types: ['throttle.released'], order: 'newest', limit: 1 });
			expect(released!.data).toMatchObject({ left_out: [expect.any(String), expect.any(String)] });
			expect(await sweepAt(40, rules)).toMatchObject({ bundles: [] });
			await desk.do({ kind: 'resume' }, { ...first, case_id: 'C-0005' });
			expect(await sweepAt(41, rules)).toMatchObject({ bundles: [1] });
			expect((await read()).at(-1)).toEqual(['C-0005']);
		});

		test('a timer that was started anew is not told of what it came to before', async () => {
			await startCases(3);
			await sweepAt(10, rules);
			await desk.start(chainOf([step('Lead', 600)]), { on_running: 'restart' }, { ...first, case_id: 'C-0003' });
			expect(await sweepAt(20, rules)).toMatchObject({ bundles: [] });
			expect(await store.readTimerHealth(plus(0))).toMatchObject({ held_count: 0 });
		});

		test('without rules nothing is held back, and what was goes now', async () => {
			await startCases(5);
			await sweepAt(10, rules);
			expect(await sweepAt(11)).toMatchObject({ bundles: [3] });
			expect(await sweepAt(11)).toMatchObject({ bundles: [] });
		});

		test('who becomes the owner does not wait for the message', async () => {
			await startCases(2);
			await subject.onCase(...begin);
			await desk.start(chainOf([step('Lead', 10, { action: 'reassign' })]), {}, { ...first, name: 'Second' });
			expect(await sweepAt(10, rules)).toMatchObject({ held_count: 1 });
			expect((await store.getCase('C-0001'))?.owner).toMatchObject({ role: 'Lead', decided_by: 'escalation' });
		});

		test('of two sweeps at once one decides: every step goes once, by itself or in a bundle', async () => {
			await startCases(9);
			const other = await subject.openAnother();
			const both = async (minutes: number) => {
				desk.at(minutes);
				const sweep = async (each: TriageStore) => await each.sweepTimers({ limit: 3, throttle: rules }, sweeper);
				await Promise.all([store, other, store, other].map(sweep));
			};
			await both(10);
			await both(20);
			await both(30);
			const messages = await read();
			expect(messages.map(({ length }) => length)).toEqual([1, 1, 7]);
			expect(new Set(messages.flat()).size).toBe(9);
			await other.close();
		});

		test('rules that cannot be used are refused before anything is swept', async () => {
			await startCases(1);
			await expect(desk.at(10).sweep(5, [{ count: 0, per_seconds: 1 }])).rejects.toMatchObject({
				code: 'FIELD_INVALID',
			});
			expect((await desk.sweep()).steps).toHaveLength(1);
		});
	});
}
