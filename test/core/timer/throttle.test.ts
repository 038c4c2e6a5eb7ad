import fc from 'fast-check';

import {
	evolveThrottle,
	maxThrottleCount,
	RoleMessages,
	textMessageThrottle,
	throttleTrail,
	type EntryData,
	type EntryType,
	type RecordedEntry,
	type RoleThrottle,
} from '../../../core';
import { plus } from '../escalation/given';

/** The trail of one role, as sweeps write it. */
class Trail {
	row: RoleThrottle | null = null;
	readonly entries: RecordedEntry[] = [];
	/** When each step was told, by its id. */
	readonly told = new Map<string, number>();
	/** When a message went, and whether it was one that is never held back. */
	readonly messages: Array<{ minute: number; isFree: boolean }> = [];

	/** A sweep that finds these steps. */
	sweep(minute: number, steps: ReadonlyArray<{ id: string; isFree: boolean }>): void {
		const messages = new RoleMessages(textMessageThrottle, this.row, plus(minute));
		for (const { id, isFree } of steps) {
			const mayPass = messages.mayPass;
			if (!mayPass && !isFree) messages.hold(id);
			else {
				messages.pass(id);
				this.tell([id], minute, !mayPass);
			}
		}
		for (const { type, data } of messages.entries()) this.add(minute, type, data);
		if (!messages.mayRelease) return;
		this.tell(messages.held, minute, false);
		this.add(minute, 'throttle.released', { steps: messages.held });
	}

	private tell(ids: readonly string[], minute: number, isFree: boolean): void {
		for (const id of ids) {
			expect(this.told.has(id)).toBe(false);
			this.told.set(id, minute);
		}
		this.messages.push({ minute, isFree });
	}

	private add(minute: number, type: EntryType, data: EntryData): void {
		const seq = this.entries.length;
		const place = { case_id: throttleTrail('Lead'), case_seq: seq, id: `e${seq}`, at: plus(minute) };
		const entry = { ...place, type, data, command: null, actor: { kind: 'workflow', id: 'wf1' } } as const;
		this.entries.push(entry);
		this.row = evolveThrottle(this.row, entry);
	}
}

const found = fc.record({ wait: fc.nat(6), count: fc.nat(4), isFree: fc.nat(9).map((one) => one === 0) });

test('whatever sweeps find, each step is told once and in order, and nothing is held back for long or told too often', () => {
	fc.assert(
		fc.property(fc.array(found, { minLength: 1, maxLength: 40 }), (sweeps) => {
			const trail = new Trail();
			const due = new Map<string, { minute: number; isFree: boolean }>();
			let minute = 0;
			for (const { wait, count, isFree } of sweeps) {
				minute += wait;
				const steps = Array.from({ length: count }, (_, index) => ({ id: `${due.size + index}`, isFree }));
				for (const { id } of steps) due.set(id, { minute, isFree });
				trail.sweep(minute, steps);
			}
			// Every rule lets a message through once its own time is over.
			for (const end = minute + 181; minute <= end && (trail.row?.held_count ?? 0) > 0; minute += 1) {
				trail.sweep(minute, []);
			}
			expect([...trail.told.keys()].sort()).toEqual([...due.keys()].sort());
			const inOrder = [...due].filter(([, { isFree }]) => !isFree).map(([id]) => trail.told.get(id)!);
			expect(inOrder).toEqual([...inOrder].sort((one, other) => one - other));
			for (const { count, per_seconds } of textMessageThrottle) {
				for (const { minute: at, isFree } of trail.messages) {
					const window = trail.messages.filter((each) => each.minute <= at && each.minute > at - per_seconds / 60);
					if (!isFree && !window.some((each) => each.isFree)) expect(window.length).toBeLessThanOrEqual(count);
				}
			}
			expect(trail.entries.reduce(evolveThrottle, null as RoleThrottle | null)).toEqual(trail.row);
		}),
		{ numRuns: 60 },
	);
});

test('what is remembered of a role does not grow', () => {
	const trail = new Trail();
	for (let minute = 0; minute < 3 * maxThrottleCount; minute += 1) {
		trail.sweep(minute, [{ id: `${minute}`, isFree: true }]);
	}
	expect(trail.row?.sent).toHaveLength(maxThrottleCount);
	expect(trail.row?.sent.at(-1)).toBe(plus(3 * maxThrottleCount - 1));
});
