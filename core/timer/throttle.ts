import type { RecordedEntry } from '../evidence';
import { maxThrottleCount, messageAllowedFrom, type ThrottleRule } from '../escalation';
import type { Timer, TimerEntry } from './types';

/** Most steps that go out as one. */
export const maxBundled = 1000;

/** What went to a role, as far as it decides what may go next, and what is held back for it. */
export interface RoleThrottle {
	/** When messages went to it, in order: the newest, as many as a rule can ask for. */
	sent: string[];
	/** Ids of the entries of steps that it is not told of yet, in order. */
	held: string[];
	held_count: number;
	updated_at: string;
}

const nothing: Omit<RoleThrottle, 'updated_at'> = { sent: [], held: [], held_count: 0 };

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : []);

/** What is known of a role's messages after one more entry of its trail. */
export function evolveThrottle(before: RoleThrottle | null, { type, at, data }: RecordedEntry): RoleThrottle | null {
	const { sent, held } = before ?? nothing;
	const after = (went: number, left: string[]): RoleThrottle => ({
		sent: [...sent, ...Array<string>(went).fill(at)].slice(-maxThrottleCount),
		held: left,
		held_count: left.length,
		updated_at: at,
	});
	switch (type) {
		case 'throttle.passed':
			return after(Number(data.count), held);
		case 'throttle.held':
			return after(0, [...held, ...listOf(data.steps)]);
		case 'throttle.released': {
			const gone = new Set([...listOf(data.steps), ...listOf(data.left_out)]);
			const left = held.filter((id) => !gone.has(id));
			return after(listOf(data.steps).length > 0 ? 1 : 0, left);
		}
		default:
			return before;
	}
}

/** The messages of one sweep to one role: which go, and which are held back. */
export class RoleMessages {
	private readonly passed: string[] = [];
	private readonly heldNow: string[] = [];

	/** `before` is what is known of the role; `rules` without one let everything go. */
	constructor(
		private readonly rules: readonly ThrottleRule[],
		private readonly before: RoleThrottle | null,
		private readonly now: string,
	) {}

	private get allowedFrom(): string {
		const sent = [...(this.before?.sent ?? []), ...this.passed.map(() => this.now)];
		return messageAllowedFrom(this.rules, sent, this.now);
	}

	/** Whether one more may go by itself: what is held back goes first. */
	get mayPass(): boolean {
		return (this.before?.held_count ?? 0) === 0 && this.heldNow.length === 0 && this.allowedFrom <= this.now;
	}

	/** Whether what is held back may go, as one. */
	get mayRelease(): boolean {
		return this.held.length > 0 && this.allowedFrom <= this.now;
	}

	/** Ids of the entries of all steps that are held back, in order. */
	get held(): string[] {
		return [...(this.before?.held ?? []), ...this.heldNow];
	}

	pass(stepId: string): void {
		this.passed.push(stepId);
	}

	hold(stepId: string): void {
		this.heldNow.push(stepId);
	}

	/** What the sweep did with the steps it found, as entries of the role's trail; each is named by its first step. */
	entries(): Array<TimerEntry & { of: string }> {
		const { passed, heldNow } = this;
		const entries: Array<TimerEntry & { of: string }> = [];
		// Without rules nobody asks later when a message went.
		if (passed.length > 0 && this.rules.length > 0) {
			entries.push({ of: passed[0]!, type: 'throttle.passed', data: { count: passed.length } });
		}
		for (let from = 0; from < heldNow.length; from += maxBundled) {
			const steps = heldNow.slice(from, from + maxBundled);
			entries.push({ of: steps[0]!, type: 'throttle.held', data: { steps, until: this.allowedFrom } });
		}
		return entries;
	}
}

/**
 * What became of a step that was held back, by the id of its record: it is `due` still; it `waits`, since its timer is paused; or it is `overtaken`:
 * its case ended, somebody took the case on, or the timer was started anew.
 */
export function heldStanding(timer: Timer, recordId: string): 'due' | 'overtaken' | 'waits' {
	const { state, chain, records } = timer;
	const record = records.find(({ id }) => id === recordId);
	if (state === 'resolved' || state === 'stopped' || record === undefined) return 'overtaken';
	const { step } = record;
	const condition = step === null ? undefined : chain.steps[step - 1]?.condition;
	if (timer.ack !== null && condition !== 'not_resolved') return 'overtaken';
	return state === 'paused' ? 'waits' : 'due';
}
