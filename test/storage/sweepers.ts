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
			expect(await store.findCases({ order: 'oldest', owner_role: 'Lead' })).toHaveLength(ids.length / 2);
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
				const changed = await store.findCases({ order: 'oldest', owner_role: 'Lead' });
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
	});
}
