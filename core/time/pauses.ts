import { refuseField } from '../findings';
import { millisOf } from './instant';
import type { OpenTime, Pause, PauseSpan } from './types';

const refuse = (field: string, found: string) =>
	refuseField(field, `'${field}' ${found}`, 'Hand over pauses as {from, to}, with from before to');

export function readPauses(pauses: readonly Pause[]): PauseSpan[] {
	if (!Array.isArray(pauses)) throw refuse('pauses', 'is no list of pauses');
	return (pauses as ReadonlyArray<Pause | null>).map((pause, index) => {
		const field = `pauses[${index}]`;
		const from = millisOf(pause?.from, `${field}.from`);
		const to = pause?.to === null ? Infinity : millisOf(pause?.to, `${field}.to`);
		if (to < from) throw refuse(field, `ends at ${pause?.to}, before it begins at ${pause?.from}`);
		return { from, to, reason: pause?.reason ?? 'paused' };
	});
}

/** Open time without the pauses, which may overlap and come in any order. */
export class PausedTime implements OpenTime {
	/** Merged, in order. */
	private readonly pauses: PauseSpan[] = [];
	/** Open time inside the pauses before each one. */
	private readonly sums: number[] = [];

	constructor(
		private readonly open: OpenTime,
		pauses: readonly PauseSpan[],
	) {
		for (const pause of [...pauses].sort((one, other) => one.from - other.from)) {
			const last = this.pauses.at(-1);
			if (last !== undefined && pause.from <= last.to) last.to = Math.max(last.to, pause.to);
			else if (pause.to > pause.from) this.pauses.push({ ...pause });
		}
		let sum = 0;
		for (const { from, to } of this.pauses) {
			this.sums.push(sum);
			if (to !== Infinity) sum += open.between(from, to);
		}
	}

	between(from: number, to: number): number {
		if (to <= from) return 0;
		return this.open.between(from, to) - (this.pausedBefore(to) - this.pausedBefore(from));
	}

	reach(start: number, amount: number): number | null {
		if (amount <= 0) return start;
		let [at, wanted] = [start, amount];
		for (let index = this.firstEndingAfter(start); index < this.pauses.length; index += 1) {
			const { from, to } = this.pauses[index]!;
			const open = from > at ? this.open.between(at, from) : 0;
			if (open >= wanted) return this.open.reach(at, wanted);
			if (to === Infinity) return null;
			wanted -= open;
			at = to;
		}
		return this.open.reach(at, wanted);
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

	private firstEndingAfter(at: number): number {
		let [low, high] = [0, this.pauses.length];
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.pauses[middle]!.to <= at) low = middle + 1;
			else high = middle;
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
