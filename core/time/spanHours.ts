/** Intervals in order; those that overlap or touch become one. */
export function mergeIntervals(intervals: ReadonlyArray<[number, number]>): Array<[number, number]> {
	const merged: Array<[number, number]> = [];
	for (const [start, end] of [...intervals].sort(([one], [other]) => one - other)) {
		const last = merged.at(-1);
		if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
		else merged.push([start, end]);
	}
	return merged;
}

/** Open intervals of a span of time, in order, with running sums, so that every question is one binary search. */
export class SpanHours {
	private readonly opens: Float64Array;
	private readonly closes: Float64Array;
	/** Open time before each interval. */
	private readonly sums: Float64Array;
	readonly total: number;

	/** Takes what lies between `from` and `to`. */
	constructor(intervals: ReadonlyArray<[number, number]>, from: number, to: number) {
		const merged = mergeIntervals(intervals)
			.map(([start, end]): [number, number] => [Math.max(start, from), Math.min(end, to)])
			.filter(([start, end]) => end > start);
		this.opens = Float64Array.from(merged, ([start]) => start);
		this.closes = Float64Array.from(merged, ([, end]) => end);
		this.sums = new Float64Array(merged.length);
		let total = 0;
		for (const [index, [start, end]] of merged.entries()) {
			this.sums[index] = total;
			total += end - start;
		}
		this.total = total;
	}

	get firstOpening(): number | undefined {
		return this.opens[0];
	}

	get lastClosing(): number | undefined {
		return this.closes.at(-1);
	}

	/** Open time in the span before an instant. */
	before(at: number): number {
		const last = countBelow(this.opens, at) - 1;
		return last < 0 ? 0 : this.sums[last]! + Math.min(at, this.closes[last]!) - this.opens[last]!;
	}

	/** The earliest instant with `amount` of open time before it; more than 0 and at most the total. */
	at(amount: number): number {
		const last = countBelow(this.sums, amount) - 1;
		return this.opens[last]! + amount - this.sums[last]!;
	}

	/** The first open instant at or after `at`, or null. */
	nextOpen(at: number): number | null {
		const index = countBelow(this.closes, at + 1);
		return index === this.opens.length ? null : Math.max(at, this.opens[index]!);
	}

	/** The closing of the interval that `at` lies in; `at` itself when it is closed. */
	openUntil(at: number): number {
		const index = countBelow(this.closes, at + 1);
		const isOpen = index < this.opens.length && this.opens[index]! <= at;
		return isOpen ? this.closes[index]! : at;
	}
}

/** How many of the ordered values are below a limit. */
function countBelow(values: Float64Array, limit: number): number {
	let [low, high] = [0, values.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (values[middle]! < limit) low = middle + 1;
		else high = middle;
	}
	return low;
}
