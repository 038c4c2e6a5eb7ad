import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { TriageStore } from '../../storage';
import { useCompiledSources } from '../harness/compileSources';
import type { Target } from './processes';
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

		/** A store with timers that were all due an hour ago. */
		const fill = async (target: Target, count: number) => {
			const anHourAgo = Date.now() - 3_600_000;
			const store = await open(target, () => new Date(anHourAgo).toISOString());
			const ids: string[] = [];
			for (let index = 1; index <= count; index += 1) {
				const { case: opened } = await openTicket(store, `T-${index}`);
				await store.execute({ case_id: opened.case_id }, owner, context());
				await store.executeTimer({ ...first, case_id: opened.case_id }, startOf(chain), context());
				ids.push(`${opened.case_id}/1/1/1`);
			}
			await store.close();
			return ids;
		};

		/** Runs a process that sweeps; `onStep` hears of each step and may kill it. */
		const runSweeper = async (
			order: { target: Target; name: string },
			onStep: (count: number, kill: () => void) => void = () => {},
		) => {
			const script = join(__dirname, 'sweeper.js');
			const child = spawn(process.execPath, [script, JSON.stringify({ compiled, ...order })]);
			const ids: string[] = [];
			let complaint = '';
			child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
			createInterface(child.stdout).on('line', (id) => {
				ids.push(id);
				onStep(ids.length, () => child.kill('SIGKILL'));
			});
			const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
			return { ids, complaint, signal };
		};

		/** Ids of the steps that the log says were told. */
		const recorded = async (store: TriageStore) => {
			const entries = await store.findEntries({ types: ['timer.fired'], order: 'oldest' });
			return entries.map(({ data }) => String(data.id));
		};

		test('eight at once find each step once, and each case changes hands once', async () => {
			const target = newTarget();
			const ids = await fill(target, 60);
			const sweepers = await Promise.all(
				Array.from({ length: 8 }, async (_, index) => await runSweeper({ target, name: `process-${index}` })),
			);
			expect(sweepers.map(({ complaint }) => complaint)).toEqual(sweepers.map(() => ''));
			expect(sweepers.flatMap((one) => one.ids).sort()).toEqual(ids);
			const store = await open(target);
			expect((await recorded(store)).sort()).toEqual(ids);
			const changes = await store.findEntries({ types: ['owner.assigned'], order: 'oldest' });
			expect(changes).toHaveLength(2 * ids.length);
			expect(await store.findCases({ order: 'oldest', owner_role: 'Lead' })).toHaveLength(ids.length);
			expect((await store.verify()).findings).toEqual([]);
			await store.close();
		}, 120_000);

		test.each([1, 12, 23])(
			'one killed after it told %i steps has lost none, and told none that is not kept',
			async (limit) => {
				const target = newTarget();
				const ids = await fill(target, 40);
				const {
					ids: told,
					complaint,
					signal,
				} = await runSweeper({ target, name: 'killed' }, (count, kill) => {
					if (count === limit) kill();
				});
				const store = await open(target);
				const before = await recorded(store);
				expect(told.filter((id) => !before.includes(id))).toEqual([]);
				expect(complaint).toBe('');
				if (signal === null) expect(told).toHaveLength(ids.length);
				const changed = await store.findCases({ order: 'oldest', owner_role: 'Lead' });
				expect(changed.map(({ case_id }) => `${case_id}/1/1/1`)).toEqual([...before].sort());
				const { steps } = await store.sweepTimers({}, sweeper);
				expect([...before, ...steps.map(({ record }) => record.id)].sort()).toEqual(ids);
				expect((await store.verify()).findings).toEqual([]);
				await store.close();
			},
			60_000,
		);
	});
}
