import {
	alwaysOpen,
	decideTimer,
	entryId,
	evolveTimer,
	explainTimer,
	followCalendar,
	readRecount,
	repairTimer,
	savedCalendarOf,
	timerTrail,
	type Calendar,
	type RecordedEntry,
	type RecountTimer,
	type StartTimer,
	type Timer,
	type TimerCommand,
	type TimerRecount,
} from '../../../core';
import { chain, minutesOf, plus, step } from '../escalation/given';

const target = { case_id: 'C-0001', name: 'First response' };
const owned = { state: 'in-progress', owner: { role: 'Billing', backup_role: null } };
const deadline = { wait_seconds: undefined, after_deadline_seconds: 0 };

/** Open on one day from 08:00 to an hour, and around the clock on all others. The tests begin at 08:00 on a Tuesday. */
const until = (closes: string): Calendar => ({
	...alwaysOpen(),
	name: 'Berlin support',
	overrides: { '2025-06-03': [['08:00', closes]] },
});
const always: Calendar = { ...alwaysOpen(), name: 'Berlin support' };
const hour = { amount: 60, unit: 'business_minutes' } as const;
const first = { version: 1, effective_from: plus(-10) };
const edit = (minute: number, calendar: Calendar, version = 2) => ({
	version,
	effective_from: plus(minute),
	calendar,
});

let timer: Timer | null;
let seq = 0;
function add(minute: number, entry: Pick<RecordedEntry<TimerCommand | RecountTimer>, 'type' | 'data' | 'command'>) {
	const place = { case_id: timerTrail(target), case_seq: seq, id: entryId('command', seq), at: plus(minute) };
	timer = evolveTimer(timer, { ...entry, ...place, actor: { kind: 'workflow', id: 'wf1' } });
	seq += 1;
}
function send(minute: number, command: TimerCommand) {
	const decision = decideTimer(timer, command, target, owned, plus(minute));
	if (decision.outcome !== 'accepted') throw new Error(decision.outcome);
	for (const { type, data } of decision.entries) add(minute, { type, data, command });
}
const start = (rest: Partial<StartTimer> = {}) =>
	send(0, {
		kind: 'start',
		chain: chain([step('Lead', 0, deadline)]),
		calendar: always,
		saved_calendar: first,
		within: hour,
		started_at: null,
		on_running: 'keep',
		pause_while_waiting: false,
		...rest,
	});
const keep = (minute: number, recount: TimerRecount | null) =>
	add(minute, { ...recount!.entry, command: recount!.command });

beforeEach(() => {
	timer = null;
	seq = 0;
});

describe('a timer whose calendar is edited', () => {
	test('keeps what was counted, and counts later seconds by the version in force in them', () => {
		start();
		const recount = followCalendar(timer!, edit(20, until('08:30')), plus(21))!;
		expect(recount.before).toEqual({ due_at: plus(60), next_at: plus(60), counted_seconds: 21 * 60 });
		// Closed from 08:30 to midnight: 30 minutes are left for the next day.
		expect(recount.after).toEqual({
			due_at: plus(16 * 60 + 30),
			next_at: plus(16 * 60 + 30),
			counted_seconds: 21 * 60,
		});
		keep(21, recount);
		expect(timer).toMatchObject({ due_at: plus(16 * 60 + 30), next_due_at: plus(16 * 60 + 30), budget_seconds: 3600 });
		const reasons = explainTimer(timer!, plus(40)).segments.map(({ to, reason }) => [minutesOf(to), reason]);
		expect(reasons).toEqual([
			[30, 'open'],
			[40, 'override'],
		]);
	});

	test('does not lose seconds that the new version would never have counted', () => {
		start();
		keep(41, followCalendar(timer!, edit(40, until('08:01')), plus(41)));
		expect(explainTimer(timer!, plus(41))).toMatchObject({ counted_seconds: 40 * 60, left_seconds: 20 * 60 });
	});

	test('takes one edit after the other, each from its own instant, and none twice', () => {
		start();
		const edits = [edit(10, until('08:10')), edit(20, always, 3)];
		for (const each of edits) keep(25, followCalendar(timer!, each, plus(25)));
		expect(timer!.due_at).toBe(plus(70));
		expect(savedCalendarOf(timer!)!.map(({ version }) => version)).toEqual([1, 2, 3]);
		expect(edits.map((each) => followCalendar(timer!, each, plus(30)))).toEqual([null, null]);
	});

	test('stays as it is where its hours are its own, and once it ended', () => {
		start({ calendar: always, saved_calendar: undefined });
		expect(savedCalendarOf(timer!)).toBeNull();
		expect(followCalendar(timer!, edit(10, until('08:10')), plus(11))).toBeNull();
		expect(repairTimer(timer!, edit(10, until('08:10')), plus(11))).toBeNull();
		start({ on_running: 'restart' });
		send(5, { kind: 'stop' });
		expect(followCalendar(timer!, edit(10, until('08:10')), plus(11))).toBeNull();
		expect(repairTimer(timer!, edit(10, until('08:10')), plus(11))).toBeNull();
	});

	test('goes on by what it has where the new version leaves no time to be due in', () => {
		start();
		const over = { ...always, hours: {}, overrides: { '2025-06-03': [['08:00', '08:05']] } } as Calendar;
		expect(followCalendar(timer!, edit(10, over), plus(11))).toBeNull();
		const dates = Array.from({ length: 82_000 }, (_, index) => new Date(index * 86_400_000).toISOString().slice(0, 10));
		const huge = { ...always, holidays: dates };
		expect(followCalendar(timer!, edit(10, huge), plus(11))).toBeNull();
	});
});

describe('a timer that is repaired', () => {
	test('counts from its start by the version, which its entry tells with both sides', () => {
		start();
		keep(41, followCalendar(timer!, edit(40, until('08:10')), plus(41)));
		const recount = repairTimer(timer!, edit(40, until('08:10')), plus(50))!;
		expect(recount.before).toEqual({ due_at: plus(16 * 60 + 20), next_at: plus(16 * 60 + 20), counted_seconds: 2400 });
		expect(recount.after).toEqual({ due_at: plus(16 * 60 + 50), next_at: plus(16 * 60 + 50), counted_seconds: 600 });
		expect(recount.entry.data).toMatchObject({ by: 'repair', calendar: 'Berlin support', calendar_version: 2 });
		expect([readRecount(recount.entry.data, 'before'), readRecount(recount.entry.data, 'after')]).toEqual([
			recount.before,
			recount.after,
		]);
		keep(50, recount);
		expect(timer!.due_at).toBe(plus(16 * 60 + 50));
		expect(repairTimer(timer!, edit(40, until('08:10')), plus(51))).toBeNull();
	});

	test('that is paused stays so, and what it comes to is told without instants', () => {
		start();
		send(20, { kind: 'pause' });
		const recount = repairTimer(timer!, edit(5, until('08:10')), plus(30))!;
		expect([recount.before, recount.after]).toEqual([
			{ due_at: null, next_at: null, counted_seconds: 1200 },
			{ due_at: null, next_at: null, counted_seconds: 600 },
		]);
		expect(readRecount(recount.entry.data, 'after')).toEqual(recount.after);
		keep(30, recount);
		expect(timer).toMatchObject({ state: 'paused', paused_by: 'command' });
	});

	test('has business days turned into working time anew', () => {
		const office = (closes: string): Calendar => ({
			name: 'Berlin support',
			timezone: 'UTC',
			hours: { tue: [['08:00', closes]], wed: [['08:00', closes]] },
		});
		start({ calendar: office('16:00'), within: { amount: 1, unit: 'business_days' } });
		expect([timer!.budget_seconds, timer!.due_at]).toEqual([8 * 3600, plus(8 * 60)]);
		keep(10, repairTimer(timer!, edit(5, office('18:00')), plus(10)));
		expect([timer!.budget_seconds, timer!.due_at]).toEqual([10 * 3600, plus(10 * 60)]);
	});

	test('tells what was told before no more, and is due at once where its time is over by then', () => {
		start();
		const recount = repairTimer(timer!, { ...edit(5, always) }, plus(30))!;
		expect(recount.before.due_at).toBe(recount.after.due_at);
		const earlier = { ...always, overrides: { '2025-06-02': [['00:00', '24:00']] } } as Calendar;
		start({ on_running: 'restart', calendar: until('08:10'), started_at: plus(0) });
		keep(120, repairTimer(timer!, edit(100, earlier, 4), plus(120)));
		expect(timer!.due_at).toBe(plus(60));
		expect(timer!.next_due_at).toBe(plus(60));
	});
});
