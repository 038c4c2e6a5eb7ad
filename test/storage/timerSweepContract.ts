import type { Insertable } from 'kysely';

import type { Timer } from '../../core';
import type { TriageStore } from '../../storage';
import { rowOf } from '../../storage/projections/aggregate';
import { timersAggregate } from '../../storage/projections/timers';
import type { TimerTable } from '../../storage/tables';
import { context, refusalOf, type StoreUnderTest } from './subject';
import { chainOf, first, minutesOf, plus, standard, step, sweeper, type TimerDesk, toldBy, useTimers } from './timers';

/** How timers are swept, kept and read. */
export function describeTimerSweeps(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`sweeps of timers on ${engine}`, () => {
		const subject = useTimers(open);
		let store: TriageStore;
		let desk: TimerDesk;
		beforeEach(() => {
			({ store, desk } = subject);
		});
		test('a sweep takes those first that are due for longest, and says when there is more', async () => {
			for (let index = 1; index <= 5; index += 1) {
				if (index > 1) await subject.openCase({ ticket_id: `T-${index}` });
				await desk.start(chainOf([step('Billing', 60 - index)]), {}, { ...first, case_id: `C-000${index}` });
			}
			desk.at(60);
			const swept = await desk.sweep(3);
			expect(swept.steps.map(({ case_id }) => case_id)).toEqual(['C-0005', 'C-0004', 'C-0003']);
			expect(swept).toMatchObject({ swept_count: 3, is_all: false });
			expect(await desk.sweep(3)).toMatchObject({ swept_count: 2, is_all: true });
		});

		test('timers of one sweep that have a chain or a calendar in common share it, and each goes by its own', async () => {
			const opens = (...mon: Array<[string, string]>) => ({ name: 'Office', timezone: 'UTC', hours: { mon } });
			const soon = chainOf([step('Billing', 30), step('Lead', 45)]);
			const runs = [
				{ chain: standard, calendar: opens(['09:00', '17:00']), next: 90 },
				{ chain: standard, calendar: opens(['09:00', '17:00']), next: 90 },
				{ chain: standard, calendar: opens(['09:00', '10:00'], ['14:00', '17:00']), next: 330 },
				{ chain: soon, calendar: opens(['09:00', '17:00']), next: 75 },
			];
			for (const [index, { chain, calendar }] of runs.entries()) {
				await desk.start(chain, { calendar }, { ...first, name: `Timer ${index}` });
			}
			const read = jest.spyOn(timersAggregate, 'read');
			try {
				expect((await desk.at(30).sweep()).steps).toHaveLength(runs.length);
				const timers = read.mock.results.map(({ value }) => value as Timer);
				expect(timers).toHaveLength(runs.length);
				expect(new Set(timers.map(({ chain }) => chain)).size).toBe(2);
				expect(new Set(timers.map(({ calendar }) => calendar)).size).toBe(2);
			} finally {
				read.mockRestore();
			}
			for (const [index, { chain, calendar, next }] of runs.entries()) {
				const timer = await store.getTimer({ ...first, name: `Timer ${index}` });
				expect(timer).toMatchObject({ chain, calendar });
				expect(minutesOf(timer!.next_due_at)).toBe(next);
			}
			expect((await store.verify()).findings).toEqual([]);
		});

		test('two sweeps at once find each step once', async () => {
			const count = 40;
			for (let index = 1; index <= count; index += 1) {
				if (index > 1) await subject.openCase({ ticket_id: `T-${index}` });
				const case_id = `C-${String(index).padStart(4, '0')}`;
				await desk.start(chainOf([step('Billing', 10)]), {}, { ...first, case_id });
			}
			desk.at(10);
			const other = await subject.openAnother();
			const sweeps = Array.from({ length: 12 }, async (_, index) => {
				return await (index % 2 === 0 ? store : other).sweepTimers({ limit: 10 }, sweeper);
			});
			const ids = (await Promise.all(sweeps)).flatMap(({ steps }) => steps.map(({ record }) => record.id));
			expect(ids).toHaveLength(count);
			expect(new Set(ids).size).toBe(count);
			await other.close();
		});

		test('a clock that is set back tells nothing twice and nothing early', async () => {
			await desk.start();
			expect(await desk.at(30).told()).toEqual(['Billing 1/1 notify']);
			desk.at(-600);
			expect(await desk.told()).toEqual([]);
			await desk.do({ kind: 'pause' });
			const resumed = await desk.do({ kind: 'resume' });
			expect(minutesOf(resumed.timer!.next_due_at)).toBe(90);
			expect(await desk.at(89).told()).toEqual([]);
			expect(await desk.at(90).told()).toEqual(['Lead 1/2 notify']);
		});

		test('rows of timers that were changed, taken away or added are found and made again', async () => {
			await desk.start();
			await subject.openCase({ ticket_id: 'T-2' });
			await desk.start(standard, {}, { ...first, case_id: 'C-0002' });
			await desk.at(30).sweep();
			const before = await store.findTimers();
			const tables = subject.openTables();
			const trail = (caseId: string) => `_timer/${caseId}/First response`;
			const record = JSON.stringify({ ...before[0]!, next_due_at: plus(999) });
			await tables.updateTable('timers').set({ record }).where('trail_id', '=', trail('C-0001')).execute();
			await tables.deleteFrom('timers').where('trail_id', '=', trail('C-0002')).execute();
			const added = rowOf(timersAggregate, trail('C-0003'), before[0]!) as unknown as Insertable<TimerTable>;
			await tables.insertInto('timers').values(added).execute();
			await tables.destroy();
			const { findings } = await store.verify();
			expect(findings.map(({ code, case_id }) => `${code} ${case_id}`).sort()).toEqual([
				'PROJECTION_DIVERGED _timer/C-0001/First response',
				'PROJECTION_DIVERGED _timer/C-0002/First response',
				'PROJECTION_DIVERGED _timer/C-0003/First response',
			]);
			expect((await store.rebuild(context())).differences).toHaveLength(3);
			expect(await store.findTimers()).toEqual(before);
		});

		test('a timer that is found at another time than its record says is found out', async () => {
			await desk.start();
			const tables = subject.openTables();
			await tables.updateTable('timers').set({ next_due_at: null }).execute();
			await tables.destroy();
			expect((await desk.at(30).sweep()).steps).toEqual([]);
			expect((await store.verify()).findings).toMatchObject([{ code: 'PROJECTION_DIVERGED' }]);
			expect((await store.rebuild(context())).differences).toHaveLength(1);
			expect((await desk.sweep()).steps).toHaveLength(1);
		});

		test('a reason can be erased, and the timer goes on', async () => {
			await desk.start();
			await desk.at(10).do({ kind: 'force', reason: 'Ms Weber called' });
			await desk.sweep();
			const [forced] = await store.findEntries({ types: ['timer.forced'], order: 'oldest' });
			const why = { reason: 'Asked for', basis: 'GDPR 17', ticket: 'D-1' };
			await store.redact({ parts: [{ entry_id: forced!.entry_id, name: 'command' }] }, why, context());
			const timer = (await store.getTimer(first))!;
			expect(JSON.stringify(timer)).not.toContain('Weber');
			expect(timer).toMatchObject({ state: 'running', next_due_at: plus(70) });
			const [started] = await store.findEntries({ types: ['timer.started'], order: 'oldest' });
			const parts = [{ entry_id: started!.entry_id, name: 'command' }];
			expect(await refusalOf(store.redact({ parts }, why, context()))).toBe('PART_PUBLIC');
		});

		test('a reader finds every step that was told, from a place on, by kind and role', async () => {
			await desk.start();
			await desk.at(30).sweep();
			await desk.at(90).sweep();
			const read = async (query: Partial<Parameters<TriageStore['readTimerEvents']>[0]>) => {
				const all = { kinds: ['notify', 'exhausted'], from_idx: 0, order: 'oldest', limit: 10 } as const;
				const { events, next_idx, size } = await store.readTimerEvents({ ...all, ...query });
				const told = toldBy({ steps: events.map((event) => ({ ...event, case_id: '', name: '' })) });
				return { told, next_idx, left: size - next_idx };
			};
			const all = ['Billing 1/1 notify', 'Lead 1/2 notify'];
			expect(await read({})).toMatchObject({ told: all, left: 0 });
			const { next_idx } = await read({ limit: 1 });
			expect(await read({ from_idx: next_idx })).toMatchObject({ told: all.slice(1), left: 0 });
			expect(await read({ order: 'newest', limit: 1 })).toMatchObject({ told: all.slice(1) });
			expect(await read({ roles: ['Lead'] })).toMatchObject({ told: all.slice(1), left: 0 });
			expect(await read({ kinds: ['exhausted'] })).toMatchObject({ told: [], left: 0 });
			const { events } = await store.readTimerEvents({ kinds: ['notify'], from_idx: 0, order: 'oldest', limit: 1 });
			expect(events).toMatchObject([{ late_seconds: 0, timer: { name: first.name }, case: { case_id: 'C-0001' } }]);
		});

		test('one of two holders reads under a name until its lease ends', async () => {
			await store.openSubscription('wf/node', 'now');
			const hold = async (holder: string, minutes: number) =>
				await store.holdSubscription('wf/node', holder, plus(minutes), 60);
			expect(await hold('one', 0)).toBe(true);
			expect(await hold('two', 0.5)).toBe(false);
			expect(await hold('one', 0.5)).toBe(true);
			expect(await hold('two', 1)).toBe(false);
			expect(await hold('two', 1.5)).toBe(true);
			expect(await hold('one', 1.5)).toBe(false);
		});

		test('timers that nobody looks at are seen', async () => {
			expect(await store.readTimerHealth(plus(0))).toEqual({
				pending_count: 0,
				held_count: 0,
				next_due_at: null,
				stalled: [],
			});
			await desk.start();
			const health = { pending_count: 1, held_count: 0, next_due_at: plus(30) };
			expect(await store.readTimerHealth(plus(30))).toEqual({ ...health, stalled: [] });
			expect(await store.readTimerHealth(plus(31))).toEqual({
				...health,
				stalled: [{ ...first, next_due_at: plus(30) }],
			});
		});
	});
}
