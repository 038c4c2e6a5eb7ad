import { refuseField } from '../findings';
import { millisOf } from './instant';
import type { OpenTime, PausableTime, Pause, PauseSpan } from './types';

const refuse = (field: string, found: string) =>
	refuseField(field, `'${field}' ${found}`, 'Hand over pauses as {from, to}, with from before to');

const none: PauseSpan[] = [];

export function readPauses(pauses: readonly Pause[]): PauseSpan[] {
	if (!Array.isArray(pauses)) throw refuse('pauses', 'is no list of pauses');
	if (pauses.length === 0) return none;
	return (pauses as ReadonlyArray<Pause | null>).map((pause, index) => {
		const field = `pauses[${index}]`;
		const from = millisOf(pause?.from, `${field}.from`);
		const to = pause?.to === null ? Infinity : millisOf(pause?.to, `${field}.to`);
		if (to < from) throw refuse(field, `ends at ${pause?.to}, before it begins at ${pause?.from}`);
		return { from, to, reason: pause?.reason ?? 'paused' };
	});
}

/**
 * Open time without the pauses, which may overlap and come in any order. A pause that begins after all others can be added
 * later, and ended.
 */
export class PausedTime implements PausableTime {
	/** Merged, in order. */
	private readonly pauses: Array<Pick<PauseSpan, 'from' | 'to'>> = [];
	/** Open time inside the pauses before each one. */
	private readonly sums: number[] = [];

	constructor(
		private readonly open: OpenTime,
		pauses: readonly PauseSpan[] = [],
	) {
		for (const { from, to } of [...pauses].sort((one, other) => one.from - other.from)) this.add(from, to);
	}

	get isPaused(): boolean {
		return this.pauses.at(-1)?.to === Infinity;
	}

	pause(at: number): void {
		this.add(at, Infinity);
	}

	resume(at: number): void {
		const last = this.pauses.at(-1);
		if (last !== undefined && last.to > at) last.to = Math.max(last.from, at);
	}

	between(from: number, to: number): number {
		if (to <= from) return 0;
		return this.open.between(from, to) - (this.pausedBefore(to) - this.pausedBefore(from));
	}

	reach(start: number, amount: number): number | null {
		if (amount <= 0) return start;
		const first = this.firstEndingAfter(start);
		const next = this.firstWhere(first, ({ from }) => this.between(start, from) >= amount);
		const before = next > first ? this.pauses[next - 1]!.to : start;
		if (before === Infinity) return null;
		return this.open.reach(before, amount - this.between(start, before));
	}

	nextOpen(at: number): number | null {
		let open = this.open.nextOpen(at);
		for (let index = this.firstEndingAfter(at); index < this.pauses.length && open !== null; index += 1) {
			const { from, to } = this.pauses[index]!;
			if (open < from) return open;
			if (open < to) open = to === Infinity ? null : this.open.nextOpen(to);
		}
		return open;
	}

	private add(from: number, to: number): void {
		const last = this.pauses.at(-1);
		if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
		else if (to > from) {
			this.sums.push(last === undefined ? 0 : this.sums.at(-1)! + this.open.between(last.from, last.to));
			this.pauses.push({ from, to });
		}
	}

	private firstEndingAfter(at: number): number {
		return this.firstWhere(0, ({ to }) => to > at);
	}

	/** Index of the first pause from `start` on for which something holds, as it does for all after it. */
	private firstWhere(start: number, holds: (pause: Pick<PauseSpan, 'from' | 'to'>) => boolean): number {
		let [low, high] = [start, this.pauses.length];
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (holds(this.pauses[middle]!)) high = middle;
			else low = middle + 1;
		}
		return low;
	}

	/** Open time inside pauses before an instant. */
	private pausedBefore(at: number): number {
		const index = this.firstEndingAfter(at);
		if (index === this.pauses.length) {
			const last = this.pauses.at(-1);
			return last === undefined ? 0 : this.sums.at(-1)! + this.open.between(last.from, last.to);
		}
		const { from } = this.pauses[index]!;
		return this.sums[index]! + (from < at ? this.open.between(from, at) : 0);
	}
}
