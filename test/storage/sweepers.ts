import { entryId } from '../../core';
import type { TriageStore } from '../../storage';
import { useCompiledSources } from '../harness/compileSources';
import type { Target } from './processes';
import { busy, dataOf, failedWith } from './retries';
import { runSweeper } from './runSweeper';
import { openTicket, context, owner } from './subject';
import { chainOf, first, startOf, step, sweeper } from './timers';

/** What every engine must do when several processes sweep; each engine's own test file calls it. */
export function describeSweepers(
	engine: string,
	newTarget: () => Target,
	open: (target: Target, now?: () => string) => Promise<TriageStore>,
) {
	describe(`sweeps of several processes on ${engine}`, () => {
		const compiled = useCompiledSources();
		const chain = chainOf([step('Lead', 1, { action: 'reassign' })]);

		/** A store with timers and attempts that were all due an hour ago. */
		const fill = async (target: Target, count: number) => {
			const anHourAgo = Date.now() - 3_600_000;
			const store = await open(target, () => new Date(anHourAgo).toISOString());
			const ids: string[] = [];
			for (let index = 1; index <= count; index += 1) {
				const { case: opened } = await openTicket(store, `T-${index}`);
				await store.execute({ case_id: opened.case_id }, owner, context());
				await store.executeTimer({ ...first, case_id: opened.case_id }, startOf(chain), context());
				const target = { case_id: opened.case_id, step: 'Enrich' };
				await store.scheduleRetry(target, failedWith(busy, { answer_seconds: 86_400 }), dataOf({ index }), context());
				ids.push(`${opened.case_id}/1/1/1`, entryId(`_retry/${opened.case_id}/Enrich 1 2 scheduled`, 0));
			}
			await store.close();
			return ids;
		};

		/** Ids of the steps that the log says were told, and of the attempts that it says have started. */
		const recorded = async (store: TriageStore) => {
			const entries = await store.findEntries({ types: ['retry.due', 'timer.fired'], order: 'oldest' });
			return entries.map(({ type, entry_id, data }) => (type === 'retry.due' ? entry_id : String(data.id)));
		};

		test('eight at once find each step once, and each case changes hands once', async () => {
			const target = newTarget();
			const ids = await fill(target, 60);
			const sweepers = await Promise.all(
				Array.from({ length: 8 }, async (_, index) => await runSweeper({ compiled, target, name: `process-${index}` })),
			);
			expect(sweepers.map(({ complaint }) => complaint)).toEqual(sweepers.map(() => ''));
			expect(sweepers.flatMap((one) => one.ids).sort()).toEqual([...ids].sort());
			const store = await open(target);
			expect((await recorded(store)).sort()).toEqual([...ids].sort());
			const changes = await store.findEntries({ types: ['owner.assigned'], order: 'oldest' });
			expect(changes).toHaveLength(ids.length);
			expect((await store.findCases({ order: 'oldest', owner_role: 'Lead' })).cases).toHaveLength(ids.length / 2);
			expect((await store.verify()).findings).toEqual([]);
			await store.close();
		}, 120_000);

		test.each([1, 12, 43])(
			'one killed after it told %i steps has lost none, and told none that is not kept',
			async (limit) => {
				const target = newTarget();
				const ids = await fill(target, 40);
				const {
					ids: told,
					complaint,
					signal,
				} = await runSweeper({ compiled, target, name: 'killed' }, (count, kill) => {
					if (count === limit) kill();
				});
				const store = await open(target);
				const before = await recorded(store);
				expect(told.filter((id) => !before.includes(id))).toEqual([]);
				expect(complaint).toBe('');
				if (signal === null) expect(told).toHaveLength(ids.length);
				const { cases: changed } = await store.findCases({ order: 'oldest', owner_role: 'Lead' });
				const stepsBefore = before.filter((id) => id.startsWith('C-'));
				expect(changed.map(({ case_id }) => `${case_id}/1/1/1`)).toEqual(stepsBefore.sort());
				const { steps } = await store.sweepTimers({}, sweeper);
				const { entry_ids } = await store.sweepRetries({}, sweeper);
				expect([...before, ...steps.map(({ record }) => record.id), ...entry_ids].sort()).toEqual([...ids].sort());
				expect((await store.verify()).findings).toEqual([]);
				await store.close();
			},
			60_000,
		);

		test.each([1, 8, 23])(
			'one killed after it told or held back %i messages has neither lost nor doubled what counts for the role',
			async (limit) => {
				const target = newTarget();
				const throttle = [{ count: 2, per_seconds: 600 }];
				const now = new Date(Date.now()).toISOString();
				const count = 30;
				// Of each case somebody else was told first, so that what Lead gets can be held back.
				const begun = await open(target, () => new Date(Date.parse(now) - 120_000).toISOString());
				for (let index = 1; index <= count; index += 1) {
					const { case: opened } = await openTicket(begun, `T-${index}`);
					const both = chainOf([step('Billing', 0), step('Lead', 1)]);
					await begun.executeTimer({ ...first, case_id: opened.case_id }, startOf(both), context());
				}
				expect((await begun.sweepTimers({ limit: 250 }, sweeper)).steps).toHaveLength(count);
				await begun.close();
				const order = { compiled, target, now, throttle };
				const killed = await runSweeper({ ...order, name: 'killed' }, (lines, kill) => {
					if (lines === limit) kill();
				});
				expect(killed.complaint).toBe('');

				let later = now;
				const store = await open(target, () => later);
				const bookOf = async () => {
					const fired = await store.findEntries({ types: ['timer.fired'], order: 'oldest' });
					const trail = await store.findEntries({ case_id: '_throttle/Lead', order: 'oldest' });
					const ofLead = fired.filter(({ data }) => data.target_role === 'Lead');
					const held = ofLead.filter(({ data }) => data.held === true).map(({ entry_id }) => entry_id);
					return {
						passed: ofLead.length - held.length,
						counted: trail.reduce((sum, { data }) => sum + Number(data.count ?? 0), 0),
						held,
						kept: trail.filter(({ type }) => type === 'throttle.held').flatMap(({ data }) => data.steps),
						ids: ofLead.map(({ data }) => String(data.id)),
					};
				};
				const before = await bookOf();
				expect(before.counted).toBe(before.passed);
				expect(before.kept).toEqual(before.held);
				expect(before.ids).toEqual(expect.arrayContaining(killed.ids.filter((id) => id !== 'held')));
				expect(await store.readTimerHealth(now)).toMatchObject({ held_count: before.held.length });

				await runSweeper({ ...order, name: 'next' });
				const after = await bookOf();
				expect(new Set(after.ids).size).toBe(count);
				expect(after).toMatchObject({ passed: 2, counted: 2, kept: after.held });
				later = new Date(Date.parse(now) + 600_000).toISOString();
				const { bundles } = await store.sweepTimers({ throttle }, sweeper);
				expect(bundles).toMatchObject([{ target_role: 'Lead', step_count: count - 2 }]);
				expect(await store.readTimerHealth(now)).toMatchObject({ held_count: 0 });
				expect((await store.verify()).findings).toEqual([]);
				await store.close();
			},
			60_000,
		);
	});
}
