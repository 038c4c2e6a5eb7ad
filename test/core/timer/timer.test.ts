import {
	alwaysOpen,
	decideTimer,
	dueIfPaused,
	entryId,
	evolveTimer,
	explainTimer,
	isRoleEmpty,
	plannedTimerSteps,
	sweepTimer,
	timerTrail,
	type RecordedEntry,
	type StartTimer,
	type Timer,
	type TimerCommand,
} from '../../../core';
import { chain, minutesOf, plus, step } from '../escalation/given';

const target = { case_id: 'C-0001', name: 'First response' };
const owned = { state: 'in-progress', owner: { role: 'Billing', backup_role: null } };

const startOf = (rest: Partial<StartTimer> = {}): StartTimer => ({
	kind: 'start',
	chain: chain([step('@owner', 30), step('@backup', 30, { action: 'reassign' })]),
	calendar: alwaysOpen(),
	within: null,
	started_at: null,
	on_running: 'keep',
	pause_while_waiting: false,
	...rest,
});

/** A timer on a trail of entries. */
class Trail {
	timer: Timer | null = null;
	private seq = 0;

	do(minute: number, command: TimerCommand): this {
		const decision = decideTimer(this.timer, command, target, owned, plus(minute));
		if (decision.outcome !== 'accepted') throw new Error(decision.outcome);
		for (const { type, data } of decision.entries) this.add(minute, { type, data, command });
		return this;
	}

	sweep(minute: number): string[] {
		const swept = sweepTimer(this.timer!, plus(minute), []);
		for (const { type, data } of swept) this.add(minute, { type, data, command: null });
		return swept.map(({ record, is_told }) => `${record.target_role} ${is_told ? 'told' : record.kind}`);
	}

	private add(minute: number, entry: Pick<RecordedEntry<TimerCommand>, 'type' | 'data' | 'command'>): void {
		const place = {
			case_id: timerTrail(target),
			case_seq: this.seq,
			id: entryId('command', this.seq),
			at: plus(minute),
		};
		this.timer = evolveTimer(this.timer, { ...entry, ...place, actor: { kind: 'workflow', id: 'wf1' } });
		this.seq += 1;
	}
}

describe('a timer', () => {
	it('has the roles of its case in the place of words, and the fallback role where there is no backup', () => {
		const { timer } = new Trail().do(0, startOf());
		expect(timer!.chain.steps.map(({ target_role }) => target_role)).toEqual(['Billing', 'Triage']);
		expect(plannedTimerSteps(timer!, plus(0)).map((one) => [one.target_role, minutesOf(one.notify_at)])).toEqual([
			['Billing', 30],
			['Triage', 60],
			['Triage', 180],
		]);
	});

	it('that waits for a sweep is due since its step was, whatever happens meanwhile', () => {
		const trail = new Trail().do(0, startOf()).do(40, { kind: 'acknowledge', by_role: 'Billing' });
		expect(minutesOf(trail.timer!.next_due_at)).toBe(30);
		expect(trail.sweep(41)).toEqual(['Billing skipped_catchup']);
		expect(minutesOf(trail.timer!.next_due_at)).toBe(160);
	});

	it('that is at its end runs until that is recorded', () => {
		const trail = new Trail().do(0, startOf({ chain: chain([step('Lead', 30)]) }));
		trail.sweep(30);
		trail.do(200, { kind: 'pause' });
		expect(trail.timer).toMatchObject({ state: 'running', next_due_at: plus(150) });
		expect(trail.sweep(201)).toEqual(['Triage told']);
		expect(trail.timer).toMatchObject({ state: 'exhausted', next_due_at: null });
	});

	it('that comes to its end while somebody takes the case on changes nothing', () => {
		const trail = new Trail()
			.do(0, startOf({ chain: chain([step('Lead', 30)]) }))
			.do(10, { kind: 'acknowledge', by_role: 'Lead' });
		trail.do(140, { kind: 'acknowledge', by_role: 'Lead' });
		expect(trail.sweep(140)).toEqual(['Lead ack_expired', 'Lead skipped_catchup']);
		expect(trail.timer).toMatchObject({ state: 'acked' });
	});

	it('that is resumed and paused in one instant is paused', () => {
		const trail = new Trail().do(0, startOf()).do(10, { kind: 'pause' }).do(20, { kind: 'resume' });
		trail.do(20, { kind: 'pause' });
		expect(trail.timer).toMatchObject({ state: 'paused', next_due_at: null });
		expect(trail.do(30, { kind: 'resume' }).timer).toMatchObject({ state: 'running', next_due_at: plus(50) });
	});

	it('that starts in the past is late from the beginning, and tells the latest step', () => {
		const trail = new Trail().do(70, startOf({ started_at: plus(0) }));
		expect(minutesOf(trail.timer!.next_due_at)).toBe(30);
		expect(trail.sweep(70)).toEqual(['Billing skipped_catchup', 'Triage told']);
	});

	it('with a name of slashes and signs keeps it', () => {
		const entry = { type: 'timer.started', data: { run: 1, started_at: plus(0) }, command: startOf() } as const;
		const place = { case_id: '_timer/C-0001/__proto__/ö/', case_seq: 0, id: entryId('a', 0), at: plus(0) };
		const made = evolveTimer(null, { ...entry, ...place, actor: { kind: 'workflow', id: 'wf1' } });
		expect([made!.case_id, made!.name]).toEqual(['C-0001', '__proto__/ö/']);
	});
});

describe('a role', () => {
	const on = { on_duty: true };
	const off = { on_duty: false };
	it.each([
		['is off duty', { ...off, members: [on] }, true],
		['has members, and all are off duty', { ...on, members: [off, off] }, true],
		['has a member on duty', { ...on, members: [off, on] }, false],
		['has no member that is known', { ...on, members: [] }, false],
	])('that %s', (_, role, isEmpty) => expect(isRoleEmpty(role)).toBe(isEmpty));
});

describe('what a timer did with its time', () => {
	const within = { amount: 60, unit: 'business_minutes' } as const;
	const timed = () => new Trail().do(0, startOf({ within }));

	test('both sides are told, with what is left, and add up', () => {
		const { timer } = timed().do(10, { kind: 'pause' }).do(25, { kind: 'resume' });
		const told = explainTimer(timer!, plus(40));
		expect(told).toMatchObject({ counted_seconds: 25 * 60, uncounted_seconds: 15 * 60, left_seconds: 35 * 60 });
		expect(told.segments.map(({ from, to, reason }) => [minutesOf(from), minutesOf(to), reason])).toEqual([
			[0, 10, 'open'],
			[10, 25, 'paused'],
			[25, 40, 'open'],
		]);
	});

	test('time is told up to the end of the timer, and what is left may be less than nothing', () => {
		const trail = timed();
		expect(explainTimer(trail.timer!, plus(90)).left_seconds).toBe(-30 * 60);
		trail.do(20, { kind: 'stop' });
		expect(explainTimer(trail.timer!, plus(90))).toMatchObject({ counted_seconds: 20 * 60, left_seconds: 40 * 60 });
		expect(explainTimer(new Trail().do(0, startOf()).timer!, plus(5))).toMatchObject({ left_seconds: null });
	});

	test('a pause from now on moves what it is due at, unless that is over or not counted', () => {
		const { timer } = timed();
		expect(minutesOf(dueIfPaused(timer!, plus(10), 30 * 60))).toBe(90);
		expect(minutesOf(dueIfPaused(timer!, plus(70), 30 * 60))).toBe(60);
		expect(dueIfPaused(new Trail().do(0, startOf()).timer!, plus(10), 60)).toBeNull();
		expect(dueIfPaused(timed().do(5, { kind: 'pause' }).timer!, plus(10), 60)).toBeNull();
	});
});
