import { alwaysOpen, type Calendar, type DefinitionCommand, type StartTimer } from '../../core';
import type { RepairRequest, RepairResult, TriageStore } from '../../storage';
import { context, openTicket, useStore, type StoreUnderTest } from './subject';
import { chainOf, first, minutesOf, plus, step, TimerDesk } from './timers';

const name = 'Berlin support';
const day = plus(0).slice(0, 10);
const always: Calendar = { ...alwaysOpen(), name };
/** Closed on the day of the test between two local hours. */
const without = (closes: string, opens: string): Calendar => ({
	...always,
	overrides: {
		[day]: [
			['00:00', closes],
			[opens, '24:00'],
		],
	},
});

const deadline = chainOf([step('Lead', 0, { wait_seconds: undefined, after_deadline_seconds: 0 })]);
const hours = (amount: number): Partial<StartTimer> => ({ within: { amount, unit: 'business_hours' } });

/** What every engine must do with timers that count by a saved calendar. */
export function describeTimerCalendars(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`timers and calendars on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		let desk: TimerDesk;
		const change = async (command: DefinitionCommand, called = name) =>
			await store.executeDefinition({ kind: 'calendar', name: called }, command, context());
		const save = async (calendar: Calendar) => await change({ kind: 'save', body: calendar }, calendar.name);

		/** Starts a timer by the version in force, as the node does. */
		const start = async (rest: Partial<StartTimer>, target = first, called = name) => {
			const { body, version, definition } = (await store.getDefinition({ kind: 'calendar', name: called }))!;
			const { effective_from } = definition.activations.findLast((one) => one.version === version.number)!;
			const saved_calendar = { version: version.number, effective_from };
			return await desk.start(deadline, { calendar: body as Calendar, saved_calendar, ...rest }, target);
		};
		const dueOf = async (target = first) => minutesOf((await store.getTimer(target))!.due_at);
		const typesOf = async (target = first) =>
			(await store.readTimeline(`_timer/${target.case_id}/${target.name}`)).map(({ type }) => type);

		/** All pages of a repair, or of its dry run. */
		const repair = async (version: number, run?: ReturnType<typeof context>, limit = 100): Promise<RepairResult> => {
			const timers: RepairResult['timers'] = [];
			const request: RepairRequest = { calendar: name, version, after: null, limit };
			for (;;) {
				const page = run ? await store.repairTimers(request, run) : await store.previewRepair(request);
				timers.push(...page.timers);
				request.after = page.next;
				if (page.next === null) return { ...page, timers };
			}
		};
		const moved = ({ timers }: RepairResult) =>
			timers.map(({ case_id, before, after }) => [case_id, minutesOf(before.due_at), minutesOf(after.due_at)]);
		const sizeOf = async () => (await store.probe()).entry_count;

		beforeEach(async () => {
			({ store } = subject);
			desk = new TimerDesk(store, subject.setNow);
			desk.at(0);
			await openTicket(store);
			await openTicket(store, 'T-2');
			desk.at(1);
			await save(always);
			desk.at(2);
		});

		test('an edit moves what is due later from its own instant on, and nothing is told by the hours of before', async () => {
			await start(hours(4));
			expect(await dueOf()).toBe(242);
			desk.at(60);
			await save(without('10:30', '12:30'));
			// No sweep came between the edit and the old deadline.
			expect(await desk.at(242).told()).toEqual([]);
			expect(await dueOf()).toBe(362);
			expect(await typesOf()).toEqual(['timer.started', 'timer.recounted']);
			expect(await desk.at(361).told()).toEqual([]);
			expect(await desk.at(362).told()).toEqual(['Lead 1/1 notify']);
		});

		test('an edit that makes a timer due earlier is followed before that, a few timers at a time', async () => {
			await save({ ...always, overrides: { [day]: [['00:00', '10:00']] } });
			const second = { ...first, case_id: 'C-0002' };
			await start(hours(4));
			await start(hours(4), second);
			expect(await dueOf()).toBe(900 + 182);
			desk.at(70);
			await save(always);
			expect(await desk.at(71).sweep(1)).toMatchObject({ steps: [], is_all: false });
			expect(await desk.sweep(1)).toMatchObject({ steps: [], is_all: false });
			expect(await desk.sweep(1)).toMatchObject({ steps: [], is_all: true });
			// From 09:02 to 10:00, and from 10:10 on.
			expect([await dueOf(), await dueOf(second)]).toEqual([252, 252]);
			const before = await sizeOf();
			await desk.sweep();
			expect(await sizeOf()).toBe(before);
			expect(await desk.at(252).told()).toEqual(['Lead 1/1 notify', 'Lead 1/1 notify']);
		});

		test('a version that comes into force later counts from then, and going back is an edit as well', async () => {
			await save(without('11:00', '13:00'));
			await start(hours(4));
			expect(await dueOf()).toBe(362);
			await change({ kind: 'activate', version: 1, effective_from: plus(180) });
			await desk.at(179).sweep();
			expect(await dueOf()).toBe(362);
			await desk.at(180).sweep();
			// Closed from 120 to 180 minutes, open from then on.
			expect(await dueOf()).toBe(302);
			desk.at(200);
			await change({ kind: 'roll_back', version: 2 });
			await desk.at(201).sweep();
			expect(await dueOf()).toBe(342);
		});

		test('two sweepers follow an edit once', async () => {
			await start(hours(4));
			desk.at(60);
			await save(without('10:30', '12:30'));
			const other = await subject.openAnother();
			const sweeps = [desk, new TimerDesk(other, subject.setNow)].map(async (each) => await each.at(61).sweep());
			await Promise.all(sweeps);
			expect(await typesOf()).toEqual(['timer.started', 'timer.recounted']);
			await other.close();
		});

		test('a calendar that does not open any more, or is retired, leaves timers as they are and no others behind', async () => {
			const dates = { ...always, name: 'Fair days', hours: {}, overrides: { [day]: [['00:00', '24:00']] } } as Calendar;
			await save({ ...always, name: 'Fair days' });
			await start(hours(4), { ...first, name: 'Fair' }, 'Fair days');
			await start(hours(4));
			await desk.at(30);
			await save({ ...dates, overrides: { '2025-01-01': [['00:00', '24:00']] } });
			await save(without('10:30', '12:30'));
			expect(await desk.at(31).sweep(1)).toMatchObject({ is_all: false });
			expect(await desk.sweep(1)).toMatchObject({ is_all: true });
			expect([await dueOf(), await dueOf({ ...first, name: 'Fair' })]).toEqual([362, 242]);
			desk.at(40);
			await change({ kind: 'retire' });
			await desk.at(41).sweep();
			expect(await dueOf()).toBe(362);
		});

		test('hours that are set by hand, and timers that ended, follow nothing and are not repaired', async () => {
			await desk.start(deadline, { calendar: always, ...hours(4) });
			const second = { ...first, case_id: 'C-0002' };
			await start(hours(4), second);
			await desk.do({ kind: 'stop' }, second);
			desk.at(60);
			await save(without('10:30', '12:30'));
			await desk.at(61).sweep();
			expect(await dueOf()).toBe(242);
			expect((await repair(2, context())).timers).toEqual([]);
			expect(await typesOf(second)).toEqual(['timer.started', 'timer.stopped']);
		});

		test('a dry run lists both sides and writes nothing; the repair writes them, and the same command again nothing', async () => {
			const second = { ...first, case_id: 'C-0002' };
			await start(hours(4));
			await start(hours(8), second);
			desk.at(60);
			await save(without('09:30', '11:30'));
			await desk.at(120).sweep();
			// By the edit an hour was lost from 10:00 to 11:30; by a repair, it is two from 09:30.
			expect([await dueOf(), await dueOf(second)]).toEqual([332, 572]);
			const before = await sizeOf();
			const dry = await repair(2);
			expect(moved(dry)).toEqual([
				['C-0001', 332, 362],
				['C-0002', 572, 602],
			]);
			expect(dry.timers[0]).toMatchObject({
				name: 'First response',
				state: 'running',
				before: { counted_seconds: 58 * 60, next_at: plus(332) },
				after: { counted_seconds: 28 * 60, next_at: plus(362) },
			});
			expect(await sizeOf()).toBe(before);
			const run = context();
			const done = await repair(2, run);
			expect(done.timers).toEqual(dry.timers);
			expect([await dueOf(), await dueOf(second)]).toEqual([362, 602]);
			const after = await sizeOf();
			expect(after).toBe(before + 2);
			expect((await repair(2, run)).timers).toEqual(dry.timers);
			expect((await repair(2, context())).timers).toEqual([]);
			expect(await sizeOf()).toBe(after);
			const [entry] = await store.findEntries({ types: ['timer.recounted'], order: 'newest', limit: 1 });
			expect(entry!.data).toMatchObject({
				by: 'repair',
				calendar: name,
				calendar_version: 2,
				before_due_at: plus(572),
				after_due_at: plus(602),
			});
			expect((await store.rebuild(context())).differences).toEqual([]);
			expect(await desk.at(361).told()).toEqual([]);
			expect(await desk.at(362).told()).toEqual(['Lead 1/1 notify']);
		});

		test('a repair in small pages tells each timer once, those too that no sweep has shown the edit yet', async () => {
			const targets = ['C-0001', 'C-0002'].flatMap((case_id) =>
				['One', 'Two'].map((called) => ({ case_id, name: called })),
			);
			await start(hours(4), targets[3]);
			await start(hours(4), targets[0]);
			desk.at(60);
			await save(without('09:30', '11:30'));
			await start(hours(4), targets[1]);
			await start(hours(4), targets[2]);
			desk.at(61);
			const run = context();
			const expected = [
				['C-0001', 242, 362],
				['C-0002', 242, 362],
			];
			expect(moved(await repair(2)).sort()).toEqual(expected);
			expect(moved(await repair(2, run, 1))).toEqual(expected);
			expect(moved(await repair(2, run, 1))).toEqual(expected);
			const before = await sizeOf();
			await desk.sweep();
			expect(await sizeOf()).toBe(before);
		});

		test('what was told by the old hours stays told, and what is over by the new ones is told at once', async () => {
			await start({
				...hours(4),
				chain: chainOf([step('Billing', 0, { wait_seconds: undefined, percent: 25 }), ...deadline.steps]),
			});
			expect(await desk.at(62).told()).toEqual(['Billing 1/1 notify']);
			await save({ ...always, overrides: { [day]: [['00:00', '09:30']] } });
			await desk.at(300).sweep();
			expect(await dueOf()).toBeGreaterThan(900);
			await save(always);
			await repair(3, context());
			expect(await dueOf()).toBe(242);
			expect(await desk.told()).toEqual(['Lead 1/2 notify']);
			expect(await desk.told()).toEqual([]);
		});

		test('a version that is not in force and a calendar that is not there are refused', async () => {
			await start(hours(4));
			desk.at(60);
			await save(without('09:30', '11:30'));
			expect(await repair(1)).toMatchObject({ outcome: 'refused', timers: [] });
			expect(await repair(1, context())).toMatchObject({ outcome: 'refused', timers: [] });
			expect(await store.previewRepair({ calendar: 'None', version: 1, after: null })).toMatchObject({
				outcome: 'refused',
			});
		});
	});
}
